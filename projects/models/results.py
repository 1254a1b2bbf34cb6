"""What came of a step: results of checks, live progress, files."""

from django.db import models
from django.utils import timezone

from projects.enums import (
    OUTCOMES,
    STEP_KINDS,
)
from projects.models.blobs import Blob
from projects.models.run import Run
from projects.models.step import Step
from projects.models.texts import text_in


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
