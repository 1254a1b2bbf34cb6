"""A plan's times that clocks do not show once, and what is made of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from projects.queries.plans import Plan, times
from projects.zones import is_shown_twice, is_skipped, local_time, moment


@dataclass(frozen=True)
class Resolved:
    """A time that clocks do not show once, and what was made of it."""

    field: str
    words: str


def resolve(plan: Plan) -> tuple[Plan, Sequence[Resolved]]:
    """The plan without times that clocks skip, and what is to be known of its times."""
    notes = [one for field, at in times(plan) if (one := _note(plan, field, at))]

    def real(at: datetime | None) -> datetime | None:
        return at and local_time(moment(at, plan.zone), plan.zone)

    resolved = replace(
        plan,
        projects=tuple(
            replace(one, opens=real(one.opens), due=real(one.due))
            for one in plan.projects
        ),
        sessions=tuple(
            replace(one, starts=local_time(moment(one.starts, plan.zone), plan.zone))
            for one in plan.sessions
        ),
    )
    return resolved, notes


def _note(plan: Plan, field: str, at: datetime) -> Resolved | None:
    if is_skipped(at, plan.zone):
        words = _(
            "Clocks go forward over %(time)s on this day: moved to what they show then."
        )
    elif is_shown_twice(at, plan.zone):
        words = _("Clocks show %(time)s twice on this day: the first time is meant.")
    else:
        return None
    return Resolved(field, words % {"time": f"{at:%H:%M}"})
