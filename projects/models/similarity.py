"""Submissions whose code was found alike to that of another work."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from projects.models.known_solution import KnownSolution
from projects.models.submission import Submission


class Likeness(models.Model):
    """A submission shares much rare code with an earlier work of somebody else."""

    submission = models.ForeignKey(
        Submission, models.CASCADE, related_name="likenesses"
    )
    other = models.ForeignKey(
        Submission, models.CASCADE, null=True, related_name="likenesses_found_later"
    )
    known = models.ForeignKey(
        KnownSolution, models.CASCADE, null=True, related_name="likenesses"
    )
    shared = models.JSONField()  # values of the fingerprints in common
    share = models.FloatField()  # of the submission's rare fingerprints, 0 to 1
    found_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-share", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(other__isnull=False, known__isnull=True)
                | Q(other__isnull=True, known__isnull=False),
                name="likeness_to_one_work",
            ),
            models.UniqueConstraint(
                fields=["submission", "other"],
                condition=Q(other__isnull=False),
                name="one_likeness_per_submission",
            ),
            models.UniqueConstraint(
                fields=["submission", "known"],
                condition=Q(known__isnull=False),
                name="one_likeness_per_known_solution",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} · {self.other or self.known} · {self.share:.0%}"

    @property
    def percent(self) -> int:
        return round(100 * self.share)
