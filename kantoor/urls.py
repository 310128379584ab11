"""Every address is a noun."""

from django.urls import include, path

urlpatterns = [path("", include("kantoor.web.urls"))]
