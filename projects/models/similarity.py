"""What of a work's code is compared with that of others, and what was found alike."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects import text_limits
from projects.models.blobs import Blob
from projects.models.course import Project
from projects.models.submission import Submission

ONE_WORK = Q(submission__isnull=False, known__isnull=True) | Q(
    submission__isnull=True, known__isnull=False
)


class KnownSolution(models.Model):
    """A public solution that an admin loaded, to compare submissions with."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="known_solutions")
    title = models.CharField(
        max_length=text_limits.NAME, validators=[text_limits.validate_name]
    )
    address = models.URLField(
        _("address"), blank=True, help_text=_("Where it is published.")
    )
    file_name = models.CharField(max_length=255)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["project__order", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "blob"], name="known_solution_once"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Fingerprints(models.Model):
    """The packed fingerprints of a work (notebooks.similarity); none of code that cannot be read."""

    submission = models.OneToOneField(
        Submission, models.CASCADE, null=True, related_name="fingerprints"
    )
    known = models.OneToOneField(
        KnownSolution, models.CASCADE, null=True, related_name="fingerprints"
    )
    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    version = models.PositiveSmallIntegerField()  # of how they are made
    packed = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["project", "version"])]
        constraints = [
            models.CheckConstraint(condition=ONE_WORK, name="fingerprints_of_one_work")
        ]

    def __str__(self) -> str:
        return f"{self.submission or self.known}"


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
