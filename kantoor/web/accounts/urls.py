"""Making an account, signing in and out, one's own profile; allauth's views under our nouns."""

from allauth.account import views as allauth
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from kantoor.web.accounts import addresses, pictures, profile, sessions, signing_in, signups, terms

urlpatterns: list[URLPattern | URLResolver] = [
    path("", signing_in.home, name="home"),
    path("terms/", terms.show, name="terms"),
    path("language/", profile.speak, name="set_language"),
    path("sign-up/", signups.ask, name="account_signup"),
    path("sign-up/sent/", signups.sent, name="signup_sent"),
    path("sign-up/asked/", signups.asked, name="signup_asked"),
    path("sign-up/<str:token>/", signups.link, name="signup_link"),
    path("sign-up/<str:token>/request/", signups.request_to_join, name="signup_request"),
    path("sign-in/", signing_in.sign_in, name="account_login"),
    path("sign-in/confirmation/", allauth.reauthenticate, name="account_reauthenticate"),
    path("sign-out/", allauth.logout, name="account_logout"),
    path("password/", profile.password, name="account_change_password"),
    path("password/link/", allauth.password_reset, name="account_reset_password"),
    path("password/link/sent/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/link/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/new/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("profile/", profile.show, name="profile"),
    path("profile/name/", profile.rename, name="profile_name"),
    path("profile/picture/", profile.picture, name="profile_picture"),
    path("profile/picture/removal/", profile.picture_removal, name="profile_picture_removal"),
    path("profile/addresses/", addresses.add, name="addresses"),
    path("profile/addresses/<int:address_id>/link/", addresses.link, name="address_link"),
    path("profile/addresses/<int:address_id>/primary/", addresses.primary, name="address_primary"),
    path("profile/addresses/<int:address_id>/removal/", addresses.removal, name="address_removal"),
    path("profile/sessions/others/end/", sessions.end_others, name="sessions_end"),
    path("profile/sessions/<int:session_id>/end/", sessions.end, name="session_end"),
    path("profile/security/", include("allauth.mfa.urls")),
    path("address/<str:key>/", addresses.confirmation, name="address_confirmation"),
    path("people/<uuid:person_id>/picture/", pictures.show, name="picture"),
]

if settings.DEMO:
    urlpatterns.append(path("demo/session/", signing_in.demo_session, name="demo_session"))
