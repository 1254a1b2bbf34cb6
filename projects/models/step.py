"""Steps of a run: what one worker does in one go."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from projects.enums import (
    STEP_KINDS,
    Priority,
    Queue,
    RunVerdict,
    StepState,
)
from projects.models.run import Run


class Step(models.Model):
    """What one worker does in one go, under a lease.

    `fence` is drawn anew by whoever takes the step; a worker that comes back late still
    holds the old one, and every write of its is refused. The lease says that the worker
    lives, the deadline that it gets somewhere: whichever passes first, the step is lost.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=8, choices=STEP_KINDS)
    queue = models.CharField(max_length=4, choices=Queue)
    state = models.CharField(
        max_length=10, choices=StepState, default=StepState.PENDING
    )
    worker = models.CharField(max_length=120, blank=True)
    fence = models.UUIDField(null=True, blank=True)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.LIVE)
    tries = models.PositiveSmallIntegerField(default=0)  # times taken
    faults = models.PositiveSmallIntegerField(default=0)  # told by a worker that lived
    deaths = models.PositiveSmallIntegerField(default=0)  # workers that fell silent
    lease_until = models.DateTimeField(null=True, blank=True)
    deadline_at = models.DateTimeField(
        null=True, blank=True
    )  # however alive the worker
    not_before = models.DateTimeField(null=True, blank=True)  # after a fault of ours
    queued_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    environment = models.JSONField(default=dict, blank=True)
    figures = models.JSONField(default=dict, blank=True)
    notes = models.JSONField(default=list, blank=True)  # [Text]
    incident = models.TextField(blank=True)  # for staff only
    # Set as soon as all its checks are judged, although the notebook is still to be run.
    verdict = models.CharField(max_length=6, choices=RunVerdict, blank=True)
    judged_seq = models.PositiveIntegerField(default=0)  # of the run's rows, up to then

    class Meta:
        ordering = ["run", "kind"]  # "examine" < "train"
        indexes = [
            models.Index(fields=["queue", "state", "queued_at"]),
            # What a queue did lately: how long its steps take.
            models.Index(fields=["queue", "finished_at"], name="steps_by_end"),
            # Those few that we gave up: see `was_given_up`.
            models.Index(fields=["faults"], name="steps_by_faults"),
            models.Index(fields=["deaths"], name="steps_by_deaths"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["run", "kind"], name="unique_step"),
            models.CheckConstraint(
                condition=~Q(state=StepState.RUNNING)
                | (Q(fence__isnull=False) & Q(lease_until__isnull=False)),
                name="running_has_lease",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} · {self.get_kind_display()}"

    @property
    def was_given_up(self) -> bool:
        return self.faults >= settings.STEP_TRIES or self.deaths >= settings.STEP_DEATHS

    @property
    def is_cut_short(self) -> bool:
        """Whether a fault of ours ended it before all its checks were judged."""
        ended = self.state in (StepState.ERRORED, StepState.FAILED)
        return ended and self.was_given_up and not self.verdict

    def duration_s(self) -> float | None:
        if not self.started_at:
            return None
        return ((self.finished_at or timezone.now()) - self.started_at).total_seconds()


def new_fence() -> uuid.UUID:
    return uuid.uuid4()
