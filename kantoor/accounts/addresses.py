"""A user's addresses: verified by link before they count; the last verified one stays (domain 3.7)."""

from allauth.account.models import EmailAddress
from django.core import signing
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kantoor.access.action import Unchanged, action, performing
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.accounts import profile, safety, signups, users
from kantoor.accounts.joining import domain_of
from kantoor.accounts.models import User
from kantoor.audit import record
from kantoor.environments.models import AllowedDomain, DomainClaim
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.kernel.ids import uuid7
from kantoor.notifications import mail

MOST = 8
LIFE = 3 * 24 * 3600  # seconds
SALT = "kantoor.accounts.addresses"


def of(actor: Actor) -> QuerySet[EmailAddress]:
    """The actor's addresses, the primary one first."""
    return EmailAddress.objects.filter(user=actor.user_id).order_by("-primary", "email")


@action("addresses.add", Permission.OWN_PROFILE, of=profile.itself)
def add(actor: Actor, user: User, address: str) -> EmailAddress:
    """Add an address; it counts when the link mailed to it has been opened."""
    address = signups.clean(address)
    mine = EmailAddress.objects.filter(user=user)
    present = mine.filter(email=address).first()
    if present is not None:
        raise Unchanged(present)
    if mine.count() >= MOST:
        raise Invalid(_("You have %(most)d addresses; that is the most.") % {"most": MOST}, field="address")
    if not _belongs(user, address):
        message = _(
            "Use an address that ends in @%(domain)s, or ask an administrator to allow the other domain."
        )
        raise Invalid(message % {"domain": domain_of(user.email)}, field="address")
    made = EmailAddress.objects.create(user=user, email=address, verified=False, primary=False)
    _mail_link(user, made)
    record.entry(actor, "addresses.added", user, subject=user, address=address)
    return made


def _belongs(user: User, address: str) -> bool:
    """The primary address's domain, or one that the environment has claimed or allowed."""
    domain = domain_of(address)
    if domain == domain_of(user.email):
        return True
    claimed = DomainClaim.objects.live().filter(proven_at__isnull=False)
    allowed = AllowedDomain.objects.live()
    where = {"environment": user.environment_id, "domain": domain}
    return claimed.filter(**where).exists() or allowed.filter(**where).exists()


@action("addresses.send_again", Permission.OWN_PROFILE, of=profile.itself)
def send_again(actor: Actor, user: User, address_id: int) -> EmailAddress:
    """Mail the link of an address that is not yet verified once more."""
    row = _mine(user, address_id)
    if row.verified:
        raise Unchanged(row)
    _mail_link(user, row)
    record.entry(actor, "addresses.sent_again", user, subject=user, address=row.email)
    return row


@action("addresses.make_primary", Permission.OWN_PROFILE, of=profile.itself)
def make_primary(actor: Actor, user: User, address_id: int) -> EmailAddress:
    """Receive mail at this address from now on."""
    row = _mine(user, address_id)
    if not row.verified:
        raise Refused(
            _("Open the link that was mailed to this address first; then it can be the primary one.")
        )
    if row.primary:
        raise Unchanged(row)
    EmailAddress.objects.filter(user=user, primary=True).update(primary=False)
    EmailAddress.objects.filter(pk=row.pk).update(primary=True)
    before, row.primary = user.email, True
    User.objects.filter(pk=user.pk).update(email=row.email)
    users.refold(user)
    safety.tell(user, gettext_lazy("Another address is the primary one of your account now."))
    record.entry(actor, "addresses.made_primary", user, subject=user, before=before, after=row.email)
    return row


@action("addresses.remove", Permission.OWN_PROFILE, of=profile.itself)
def remove(actor: Actor, user: User, address_id: int) -> None:
    """Take an address away; not the primary one, and so never the last verified one."""
    row = _mine(user, address_id)
    if row.primary or user.email == row.email:
        raise Refused(
            _("This is your primary address. Make another one primary first; then this one can go.")
        )
    row.delete()
    users.refold(user)
    record.entry(actor, "addresses.removed", user, subject=user, address=row.email)


def _mine(user: User, address_id: int) -> EmailAddress:
    row = EmailAddress.objects.filter(user=user, pk=address_id).first()
    if row is None:
        raise NotFound
    return row


def _mail_link(user: User, row: EmailAddress) -> None:
    context = {
        "link": mail.link("address_confirmation", key=key_of(row)),
        "name": user.name,
        "to": row.email,
    }
    mail.queue(f"address:{row.pk}:{uuid7()}", row.email, "address", context, user.language)


def hand_over(address: str) -> str:
    """The link for an address that waits for it, for whoever runs the machine to pass on."""
    row = EmailAddress.objects.filter(email=address.strip().lower(), verified=False).order_by("-pk").first()
    if row is None:
        raise NotFound(_("No address like this waits to be confirmed."))
    user = row.user
    with performing():
        record.entry(
            None,
            "addresses.handed_over",
            user,
            subject=user,
            environment_id=user.environment_id,
            address=row.email,
        )
    return mail.link("address_confirmation", key=key_of(row))


def key_of(row: EmailAddress) -> str:
    """What the mailed link holds: signed, for one address of one user, for three days."""
    return signing.dumps([row.pk, row.email], salt=SALT)


def opened(key: str) -> EmailAddress:
    """The address that the link is for; `NotFound` if forged, `Conflict` if too old or no longer wanted."""
    try:
        pk, email = signing.loads(key, salt=SALT, max_age=LIFE)
    except signing.SignatureExpired:
        raise Conflict(_("This link is too old. Ask for a new one on your profile.")) from None
    except signing.BadSignature:
        raise NotFound from None
    row = (
        EmailAddress.objects.filter(pk=pk, email=email, user__removed_at=None).select_related("user").first()
    )
    if row is None:
        raise Conflict(
            _("This address was removed from the account in the meantime. There is nothing to verify.")
        )
    return row


def confirm(key: str, origin: str = "") -> EmailAddress:
    """Verify the address that the link is for; a second time changes nothing."""
    row = opened(key)
    if row.verified:
        return row
    try:
        with performing():
            EmailAddress.objects.filter(pk=row.pk).update(verified=True)
            users.refold(row.user)
            record.entry(
                None,
                "addresses.verified",
                row.user,
                subject=row.user,
                environment_id=row.user.environment_id,
                address=row.email,
            ).origin = origin
    except Conflict:
        raise Conflict(_("Somebody else has verified this address for their account already.")) from None
    row.verified = True
    return row
