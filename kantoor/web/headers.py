"""The headers that every answer has, whoever made it: a page, a file, an error, a redirect, a probe."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    # For what is no page; pages come with their own (CONTENT_SECURITY_POLICY).
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
}
SECURE = {"Strict-Transport-Security": f"max-age={settings.SECURE_HSTS_SECONDS}"}


class Headers:
    """Puts in what nothing further in has said."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in (ALWAYS | SECURE if settings.SECURE else ALWAYS).items():
            response.headers.setdefault(name, value)
        return response
