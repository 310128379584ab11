"""Addresses of the pages about files."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
