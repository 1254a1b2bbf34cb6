"""A cohort as it stands, everybody and every project at once: for its numbers, order, filters and map.

Read by six queries of whole columns, whatever the size, and kept by each process for
`COHORT_FIGURES_S`. What is shown of single students is read anew; pages say how old the rest is.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from threading import Lock
from uuid import UUID

from django.conf import settings
from django.db.models import Max, Min, Q
from django.utils import timezone

from projects.enums import EnrolmentState, State
from projects.models import Cohort, Enrolment, Submission
from projects.queries.schedule import Scheduled, extensions_in, schedule_of

SENT_BACK = (State.RETURNED, State.CHANGES_REQUESTED)
WITH_US = (*State.open(), State.APPROVED)
STUCK_AFTER = 2  # attempts sent back
KEPT = 8  # cohorts in one process
NEVER = (None, None)  # handed in, and waiting


@dataclass(frozen=True, slots=True)
class Place:
    """One student at one project."""

    state: str  # of the attempt that counts; "": nothing was handed in
    attempts: int = 0
    sent_back: int = 0
    is_late: bool = False

    @property
    def is_stuck(self) -> bool:
        """Sent back again, and not answered yet."""
        return self.state in SENT_BACK and self.sent_back >= STUCK_AFTER


@dataclass(frozen=True, slots=True)
class Standing:
    """One student; places in the order of the cohort's projects."""

    enrolment: int
    student: int
    name: str
    email: str
    part: str  # EnrolmentState
    places: tuple[Place, ...]
    last_at: datetime | None  # when they last handed in
    waiting_since: datetime | None  # for a reviewer

    @property
    def approved(self) -> int:
        return sum(one.state == State.APPROVED for one in self.places)

    @property
    def attempts(self) -> int:
        return sum(one.attempts for one in self.places)

    @property
    def takes_part(self) -> bool:
        return self.part == EnrolmentState.ACTIVE

    @property
    def is_stuck(self) -> bool:
        return any(one.is_stuck for one in self.places)

    @property
    def is_late(self) -> bool:
        return any(one.is_late for one in self.places)


@dataclass(frozen=True, slots=True)
class Pass:
    """Of another cohort."""

    uid: UUID
    cohort: str  # its title


@dataclass(frozen=True)
class Overview:
    """What is counted of it is kept with it: five thousand students take long to count."""

    at: datetime
    projects: Sequence[Scheduled]
    standings: Sequence[Standing]  # by name
    carried: Mapping[tuple[int, int], Pass]  # by student and project

    @cached_property
    def taking_part(self) -> int:
        return sum(one.takes_part for one in self.standings)

    @cached_property
    def handed_in(self) -> int:
        return sum(one.last_at is not None for one in self.standings)

    @cached_property
    def stuck(self) -> int:
        """Of those who take part."""
        return sum(one.takes_part and one.is_stuck for one in self.standings)

    @cached_property
    def late(self) -> int:
        """Of those who take part."""
        return sum(one.takes_part and one.is_late for one in self.standings)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many pairs of student and project stand in each state."""
        counted: dict[str, int] = defaultdict(int)
        for standing in self.standings:
            for place in standing.places:
                counted[place.state] += 1
        return counted


class _Kept:
    """The last overviews of this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._rows: OrderedDict[int, Overview] = OrderedDict()

    def get(self, cohort: int, not_before: datetime) -> Overview | None:
        with self._lock:
            found = self._rows.get(cohort)
        return found if found is not None and found.at > not_before else None

    def put(self, cohort: int, overview: Overview) -> None:
        with self._lock:
            self._rows[cohort] = overview
            self._rows.move_to_end(cohort)
            while len(self._rows) > KEPT:
                self._rows.popitem(last=False)


_kept = _Kept()


def overview_of(cohort: Cohort) -> Overview:
    """At most `COHORT_FIGURES_S` old."""
    now = timezone.now()
    oldest = now - timedelta(seconds=settings.COHORT_FIGURES_S)
    found = _kept.get(cohort.pk, oldest)
    if found is None:
        found = Overview(now, *_read(cohort, now))
        if settings.COHORT_FIGURES_S:
            _kept.put(cohort.pk, found)
    return found


def _read(
    cohort: Cohort, now: datetime
) -> tuple[Sequence[Scheduled], Sequence[Standing], Mapping[tuple[int, int], Pass]]:
    projects = schedule_of(cohort)
    submissions = Submission.objects.filter(cohort=cohort).order_by()
    since = Min("queued_at", filter=Q(state__in=State.queued()))
    times = {
        student: (last_at, waiting_since)
        for student, last_at, waiting_since in submissions.values_list(
            "student"
        ).annotate(last=Max("submitted_at"), since=since)
    }
    attempts = _attempts(cohort)
    own = extensions_in(cohort)
    carried = passes_elsewhere(cohort)
    passed = {one.project.pk: one.is_past(now) for one in projects}
    rows = cohort.enrolments.order_by("student__name", "pk").values_list(
        "pk", "student", "student__name", "student__email", "state", "pause_ends_at"
    )
    standings = [
        Standing(
            enrolment=pk,
            student=student,
            name=name,
            email=email,
            part=_part(state, ends_at),
            places=tuple(
                _place(
                    tuple(attempts.get((student, one.project.pk), ())),
                    is_overdue=passed[one.project.pk]
                    and one.extended_to(own.get((student, one.project.pk))).is_past(
                        now
                    ),
                    is_met_elsewhere=(student, one.project.pk) in carried,
                )
                for one in projects
            ),
            last_at=times.get(student, NEVER)[0],
            waiting_since=times.get(student, NEVER)[1],
        )
        for pk, student, name, email, state, ends_at in rows
    ]
    return projects, standings, carried


def passes_elsewhere(cohort: Cohort) -> Mapping[tuple[int, int], Pass]:
    """What these students bring along from other cohorts (0065), by student and project."""
    here = cohort.enrolments.values("student")
    rows = Submission.objects.filter(state=State.APPROVED, student__in=here)
    rows = rows.exclude(cohort=cohort).order_by()
    read = rows.values_list("student", "project", "uid", "cohort__title")
    return {(who, project): Pass(uid, title) for who, project, uid, title in read}


def _part(state: str, ends_at: datetime | None) -> str:
    """A pause that has an end is over by itself."""
    if ends_at is None:
        return state
    return Enrolment(state=state, pause_ends_at=ends_at).state_now()


def _attempts(cohort: Cohort) -> Mapping[tuple[int, int], Sequence[str]]:
    """The states of all attempts by student and project, in order."""
    rows = Submission.objects.filter(cohort=cohort)
    rows = rows.order_by("student", "project", "attempt")
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for student, project, state in rows.values_list("student", "project", "state"):
        found[student, project].append(state)
    return found


@lru_cache(maxsize=4096)  # few stories differ: most students share one with many
def _place(
    states: tuple[str, ...], *, is_overdue: bool, is_met_elsewhere: bool = False
) -> Place:
    """`latest_attempts` says which attempt counts; here the same of rows that were read."""
    kept = [state for state in states if state != State.WITHDRAWN]
    state = kept[-1] if kept else next(reversed(states), "")
    if is_met_elsewhere and state != State.APPROVED:
        sent_back = sum(one in SENT_BACK for one in kept)
        return Place(State.APPROVED, len(states), sent_back)
    if not states:
        return Place("", is_late=is_overdue)
    return Place(
        state,
        len(states),
        sum(one in SENT_BACK for one in kept),
        is_overdue and state not in WITH_US,
    )
