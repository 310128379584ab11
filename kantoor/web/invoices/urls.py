"""Addresses of the pages about invoices."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
