"""Who runs the installation and reviews activations (domain 1, Operator)."""

from django.utils.translation import gettext as _

from kantoor.access.action import performing
from kantoor.accounts.models import Operatorship, User
from kantoor.accounts.users import owner_of
from kantoor.audit import record
from kantoor.kernel.errors import Conflict, NotFound


def there_are() -> bool:
    """Whether anybody operates this installation."""
    return Operatorship.objects.live().exists()


def begin(user: User) -> None:
    """Make the user an operator, as part of a running action."""
    Operatorship.objects.create(user=user)
    record.entry(None, "operators.appointed", user, subject=user, environment_id=user.environment_id)


def appoint(address: str) -> User:
    """Make whoever signs in with the address an operator; for the command line only."""
    user = owner_of(address)
    if user is None:
        raise NotFound(_("Nobody has an account with this address."))
    with performing():
        if Operatorship.objects.live().filter(user=user).exists():
            raise Conflict(_("%(name)s is an operator already.") % {"name": user.name})
        begin(user)
    return user
