"""Conditions of which PostgreSQL is to expect nothing: of a plan that is kept it knows no word, nor how many have it."""

from django.db.models import BooleanField, ExpressionWrapper, Q, Value
from django.db.models.functions import Coalesce


def opaque(test: Q) -> Q:
    """The same, expected of every second row and served by no index: so that an order leads, where many are found."""
    return Q(Coalesce(ExpressionWrapper(test, BooleanField()), Value(False)))
