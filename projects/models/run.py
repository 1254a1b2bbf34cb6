"""Runs: what the machine did with a submission, once from its first step to its verdict."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from projects.enums import (
    RunState,
    RunVerdict,
)
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
        indexes = [
            models.Index(fields=["state", "finished_at"], name="runs_by_end"),
            # Whether a submission has a finished one: SQLite took the index above, over all that ended.
            models.Index(fields=["submission", "state"], name="runs_of_submission"),
        ]
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
