"""The pages that need nobody signed in: listed here, counted by a test (style, habit 8)."""

from django.http import HttpRequest

OPEN_NAMES = frozenset(
    {
        "favicon",
        "healthz",
        "livez",
        "readyz",
        "home",
        "account_login",
        "account_logout",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "account_signup",
        "signup_sent",
        "signup_link",
        "signup_request",
        "signup_asked",
        "address_confirmation",
        "terms",
        "invitation",
        "invitation_switch",
        # one sent document, for whoever was given its link
        "private_link",
        "private_file",
        "demo_session",
        "appearance",
        "set_language",
        # what would have been mailed; only in the demo
        "demo_mailbox",
        "demo_mail",
        "demo_mail_html",
        # every piece with its states; only in development and in the demo
        "design",
        "design_options",
        "design_preview",
        "design_sample",
    }
)


def is_open(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name in OPEN_NAMES
