"""What is compared of a work's code."""

from django.db import models
from django.db.models import Q

from projects.models.course import Project
from projects.models.known_solution import KnownSolution
from projects.models.submission import Submission

ONE_WORK = Q(submission__isnull=False, known__isnull=True) | Q(
    submission__isnull=True, known__isnull=False
)


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
