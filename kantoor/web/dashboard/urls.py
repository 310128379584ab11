"""Addresses of the pages about dashboard."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
