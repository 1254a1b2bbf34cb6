"""A certificate: that somebody met every project of a cohort."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from projects import text_limits
from projects.models.cohort import Cohort


class Certificate(models.Model):
    """Taken by the student, once per cohort. Its `uid` is its address, and cannot be guessed.

    The name is the one that the account had then: renaming an account makes nobody else's
    certificate of it. `projects` tells what was met as it was then, each with the submission
    that was approved; whether all of them still are says `queries.certificates.standing_of`.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="certificates"
    )
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="certificates")
    name = models.CharField(max_length=text_limits.NAME)
    projects = models.JSONField()  # [{slug, title: by language, submission, met_at}]
    met_at = models.DateTimeField()  # when the last of them was met: its date
    taken_at = models.DateTimeField(default=timezone.now)
    is_public = models.BooleanField(default=False)
    has_badge = models.BooleanField(default=False)
    revoked_at = models.DateTimeField(null=True, blank=True)  # by whom: the audit
    revoked_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-met_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "student"], name="one_certificate_per_cohort"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | ~Q(revoked_reason=""),
                name="revoked_certificate_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.cohort}"
