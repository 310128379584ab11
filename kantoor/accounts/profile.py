"""One's own name and language."""

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kantoor.access.action import Unchanged, action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.accounts import users
from kantoor.accounts.models import User
from kantoor.audit import record
from kantoor.kernel.errors import Invalid
from kantoor.kernel.text import fold
from kantoor.organizations.models import Membership


def itself(actor: Actor) -> QuerySet[User]:
    """The acting user, as a target."""
    return User.objects.filter(pk=actor.user_id).select_related("environment")


@action("profile.rename", Permission.OWN_PROFILE, of=itself)
def rename(actor: Actor, user: User, name: str) -> User:
    """Take another name; lists sort and find by it from now on."""
    name = users.clean_name(name)
    if name == user.name:
        raise Unchanged(user)
    before, user.name = user.name, name
    User.objects.filter(pk=user.pk).update(name=name)
    users.refold(user)
    Membership.objects.open().filter(user=user).update(name_key=fold(name)[:160])
    record.entry(actor, "profile.renamed", user, subject=user, before=before, after=name)
    return user


@action("profile.speak", Permission.OWN_PROFILE, of=itself)
def speak(actor: Actor, user: User, language: str) -> User:
    """Choose the language of pages and mails."""
    if language not in dict(settings.LANGUAGES):
        raise Invalid(_("Choose one of the languages in the list."), field="language")
    if language == user.language:
        raise Unchanged(user)
    before, user.language = user.language, language
    User.objects.filter(pk=user.pk).update(language=language)
    record.entry(actor, "profile.language", user, subject=user, before=before, after=language)
    return user
