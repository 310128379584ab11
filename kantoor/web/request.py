"""A request by somebody signed in."""

from django.http import HttpRequest

from kantoor.access.actor import Actor


class Asked(HttpRequest):
    """Behind the middleware, which lets nobody without an actor past."""

    actor: Actor
