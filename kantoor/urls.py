"""Every address is a noun."""

from django.urls import include, path

urlpatterns = [path("", include("kantoor.web.urls"))]

handler400 = "kantoor.web.errors.bad_request"
handler403 = "kantoor.web.errors.forbidden"
handler404 = "kantoor.web.errors.not_found"
handler500 = "kantoor.web.errors.broken"
