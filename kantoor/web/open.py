"""The pages that need nobody signed in: listed here, counted by a test (style, habit 8)."""

from django.http import HttpRequest

OPEN_NAMES = frozenset({"healthz", "home", "account_login", "account_reset_password"})


def is_open(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name in OPEN_NAMES
