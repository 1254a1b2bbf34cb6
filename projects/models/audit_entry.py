"""Changes of cohorts, people, projects and settings: who made them, when and why."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from projects.enums import AuditKind
from projects.models.cohort import Cohort
from projects.models.course import Project


class AuditEntry(models.Model):
    """Who changed what of a cohort, a person, a project or the site, when and why.

    Written with the change, never changed.

    What happens to a submission is an `Event`.
    """

    # No choices in the database: each new kind would be a migration.
    kind = models.CharField(max_length=40)  # AuditKind
    actor = models.ForeignKey(  # empty: the system
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    cohort = models.ForeignKey(
        Cohort, models.CASCADE, null=True, related_name="audit_entries"
    )
    person = models.ForeignKey(  # about whom
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="audit_entries",
    )
    project = models.ForeignKey(
        Project, models.CASCADE, null=True, related_name="audit_entries"
    )
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)  # what was before and after
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["cohort", "-at"]),
            models.Index(fields=["person", "-at"]),
        ]

    def __str__(self) -> str:
        return f"{AuditKind(self.kind).label} · {self.at:%F %T}"
