"""The queue of steps before the workers: in which order steps are taken, and how long that lasts."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

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
    waits = (step for step in run.steps.all() if step.state == StepState.QUEUED)
    step = next(waits, None)
    return expected_wait(step) if step is not None else None


def expected_wait(step: Step) -> Wait | None:
    """None unless it waits. Four queries, however long the queue."""
    if step.state != StepState.QUEUED:
        return None
    queued = _queued_kinds(Queue(step.queue))
    ahead = [kind for pk, kind in queued if pk != step.pk]
    for index, (pk, _kind) in enumerate(queued):
        if pk == step.pk:
            ahead = ahead[:index]
            break
    workers = Worker.objects.taking().filter(queue=step.queue).count()
    return Wait(
        place=len(ahead) + 1,
        workers=workers,
        time=_until_free(Queue(step.queue), workers, ahead, Experience(step.queue)),
    )


def wait_if_queued_now(
    queue: Queue, workers: int, usual: "Experience"
) -> timedelta | None:
    """Of somebody whose step would join this queue now, with nothing else in it."""
    return _until_free(
        queue, workers, [kind for _pk, kind in _queued_kinds(queue)], usual
    )


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


def _median(spans: Sequence[timedelta]) -> timedelta:
    return sorted(spans)[len(spans) // 2]


def _queued_kinds(queue: Queue) -> Sequence[tuple[int, Kind]]:
    rows = steps_in_order(queue).values_list("pk", "kind", "run__submission__project")
    return [(pk, (kind, project)) for pk, kind, project in rows[:LONGEST]]


def _until_free(
    queue: Queue, workers: int, ahead: Iterable[Kind], usual: Experience
) -> timedelta | None:
    """Plays the queue through: whoever is free first takes the next."""
    if not workers:
        return None
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
    free = sorted([*left, *idle])[:workers]  # a heap, as anything sorted is
    for kind in ahead:
        span = usual.of(kind)
        if span is None:
            return None
        heapq.heapreplace(free, free[0] + span)
    if left and not idle and usual.median is None:
        return None
    return free[0]


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
