"""How a version of a pack judged past submissions, as an admin attached it."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from projects.models.course import Project


class CalibrationReport(models.Model):
    """Figures of `python -m workers calibrate`, without names and evidence; an admin attached them."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="calibrations")
    digest = models.CharField(max_length=64)  # of the version that was calibrated
    made_at = models.DateTimeField()
    figures = models.JSONField()  # queries.calibration.Figures
    attached_at = models.DateTimeField(default=timezone.now)
    attached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "digest", "made_at"], name="attached_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.made_at:%F %H:%M}"
