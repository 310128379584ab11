"""Addresses of the pages about sharing."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
