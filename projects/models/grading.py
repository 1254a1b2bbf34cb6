"""What the machine did with a submission: runs, their steps, results, live progress."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from projects.enums import (
    OUTCOMES,
    STEP_KINDS,
    Priority,
    Queue,
    RunState,
    RunVerdict,
    StepState,
)
from projects.models.blobs import Blob
from projects.models.course import text_in
from projects.models.regrading import Regrade
from projects.models.submission import Submission


class RunQuerySet(models.QuerySet["Run"]):
    def counted(self) -> "RunQuerySet":
        """What a submission's pages may show: a regrade's runs only once published."""
        return self.filter(counts=True)


class Run(models.Model):
    """One grading of one submission. At most one is live, beside those of regrades.

    A regrade's run changes nothing and is shown to nobody but leads, until `counts` says
    that it was published.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="runs")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=11, choices=RunState, default=RunState.QUEUED)
    verdict = models.CharField(max_length=6, choices=RunVerdict, blank=True)
    pack_digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    last_seq = models.PositiveIntegerField(default=0)
    regrade = models.ForeignKey(
        Regrade, models.PROTECT, null=True, blank=True, related_name="runs"
    )
    counts = models.BooleanField(default=True)

    objects: ClassVar[RunQuerySet] = RunQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["state", "finished_at"], name="runs_by_end")]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "number"], name="unique_run_number"
            ),
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(state__in=RunState.live(), regrade__isnull=True),
                name="one_live_run",
            ),
            models.UniqueConstraint(
                fields=["regrade", "submission"],
                condition=Q(regrade__isnull=False),
                name="one_run_per_regrade",
            ),
            models.CheckConstraint(
                condition=Q(regrade__isnull=False, state=RunState.FINISHED)
                | Q(regrade__isnull=False, counts=False)
                | Q(regrade__isnull=True, counts=True),
                name="only_regrades_are_kept_back",
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.FINISHED) | ~Q(verdict=""),
                name="finished_has_verdict",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} · run {self.number}"

    @property
    def is_faulty(self) -> bool:
        return self.state in RunState.faulty()

    @property
    def is_cut_short(self) -> bool:
        """Whether a fault of ours kept checks from running. Expects the steps prefetched."""
        return self.is_faulty or any(step.is_cut_short for step in self.steps.all())


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


class CheckResult(models.Model):
    step = models.ForeignKey(Step, models.CASCADE, related_name="results")
    order = models.PositiveSmallIntegerField()
    check_slug = models.CharField(max_length=80)
    outcome = models.CharField(max_length=8, choices=OUTCOMES)
    title_text = models.JSONField(default=dict)
    hint_text = models.JSONField(default=dict, blank=True)
    evidence = models.TextField(blank=True)  # for staff only
    duration_s = models.FloatField(default=0)

    class Meta:
        ordering = ["step", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "check_slug"], name="one_result_per_check"
            )
        ]

    def __str__(self) -> str:
        return f"{self.check_slug}: {self.outcome}"

    @property
    def title(self) -> str:
        return text_in(self.title_text) or self.check_slug

    @property
    def hint(self) -> str:
        return text_in(self.hint_text)


class Progress(models.Model):
    """Live rows, polled by the page: everything after the `seq` it has seen."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="progress")
    seq = models.PositiveIntegerField()
    step_kind = models.CharField(max_length=8, choices=STEP_KINDS)
    kind = models.CharField(max_length=10)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["run", "seq"]
        verbose_name_plural = "progress"
        constraints = [
            models.UniqueConstraint(fields=["run", "seq"], name="unique_progress")
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class Artifact(models.Model):
    run = models.ForeignKey(Run, models.CASCADE, related_name="artifacts")
    name = models.CharField(max_length=80)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "name"], name="unique_artifact")
        ]

    def __str__(self) -> str:
        return self.name


def new_fence() -> uuid.UUID:
    return uuid.uuid4()
