"""Making and finding people."""

from allauth.account.models import EmailAddress

from kantoor.accounts.models import User
from kantoor.environments.models import Appointment, Environment, EnvironmentRole
from kantoor.kernel.text import fold


def folded(name: str, addresses: list[str]) -> str:
    """What a search for a person looks through: the name first, so that it also sorts."""
    return fold(" ".join([name, *addresses]))[:600]


def create(
    environment: Environment,
    name: str,
    address: str,
    role: EnvironmentRole,
    *,
    password: str | None = None,
    relationship_manager: bool = False,
    by: User | None = None,
) -> User:
    """A new user with one verified primary address and their role; part of a running action."""
    address = address.lower()
    user = User(environment=environment, name=name, email=address, folded=folded(name, [address]))
    user.set_password(password)
    user.save(force_insert=True)
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    Appointment.objects.create(
        environment=environment, user=user, role=role, relationship_manager=relationship_manager, began_by=by
    )
    return user
