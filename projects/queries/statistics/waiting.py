"""How long everybody waits in a cohort, and what keeps them waiting. Six queries."""

from dataclasses import dataclass

from projects.models import Cohort
from projects.queries.schedule import schedule_of
from projects.queries.statistics.load import Load, load_of
from projects.queries.statistics.published import published_in
from projects.queries.statistics.times import Times, times_of
from projects.queries.statistics.weeks import weeks_of


@dataclass(frozen=True)
class Waiting:
    times: Times
    load: Load


def waiting_of(cohort: Cohort) -> Waiting:
    schedule = schedule_of(cohort)
    weeks = weeks_of(cohort, schedule)
    published = published_in(cohort)
    return Waiting(
        times_of(cohort, schedule, weeks, published),
        load_of(cohort, schedule, weeks, published),
    )
