"""Making anchors and taking them out of the database: to files, and to web addresses."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import httpx
from django.conf import settings
from django.db import transaction
from django.db.models import F

from kantoor.audit import anchors, canonical, linking
from kantoor.audit.models import INSTALLATION, Anchor, Chain, Delivery
from kantoor.kernel import clock

log = logging.getLogger(__name__)
PATIENCE = 10  # seconds


def by_itself() -> None:
    """What the worker does from time to time; a place that cannot be reached gets all of it the next time."""
    make()
    for problem in deliver():
        log.error("%s", problem)


def make() -> Anchor | None:
    """Link what waits and state how far every chain has come; None if none has grown."""
    linking.all_waiting()
    with transaction.atomic():
        linking.hold(INSTALLATION)
        grown = list(Chain.objects.filter(number__gt=F("anchored")).order_by("id"))
        if not grown:
            return None
        last = Anchor.objects.order_by("-number").first()
        number, at = (last.number if last else 0) + 1, clock.now()
        heads = {chain.pk.hex: (chain.number, bytes(chain.hash).hex()) for chain in grown}
        line = anchors.write(number, canonical.moment(at), last.line if last else "", heads)
        for chain in grown:
            Chain.objects.filter(pk=chain.pk).update(anchored=chain.number)
        return Anchor.objects.create(number=number, at=at, line=line)


def deliver() -> list[str]:
    """Bring every place up to date; what went wrong, in sentences."""
    return [problem for place in settings.AUDIT_ANCHORS if (problem := _deliver(place))]


def is_address(place: str) -> bool:
    return place.startswith(("https://", "http://"))


def _deliver(place: str) -> str:
    try:
        if is_address(place):
            _post(place)
        else:
            _append(Path(place))
    except (OSError, httpx.HTTPError, anchors.Broken) as problem:
        return f"Anchors could not be written to {place}: {problem}"
    return ""


def _append(path: Path) -> None:
    """Add what the file does not have yet; to disk before it counts."""
    held = last_in(path)
    lines = "".join(f"{anchor.line}\n" for anchor in _after(held))
    if lines:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="ascii") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())


def last_in(path: Path) -> int:
    """The number of the file's last anchor."""
    if not path.exists():
        return 0
    with path.open(encoding="ascii", errors="replace") as file:
        last = ""
        for line in file:
            last = line.strip() or last
    return anchors.number_of(last) if last else 0


def _post(address: str) -> None:
    """One request each, in order; what was taken is not sent again."""
    place, _made = Delivery.objects.get_or_create(place=address[:500])
    with httpx.Client(timeout=PATIENCE) as client:
        for anchor in _after(place.number):
            client.post(
                address,
                content=anchor.line,
                headers={"Content-Type": "application/json", "Idempotency-Key": f"anchor-{anchor.number}"},
            ).raise_for_status()
            Delivery.objects.filter(pk=place.pk, number__lt=anchor.number).update(number=anchor.number)


def _after(number: int) -> Iterator[Anchor]:
    return Anchor.objects.filter(number__gt=number).order_by("number").iterator(chunk_size=500)
