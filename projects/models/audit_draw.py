"""A draw of reviews for an audit, which can be made again from its seed."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from projects.models.course import Project

MOST_AT_ONCE = 50


class AuditDraw(models.Model):
    """A random sample. What it was drawn from and its seed are kept, so that it can be checked."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="audit_draws"
    )
    at = models.DateTimeField(default=timezone.now)
    seed = models.CharField(max_length=32)
    wanted = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(MOST_AT_ONCE)]
    )
    # Empty: all of them, and since ever.
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    since = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.by} · {self.at:%F}"
