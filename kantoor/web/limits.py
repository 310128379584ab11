"""How often one address may ask, where allauth's limits do not reach: it counts no GET."""

import time

from django.core.cache import cache
from django.http import HttpRequest

from kantoor.web.proxies import origin_of

WINDOW = 60  # seconds


def too_often(request: HttpRequest, what: str, most: int) -> bool:
    """Whether this is more than `most` times in the running minute, from the same address."""
    key = f"limit:{what}:{origin_of(request)}:{int(time.time()) // WINDOW}"
    cache.add(key, 0, 2 * WINDOW)
    try:
        return cache.incr(key) > most
    except ValueError:  # swept away in between
        return False
