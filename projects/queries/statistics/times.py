"""How long students wait for the machine and for a review."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from projects.enums import RunState
from projects.models import Cohort, Project, Run
from projects.queries.schedule import Scheduled
from projects.queries.spread import Spread, spread
from projects.queries.statistics.published import Published
from projects.queries.statistics.weeks import Weeks

Wait = tuple[datetime, timedelta]  # since when, how long
Waits = Mapping[int, list[Wait]]  # by project


@dataclass(frozen=True)
class ProjectTimes:
    project: Project
    machine: Spread | None  # from the upload to the checks' end
    review: Spread | None  # from joining the queue to the verdict


@dataclass(frozen=True)
class Times:
    projects: Sequence[ProjectTimes]
    machine: Sequence[Spread | None]  # by week of the upload
    review: Sequence[Spread | None]  # by week of joining the queue


def times_of(
    cohort: Cohort,
    schedule: Sequence[Scheduled],
    weeks: Weeks,
    published: Sequence[Published],
) -> Times:
    machine, review = _machine(cohort), _review(published)
    return Times(
        projects=[
            ProjectTimes(
                one.project,
                _spread(machine[one.project.pk]),
                _spread(review[one.project.pk]),
            )
            for one in schedule
        ],
        machine=_by_week(machine, weeks),
        review=_by_week(review, weeks),
    )


def _machine(cohort: Cohort) -> Waits:
    """To the end of the first run: later ones are ours to answer for, or a regrade's."""
    runs = Run.objects.counted().filter(
        submission__cohort=cohort, number=1, state=RunState.FINISHED
    )
    return _waits(
        runs.order_by().values_list(
            "submission__project", "submission__submitted_at", "finished_at"
        )
    )


def _review(published: Sequence[Published]) -> Waits:
    """To the first verdict; a dispute and a reopening join the queue anew."""
    first = {one.submission: one for one in reversed(published)}
    return _waits(
        (one.project, one.queued_at, one.published_at)
        for one in first.values()
        if one.queued_at is not None
    )


def _waits(rows: Iterable[Sequence]) -> Waits:
    waits: defaultdict[int, list[Wait]] = defaultdict(list)
    for project, since, until in rows:
        if until is not None and until >= since:
            waits[project].append((since, until - since))
    return waits


def _spread(waits: Iterable[Wait]) -> Spread | None:
    return spread(length for _since, length in waits)


def _by_week(waits: Waits, weeks: Weeks) -> list[Spread | None]:
    groups: list[list[Wait]] = [[] for _ in range(len(weeks))]
    for wait in chain.from_iterable(waits.values()):
        groups[weeks.index(wait[0])].append(wait)
    return [_spread(group) for group in groups]
