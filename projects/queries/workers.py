"""What staff see of the engine: workers, queues, and the runs that it could not finish."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from projects.database_clock import seconds_from_now
from projects.enums import Queue, RunState, State, StepState, WorkerState
from projects.models import Progress, Run, Step, Worker
from projects.queries.job_queue import experience_of, wait_if_queued_now
from projects.queries.review_room import UNSEEN_OF_PROJECTS
from protocol.progress import ProgressKind

GONE_AFTER_S = 600  # a silent worker is a tile for so long
TROUBLED_FOR = timedelta(days=14)
MOST_TROUBLED = 20
LAST_ROWS = 60  # of a run's progress, from which its last words are read
LAST_EVENTS = 8
LOG_CHARACTERS = 4000


@dataclass(frozen=True)
class Workers:
    here: Sequence[Worker]
    gone: Sequence[Worker]  # stopped, or silent for long; rows are kept for a day


def all_workers() -> Workers:
    rows = list(
        Worker.objects.with_silence()
        .annotate(is_gone=Q(seen_at__lt=seconds_from_now(-GONE_AFTER_S)))
        .select_related(
            "step__run__submission__project",
            "step__run__submission__cohort",
            "step__run__submission__student",
        )
        .defer(*(f"step__run__submission__{name}" for name in UNSEEN_OF_PROJECTS))
    )
    here = [one for one in rows if one.state != WorkerState.STOPPED and not one.is_gone]
    return Workers(here, [one for one in rows if one not in here])


@dataclass(frozen=True)
class QueueNow:
    queue: Queue
    workers: int
    waiting: int
    oldest: datetime | None  # when the one that waits longest joined
    running: int
    usual: timedelta | None  # how long a step takes
    wait: timedelta | None  # of one that would join now

    @property
    def is_unattended(self) -> bool:
        return bool(self.waiting) and not self.workers


def all_queues() -> list[QueueNow]:
    # The index begins with the queue.
    named = Step.objects.filter(queue__in=Queue.values)
    live = named.filter(state__in=StepState.live()).order_by()
    counted = {
        (row["queue"], row["state"]): (row["number"], row["oldest"])
        for row in live.values("queue", "state").annotate(
            number=Count("pk"), oldest=Min("queued_at")
        )
    }
    taking = Worker.objects.taking().order_by()
    workers = dict(taking.values_list("queue").annotate(number=Count("pk")))
    return [_queue_now(queue, workers.get(queue, 0), counted) for queue in Queue]


def _queue_now(
    queue: Queue,
    workers: int,
    counted: Mapping[tuple[str, str], tuple[int, datetime | None]],
) -> QueueNow:
    nobody: tuple[int, datetime | None] = (0, None)
    waiting, oldest = counted.get((queue, StepState.QUEUED), nobody)
    running, _since = counted.get((queue, StepState.RUNNING), nobody)
    usual = experience_of(queue)
    return QueueNow(
        queue=queue,
        workers=workers,
        waiting=waiting,
        oldest=oldest,
        running=running,
        usual=usual.median,
        wait=wait_if_queued_now(queue, workers, usual),
    )


@dataclass(frozen=True)
class Troubled:
    """A run of which we gave a step up, with what is known of its end."""

    run: Run
    step: Step | None  # the one that was given up
    happened: Sequence[Progress]  # the last rows, what was printed aside
    log: str  # the last that was printed
    may_rerun: bool


def troubled_runs() -> list[Troubled]:
    """The latest first. Three queries."""
    since = timezone.now() - TROUBLED_FOR
    runs = list(
        Run.objects.filter(
            pk__in=_faulty_since(since),
            finished_at__gte=since,
            regrade=None,  # those are on the pages of their regrade
        )
        .select_related(
            "submission__project", "submission__cohort", "submission__student"
        )
        .defer(*(f"submission__{name}" for name in UNSEEN_OF_PROJECTS))
        .prefetch_related("steps")
        .annotate(newest=_newest())
        .order_by("-finished_at")[:MOST_TROUBLED]
    )
    rows: dict[int, list[Progress]] = {run.pk: [] for run in runs}
    last = Progress.objects.filter(run__in=runs, seq__gt=F("run__last_seq") - LAST_ROWS)
    for row in last.order_by("run", "seq"):
        rows[row.run_id].append(row)
    return [_troubled(run, rows[run.pk]) for run in runs]


def _faulty_since(when: datetime) -> QuerySet:
    """Keys of runs; also of those whose verdict stands, because it was there before the fault.

    A union: for one condition or another PostgreSQL reads every run of the course.
    """
    faulty = Run.objects.filter(state__in=RunState.faulty(), finished_at__gte=when)
    tried = Q(faults__gte=settings.STEP_TRIES) | Q(deaths__gte=settings.STEP_DEATHS)
    given_up = Step.objects.filter(tried)
    return faulty.order_by().values("pk").union(given_up.order_by().values("run"))


def _newest() -> Subquery:
    counted = Run.objects.counted()  # a regrade's run that nobody sees hides no other
    same = counted.filter(submission=OuterRef("submission")).order_by("-number")
    return Subquery(same.values("pk")[:1])


def _troubled(run: Run, rows: Sequence[Progress]) -> Troubled:
    given_up = (
        step
        for step in run.steps.all()
        if step.state == StepState.ERRORED or step.was_given_up
    )
    log = "".join(
        str(row.payload.get("text", "")) for row in rows if row.kind == ProgressKind.LOG
    )
    is_newest = getattr(run, "newest", None) == run.pk
    return Troubled(
        run=run,
        step=next(given_up, None),
        happened=[row for row in rows if row.kind != ProgressKind.LOG][-LAST_EVENTS:],
        log=log[-LOG_CHARACTERS:],
        may_rerun=is_newest and run.is_faulty and run.submission.state in State.open(),
    )
