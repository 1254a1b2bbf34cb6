"""Texts found by the words that a person types."""

from functools import reduce
from operator import and_

from django.db.models import Q

MOST_WORDS = 8  # of a search: what a person types, not what a program sends


def asked(words: str) -> list[str]:
    return words.split()[:MOST_WORDS]


def holding(words: str, field: str) -> Q:
    """Rows in which the field holds every word, in whatever order; without words, all."""
    each = (Q(**{f"{field}__icontains": one}) for one in asked(words))
    return reduce(and_, each, Q())
