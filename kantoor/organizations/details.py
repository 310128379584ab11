"""The details of an organization: name, address, domain, numbers (domain 4.1)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from django.utils.translation import gettext as _

from kantoor.access.action import Unchanged, action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.kernel import domains
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.kernel.text import fold
from kantoor.organizations import claims, countries, identifiers, seen
from kantoor.organizations.claims import Number
from kantoor.organizations.models import Identifier, Organization, State


@dataclass(frozen=True)
class Details:
    """What a person fills in, numbers aside."""

    name: str
    country: str = "NL"
    legal_form: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    domain: str = ""


TEXTS = ("name", "legal_form", "street", "postal_code", "city")


def of(organization: Organization) -> Details:
    """The details as they are."""
    return Details(**{name: getattr(organization, name) for name in Details.__dataclass_fields__})


def numbers_of(organization: Organization) -> dict[str, str]:
    """Scheme → value, as people write it; a scheme with several values gives the first."""
    found: dict[str, str] = {}
    for row in organization.identifiers.order_by("id"):
        found.setdefault(row.scheme, identifiers.display(row.scheme, row.value))
    return found


def locked_numbers(organization: Organization) -> set[str]:
    """The schemes whose number was part of the proof: they stay as long as the organization is active."""
    claimed = organization.identifiers.filter(claimed_at__isnull=False, released_at=None)
    return set(claimed.values_list("scheme", flat=True))


def cleaned(details: Details) -> Details:
    """Without stray white space; `Invalid` with the field for what cannot be kept."""
    plain = {name: " ".join(str(text).replace("\0", " ").split()) for name, text in asdict(details).items()}
    if not plain["name"]:
        raise Invalid(_("Give the name of the organization."), field="name")
    if plain["country"].upper() not in countries.NAMES:
        raise Invalid(_("Choose a country of the list."), field="country")
    for name in TEXTS:
        most = Organization._meta.get_field(name).max_length or 0  # type: ignore[union-attr]
        if len(plain[name]) > most:
            raise Invalid(_("This is too long: at most %(most)d characters.") % {"most": most}, field=name)
    return replace(Details(**plain), country=plain["country"].upper(), domain=_domain(plain["domain"]))


def _domain(text: str) -> str:
    if not text:
        return ""
    bare = text.removeprefix("https://").removeprefix("http://").partition("/")[0].removeprefix("www.")
    try:
        return domains.normalise(bare)
    except Invalid as problem:
        raise Invalid(problem.message, field="domain") from problem


def write(organization: Organization, details: Details) -> None:
    """Put the details on the row, not saved."""
    for name, value in asdict(details).items():
        setattr(organization, name, value)
    organization.folded = fold(f"{details.name} {details.city}")[:420]


@action("organizations.edit", Permission.ORGANIZATION_EDIT, of=seen.by)
def edit(
    actor: Actor, organization: Organization, details: Details, numbers: Mapping[str, str]
) -> Organization:
    """Change details and numbers; numbers that were proven stay as long as the organization is active."""
    reason = why_not(organization)
    if reason:
        raise Conflict(reason)
    new, wanted = cleaned(details), claims.parsed(numbers)
    before = of(organization)
    changed = {name: value for name, value in asdict(new).items() if value != getattr(before, name)}
    numbers_changed = _change_numbers(organization, wanted)
    if not changed and not numbers_changed:
        raise Unchanged(organization)
    write(organization, new)
    organization.save(update_fields=[*asdict(new), "folded"])
    old = {name: getattr(before, name) for name in changed}
    record.entry(
        actor,
        "organizations.edited",
        organization,
        organization=organization,
        before=old,
        after=changed,
        numbers=numbers_changed,
    )
    return organization


def why_not(organization: Organization) -> str:
    """Why nobody can change the details now; empty when they can be."""
    words = {
        State.CLOSED: _("%(name)s is closed. Its details stay as they were."),
        State.UNDER_REVIEW: _(
            "%(name)s is under review. Withdraw the application first, then change the details."
        ),
    }
    return words.get(State(organization.state), "") % {"name": organization.name}


def add_numbers(organization: Organization, wanted: list[Number]) -> None:
    """Write the numbers of a new organization; nothing is claimed before activation."""
    Identifier.objects.bulk_create(
        Identifier(
            organization=organization, scheme=scheme, value=value, registered=claims.is_registered(scheme)
        )
        for scheme, value in wanted
    )


def _change_numbers(organization: Organization, wanted: list[Number]) -> list[str]:
    """Add what is new, take away what is gone. What changed, in words for the trail."""
    there = {(row.scheme, row.value): row for row in organization.identifiers.all()}
    shown = set(numbers_of(organization))
    new = [number for number in wanted if number not in there]
    gone = [row for number, row in there.items() if number not in wanted and row.scheme in shown]
    proven = next((row for row in gone if row.claimed_at and not row.released_at), None)
    if proven:
        raise Conflict(
            _(
                "This number was proven when the organization was activated."
                " Another number is another organization."
            ),
            field=claims.field_of(proven.scheme),
        )
    claims.refuse_taken(organization.environment, new, but=organization)
    Identifier.objects.filter(pk__in=[row.pk for row in gone]).delete()
    add_numbers(organization, new)
    if organization.state == State.ACTIVE:
        claims.claim(organization)
    return [f"+ {scheme} {value}" for scheme, value in new] + [f"- {row.scheme} {row.value}" for row in gone]
