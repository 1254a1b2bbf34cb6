"""A submission's results under the new checks beside the old ones."""

from django.db import models

from projects.enums import Change
from projects.models.regrading import Regrade
from projects.models.submission import Submission


class Comparison(models.Model):
    """A submission in a regrade: the run that counted when it began, and the new one."""

    regrade = models.ForeignKey(Regrade, models.CASCADE, related_name="comparisons")
    submission = models.ForeignKey(
        Submission, models.CASCADE, related_name="comparisons"
    )
    base = models.ForeignKey("projects.Run", models.CASCADE, related_name="+")
    run = models.OneToOneField(
        "projects.Run", models.CASCADE, related_name="comparison"
    )
    change = models.CharField(max_length=8, choices=Change, blank=True)  # "": not yet
    settled_at = models.DateTimeField(null=True, blank=True)  # published or passed over

    class Meta:
        ordering = ["regrade", "pk"]
        indexes = [models.Index(fields=["regrade", "change"])]

    def __str__(self) -> str:
        return f"{self.submission} · {self.get_change_display() or '…'}"
