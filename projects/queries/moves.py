"""What a move of a cohort's dates touches: work, extensions, and who would be late at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from projects.enums import State
from projects.models import Cohort
from projects.queries.overview import WITH_US, overview_of
from projects.queries.plans import Plan, PlannedProject
from projects.queries.schedule import Scheduled, extensions_in, schedule_of
from projects.zones import moment


@dataclass(frozen=True)
class Touched:
    """Counts. Work and extensions stay as they are, whatever moves."""

    handed_in: int  # submissions
    approved: int  # of them
    extensions: int
    outrun: int  # extensions that give no more time than the new date
    late: int  # pairs of student and project that are late by the new dates only


def touched_by(cohort: Cohort, after: Plan) -> Touched:
    """Students who take part; a minute old at most, as the board is."""
    now, own = timezone.now(), extensions_in(cohort)
    work = cohort.submissions.exclude(state=State.WITHDRAWN)
    new = _moved(cohort, after)
    return Touched(
        handed_in=work.count(),
        approved=work.filter(state=State.APPROVED).count(),
        extensions=len(own),
        outrun=sum(_is_outrun(new, key, due_at) for key, due_at in own.items()),
        late=_late(cohort, new, own, now),
    )


def _moved(cohort: Cohort, after: Plan) -> Mapping[int, Scheduled]:
    """The cohort's projects by the new dates."""
    planned = {one.slug: one for one in after.projects}
    return {
        one.project.pk: _at(one, planned[one.project.slug], after)
        for one in schedule_of(cohort)
    }


def _at(one: Scheduled, planned: PlannedProject, after: Plan) -> Scheduled:
    due_at = planned.due and moment(planned.due, after.zone)
    grace = timedelta(hours=planned.grace_hours)
    return Scheduled(one.project, one.number, one.opens_at, due_at, grace)


def _is_outrun(
    new: Mapping[int, Scheduled], key: tuple[int, int], due_at: datetime
) -> bool:
    found = new.get(key[1])
    return found is not None and not found.extended_to(due_at).is_extended


def _late(
    cohort: Cohort,
    new: Mapping[int, Scheduled],
    own: Mapping[tuple[int, int], datetime],
    now: datetime,
) -> int:
    overview = overview_of(cohort)
    return sum(
        not place.is_late
        and place.state not in WITH_US
        and new[one.project.pk]
        .extended_to(own.get((standing.student, one.project.pk)))
        .is_past(now)
        for standing in overview.standings
        if standing.takes_part
        for one, place in zip(overview.projects, standing.places, strict=True)
        if one.project.pk in new
    )
