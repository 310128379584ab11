"""The pages."""

from django.urls import URLPattern, path

from kantoor.web import health

urlpatterns: list[URLPattern] = [path("healthz", health.show, name="healthz")]
