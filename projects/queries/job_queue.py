"""The queue of steps before the workers: in which order steps are taken, and how long that lasts."""

import heapq
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import (
    Count,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from projects.enums import Queue, StepState
from projects.models import Run, Step, Worker

RECENT = 200  # finished steps of a queue from which service times are learnt
LONGEST = 2000  # beyond that, a place in the queue is no news
Kind = tuple[str, int]  # of step, and the project


@dataclass(frozen=True)
class Wait:
    """What a step that waits can expect."""

    place: int  # 1: the next to be taken
    workers: int  # that take work, or will when the doctor has seen them
    time: timedelta | None  # None: there is no worker, or no experience


def wait_of_run(run: Run) -> Wait | None:
    """Of the step of this run that waits, if one does; expects its steps prefetched."""
    return wait_among(run.steps.all())


def wait_among(steps: Iterable[Step]) -> Wait | None:
    """Of the one of these steps that waits, if one does."""
    step = next((one for one in steps if one.state == StepState.QUEUED), None)
    return expected_wait(step) if step is not None else None


def expected_wait(step: Step) -> Wait | None:
    """None unless it waits. Three queries, however long the queue; none if the line is known."""
    if step.state != StepState.QUEUED:
        return None
    return wait_in_line(Queue(step.queue), step.pk)


def wait_in_line(queue: Queue, step: int) -> Wait:
    """Of a step that waits, by its key; as many queries as `expected_wait`."""
    line = _line(queue)
    place = line.places.get(step, len(line.places))
    return Wait(place=place + 1, workers=line.workers, time=line.times[place])


@dataclass(frozen=True)
class _Line:
    """A queue as it was: the place of each step, counted from 0, and what each place waits for.

    The last of `times` is that of whoever joins, or stands too far behind.
    """

    read_at: float  # by the monotonic clock
    workers: int
    places: Mapping[int, int]
    times: Sequence[timedelta | None]


_lines: dict[Queue, _Line] = {}


def _line(queue: Queue) -> _Line:
    """At most `QUEUE_FIGURES_S` old: hundreds may watch how they get on in one line."""
    found = _lines.get(queue)
    if found and time.monotonic() - found.read_at < settings.QUEUE_FIGURES_S:
        return found
    read_at = time.monotonic()
    queued, workers = _queued_and_workers(queue)
    found = _lines[queue] = _Line(
        read_at,
        workers,
        {pk: place for place, (pk, _kind) in enumerate(queued)},
        _times(queue, workers, [kind for _pk, kind in queued], experience_of(queue)),
    )
    return found


def wait_if_queued_now(
    queue: Queue, workers: int, usual: "Experience"
) -> timedelta | None:
    """Of somebody whose step would join this queue now, with nothing else in it."""
    kinds = [kind for _pk, kind in _queued_kinds(queue)]
    return _times(queue, workers, kinds, usual)[-1]


class Experience:
    """How long steps of a queue took lately: the median, by kind and project."""

    def __init__(self, queue: str) -> None:
        rows = (
            Step.objects.filter(
                queue=queue,
                state__in=[StepState.PASSED, StepState.FAILED],
                finished_at__isnull=False,  # else PostgreSQL begins with what has no end
            )
            .exclude(started_at=None)
            .order_by("-finished_at")
            .values_list(
                "kind", "run__submission__project", "started_at", "finished_at"
            )[:RECENT]
        )
        spans: dict[Kind, list[timedelta]] = defaultdict(list)
        for kind, project, start, end in rows:
            if start and end:
                spans[kind, project].append(end - start)
        everything = [span for some in spans.values() for span in some]
        self._medians = {kind: _median(some) for kind, some in spans.items()}
        self.median = _median(everything) if everything else None

    def of(self, kind: Kind) -> timedelta | None:
        """Of a project without experience: as that of all."""
        return self._medians.get(kind, self.median)


_experiences: dict[Queue, tuple[float, Experience]] = {}


def experience_of(queue: Queue) -> Experience:
    """At most `USUAL_DURATION_S` old, as `grading.usual_duration`: two hundred rows are read for it."""
    now = time.monotonic()
    found = _experiences.get(queue)
    if found is None or now - found[0] >= settings.USUAL_DURATION_S:
        found = _experiences[queue] = (now, Experience(queue))
    return found[1]


def _median(spans: Sequence[timedelta]) -> timedelta:
    return sorted(spans)[len(spans) // 2]


def _queued_and_workers(queue: Queue) -> tuple[Sequence[tuple[int, Kind]], int]:
    """Who waits, and how many workers take work of this queue; one query while somebody waits."""
    taking = Worker.objects.taking().filter(queue=queue).order_by()
    count = taking.values("queue").annotate(n=Count("pk")).values("n")
    workers = Coalesce(Subquery(count, output_field=IntegerField()), 0)
    rows = steps_in_order(queue).annotate(workers=workers)
    told = list(
        rows.values_list("pk", "kind", "run__submission__project", "workers")[:LONGEST]
    )
    if not told:
        return [], taking.count()
    return [(pk, (kind, project)) for pk, kind, project, _n in told], told[0][3]


def _queued_kinds(queue: Queue) -> Sequence[tuple[int, Kind]]:
    rows = steps_in_order(queue).values_list("pk", "kind", "run__submission__project")
    return [(pk, (kind, project)) for pk, kind, project in rows[:LONGEST]]


def _times(
    queue: Queue, workers: int, kinds: Sequence[Kind], usual: Experience
) -> Sequence[timedelta | None]:
    """Plays the queue through: whoever is free first takes the next.

    Of each in line until it is taken, and at the end that of whoever joins. None: nobody knows.
    """
    unknown: list[timedelta | None] = [None] * (len(kinds) + 1)
    if not workers:
        return unknown
    now = timezone.now()
    running = Step.objects.filter(queue=queue, state=StepState.RUNNING)
    left = [
        max((usual.of((kind, project)) or timedelta()) - (now - start), timedelta())
        for kind, project, start in running.values_list(
            "kind", "run__submission__project", "started_at"
        )
        if start
    ]
    idle = [timedelta()] * max(workers - len(left), 0)
    if left and not idle and usual.median is None:
        return unknown
    free = sorted([*left, *idle])[:workers]  # a heap, as anything sorted is
    times: list[timedelta | None] = [free[0]]
    for kind in kinds:
        span = usual.of(kind)
        if span is None:
            return times + unknown[len(times) :]
        heapq.heapreplace(free, free[0] + span)
        times.append(free[0])
    return times


def steps_in_order(queue: Queue) -> QuerySet[Step]:
    """Everything that waits in this queue, who is next first.

    What somebody waits for comes before what runs in the background. Then each student's
    oldest, whoever hands in more: a second run waits behind everybody's first. Nobody starves: a student's own
    oldest is a first one, and keeps its age.
    """
    at_work = (
        Step.objects.filter(
            queue=queue,
            state=StepState.RUNNING,
            priority=OuterRef("priority"),
            run__submission__student=OuterRef("run__submission__student"),
        )
        .order_by()
        .values("queue")
        .annotate(number=Count("pk"))
        .values("number")
    )
    nth = Window(
        RowNumber(),
        partition_by=[F("run__submission__student"), F("priority")],
        order_by=[F("queued_at").asc(), F("pk").asc()],
    )
    running = Coalesce(Subquery(at_work, output_field=IntegerField()), 0)
    return (
        Step.objects.filter(queue=queue, state=StepState.QUEUED)
        .annotate(turn=nth + running)
        .order_by("priority", "turn", "queued_at", "pk")
    )
