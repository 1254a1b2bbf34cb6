"""One line of numbers that matter; each leads to those it counts, and zeros are quiet."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.enums import State
from projects.queries.overview import Overview


@dataclass(frozen=True)
class Number:
    value: int
    label: str | Promise
    query: str = ""  # the filter that shows who they are; empty: none


def numbers_of(overview: Overview) -> dict[str, Any]:
    """Of the states of students who take part or did; needs are of those who do."""
    counts, here = overview.counts, overview.taking_part
    states = [
        (State.CHECKING, _("checking")),
        (State.HELD, _("on hold")),
        (State.AWAITING_REVIEW, _("waiting")),
        (State.DISPUTED, _("disputed")),
        (State.IN_REVIEW, _("in review")),
        (State.EXPLAINING, _("asked to explain")),
        (State.RETURNED, _("returned")),
        (State.CHANGES_REQUESTED, _("to change")),
        (State.APPROVED, _("approved")),
    ]
    return {
        "people": [
            Number(here, ngettext("student", "students", here)),
            Number(overview.handed_in, _("have handed in")),
        ],
        "numbers": [
            *(Number(counts.get(s, 0), label, f"state={s}") for s, label in states),
            Number(overview.stuck, _("sent back again"), "needs=stuck"),
            Number(overview.late, _("past due"), "needs=late"),
        ],
    }
