"""The settings of an environment: its name, whether it is found, who joins (domain 3.3, 6.1)."""

from django.utils.translation import gettext as _

from kantoor.access.action import Unchanged, action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.environments import people
from kantoor.environments.models import Environment, Joining
from kantoor.kernel.errors import Invalid
from kantoor.kernel.text import fold

NAME_LENGTH = 120


def own(actor: Actor) -> Environment:
    """The actor's environment, for those who may change it."""
    people.require(actor, Permission.ENVIRONMENT_EDIT)
    return people.environment_of(actor).get()


@action("environment.edit", Permission.ENVIRONMENT_EDIT, of=people.environment_of)
def change(actor: Actor, environment: Environment, name: str, listed: bool, joining: str) -> Environment:
    """Give another name, be found by name or not, or choose who joins by domain."""
    after = {"name": clean_name(name), "listed": bool(listed), "joining": joining}
    if joining not in Joining.values:
        raise Invalid(_("Choose one of the three ways in which people join."), field="joining")
    before = {key: getattr(environment, key) for key in after}
    if after == before:
        raise Unchanged(environment)
    Environment.objects.filter(pk=environment.pk).update(**after, folded=fold(str(after["name"]))[:250])
    changed = sorted(key for key in after if after[key] != before[key])
    record.entry(actor, "environment.changed", environment, before=before, after=after, changed=changed)
    environment.refresh_from_db()
    return environment


def clean_name(name: str) -> str:
    """The name as it is kept, or `Invalid`."""
    plain = " ".join(name.replace("\0", " ").split())
    if not plain:
        raise Invalid(_("Give the name of your company."), field="name")
    if len(plain) > NAME_LENGTH:
        raise Invalid(
            _("This name is too long: %(most)d characters at most.") % {"most": NAME_LENGTH}, field="name"
        )
    return plain
