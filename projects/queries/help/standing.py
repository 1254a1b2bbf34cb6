"""Where the students of a cohort stand, read in few queries for rules to look at."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from projects.enums import State
from projects.models import Cohort, Enrolment, Submission
from projects.queries.overview import SENT_BACK, WITH_US, passes_elsewhere
from projects.queries.schedule import extensions_in, schedule_of


class Attempt(NamedTuple):
    student: int
    project: int
    pk: int
    state: str
    submitted_at: datetime
    queued_at: datetime | None
    decided_at: datetime | None
    verdict_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One student at one project that is open to them."""

    project: int
    due_at: datetime | None
    late_from: datetime | None
    attempts: Sequence[Attempt]  # without those withdrawn, the last one last

    @property
    def last(self) -> Attempt | None:
        return self.attempts[-1] if self.attempts else None

    @property
    def is_theirs(self) -> bool:
        """Whether the next step is the student's."""
        return not self.attempts or self.attempts[-1].state not in WITH_US

    @property
    def returns(self) -> list[Attempt]:
        """All that were sent back, if the last one was."""
        if not self.attempts or self.attempts[-1].state not in SENT_BACK:
            return []
        return [one for one in self.attempts if one.state in SENT_BACK]


@dataclass(frozen=True, slots=True)
class Learner:
    """A student who takes part, at every project that is open."""

    enrolment: int
    student: int
    seen_at: datetime  # signed in, joined or came back; uploads, answers are not in it
    standings: list[Standing] = field(default_factory=list)


def learners_of(cohort: Cohort, now: datetime) -> list[Learner]:
    """Who paused or left is not among them, nor what was met in another cohort. Five queries."""
    course = [row for row in schedule_of(cohort) if row.is_open(now)]
    attempts = _attempts(cohort)
    own = extensions_in(cohort)
    met = passes_elsewhere(cohort)
    learners = []
    for learner in _active(cohort):
        for row in course:
            key = (learner.student, row.project.pk)
            if key in met:
                continue
            mine = row.extended_to(own.get(key))
            standing = Standing(
                row.project.pk, mine.due_at, mine.late_from, attempts.get(key, ())
            )
            learner.standings.append(standing)
        learners.append(learner)
    return learners


def _active(cohort: Cohort) -> Iterator[Learner]:
    rows = (
        Enrolment.objects.active()
        .filter(cohort=cohort, student__is_active=True)
        .order_by("pk")
    )
    read = rows.values_list(
        *("pk", "student", "joined_at", "student__last_login"),
        *("state_since", "pause_ends_at"),
    )
    for (
        pk,
        student,
        *times,
    ) in read:  # a pause is over, or they would not be among these
        seen = [at for at in times if at is not None]
        yield Learner(pk, student, max(seen))


def _attempts(cohort: Cohort) -> Mapping[tuple[int, int], list[Attempt]]:
    found: defaultdict[tuple[int, int], list[Attempt]] = defaultdict(list)
    rows = Submission.objects.filter(cohort=cohort).exclude(state=State.WITHDRAWN)
    for row in rows.order_by("attempt").values_list(*Attempt._fields):
        attempt = Attempt(*row)
        found[attempt.student, attempt.project].append(attempt)
    return found
