"""The line before the workers: in which order steps are taken, and how long that lasts."""

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

from projects.enums import Queue, StepState
from projects.models import Step


def in_line(queue: Queue) -> QuerySet[Step]:
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
