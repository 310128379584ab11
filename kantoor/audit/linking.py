"""Putting entries into the chain of their environment, shortly after they were written (docs/decisions/0040).

Acts do not wait for each other here: an entry is written unlinked in its own transaction, and a row says that it waits.
The worker links what waits, in batches, under a lock for each chain; so do `verify` and `anchor`, before they begin.
"""

import secrets
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from kantoor.audit import canonical
from kantoor.audit.models import Chain, Link, Waiting
from kantoor.kernel import clock

BATCH = 2_000
SALT = 16  # bytes

_WAITING = f"""
SELECT {canonical.select("e")} FROM audit_waiting w JOIN audit_entry e ON e.id = w.entry_id
WHERE w.chain_id = %s ORDER BY w.entry_id LIMIT {BATCH}
"""
# Django's bulk_create takes ten times as long, and the chain is locked meanwhile.
_FIELDS = [str(field.column) for field in Link._meta.concrete_fields if not field.primary_key]
_INSERT = f"INSERT INTO audit_link ({', '.join(_FIELDS)}) VALUES ({', '.join(['%s'] * len(_FIELDS))})"


def all_waiting() -> int:
    """Link everything that has been committed and waits. How many."""
    if not Waiting.objects.exists():
        return 0
    chains = list(Waiting.objects.order_by().values_list("chain_id", flat=True).distinct())
    return sum(_to_the_end(chain) for chain in chains)


def _to_the_end(chain: UUID) -> int:
    done, last = 0, BATCH
    while last == BATCH:
        last = _batch(chain)
        done += last
    return done


def _batch(chain: UUID) -> int:
    """The next links of a chain; whoever comes second waits and goes on where the first stopped."""
    with transaction.atomic():
        head = hold(chain)
        with connection.cursor() as cursor:
            cursor.execute(_WAITING, [adapted(chain)])
            found = [canonical.row(row) for row in cursor.fetchall()]
        if found:
            _write(head, found)
    return len(found)


def hold(chain: UUID) -> Chain:
    """The chain's end, locked until the transaction ends; begun if there is none."""
    Chain.objects.bulk_create([Chain(id=chain)], ignore_conflicts=True)
    return Chain.objects.select_for_update().get(pk=chain)


def adapted(key: UUID) -> UUID | str:
    """As Django hands a UUID to the database."""
    return key if connection.features.has_native_uuid_field else key.hex


def _write(head: Chain, found: list[canonical.Row]) -> None:
    at, before, links = clock.now(), bytes(head.hash), []
    last = head.number + len(found)
    for number, row in enumerate(found, head.number + 1):
        made = _link(head.pk, number, row)
        made.at, made.swept = at, len(found) < BATCH and number == last
        before = made.hash = hashed(before, made, row)
        links.append(made)
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, [_values(link) for link in links])
    new = Link.objects.filter(chain_id=head.pk, number__gt=head.number)
    Waiting.objects.filter(entry_id__in=new.values("entry_id")).delete()
    Chain.objects.filter(pk=head.pk).update(number=last, hash=before)


def hashed(before: bytes, made: Link, row: canonical.Row) -> bytes:
    """The hash of a link that has its place and seals."""
    place = (made.chain_id.hex, made.number, canonical.moment(made.at), made.swept)
    return canonical.link(before, place, row, bytes(made.actor_seal), bytes(made.subject_seal))


def _link(chain: UUID, number: int, row: canonical.Row) -> Link:
    """With its seals, and not yet its hash."""
    salts = secrets.token_bytes(2 * SALT)
    actor, subject = salts[:SALT], salts[SALT:]
    return Link(
        chain_id=chain,
        number=number,
        entry_id=UUID(row.id),
        actor_salt=actor,
        actor_seal=canonical.seal(actor, row.actor),
        subject_salt=subject,
        subject_seal=canonical.seal(subject, row.subject),
    )


def _values(link: Link) -> list[Any]:
    """The columns of a link as the database takes them."""
    chain, entry = adapted(link.chain_id), adapted(link.entry_id)
    at = connection.ops.adapt_datetimefield_value(link.at)
    actor, subject = (link.actor_salt, link.actor_seal), (link.subject_salt, link.subject_seal)
    return [chain, link.number, entry, at, link.swept, *actor, *subject, link.hash]
