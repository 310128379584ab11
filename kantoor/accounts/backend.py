"""Signing in with any verified address; not while blocked or removed (domain 1, 3.6)."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser

from kantoor.access import actor as actors


class VerifiedAddressBackend(AuthenticationBackend):
    """Allauth's, narrowed to verified addresses and to users who may be actors."""

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        address = (
            EmailAddress.objects.filter(email=email.lower(), verified=True).select_related("user").first()
        )
        return self._check_password(address.user if address else None, password)

    def get_user(self, user_id: Any) -> Any:
        """Who is signed in, by the one question that also tells whether they may be."""
        actor = actors.of(user_id)
        return actor.user if actor else None

    def user_can_authenticate(self, user: Any) -> bool:
        return actors.of(user.pk) is not None
