"""Addresses of the pages about delivery."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
