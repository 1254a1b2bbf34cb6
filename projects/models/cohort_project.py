"""The projects of a cohort with their dates, and extensions of single students."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models.cohort import Cohort
from projects.models.course import Project
from projects.models.enrolment import Enrolment


class CohortProject(models.Model):
    """A project of a cohort: its place, when it opens, when it is due.

    A cohort without any takes every project of the site, in the site's order, without dates.
    A due date passed is shown, never enforced.
    """

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="cohort_projects")
    project = models.ForeignKey(Project, models.CASCADE, related_name="cohort_projects")
    order = models.PositiveSmallIntegerField()
    opens_at = models.DateTimeField(null=True, blank=True)  # empty: open
    due_at = models.DateTimeField(null=True, blank=True)
    grace_hours = models.PositiveSmallIntegerField(
        default=0, help_text=_("Work that comes this long after the date is not late.")
    )

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "project"], name="cohort_lists_project_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cohort} · {self.project}"


class Extension(models.Model):
    """Another due date for one student and project. Earlier ones are in the audit."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="extensions")
    project = models.ForeignKey(Project, models.CASCADE, related_name="extensions")
    due_at = models.DateTimeField()
    reason = models.TextField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "project"], name="one_extension_per_project"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.project}"
