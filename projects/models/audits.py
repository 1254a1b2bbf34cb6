"""Audits of reviews: a lead judges a sample of finished reviews anew. Nothing of it changes a verdict."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from projects.enums import AuditQuality, Judgement
from projects.models.course import Criterion, Project
from projects.models.review import Review

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


class ReviewAudit(models.Model):
    """A review that somebody looks at again: first without its judgements, then beside them."""

    draw = models.ForeignKey(AuditDraw, models.PROTECT, related_name="audits")
    review = models.OneToOneField(Review, models.CASCADE, related_name="audit")
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="audits"
    )
    # Since then the lead's judgements are fixed, and the reviewer's are shown to them.
    judged_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    quality = models.CharField(max_length=8, choices=AuditQuality, blank=True)
    body = models.TextField(blank=True)  # to the reviewer

    class Meta:
        ordering = ["-finished_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None)
                | (Q(judged_at__isnull=False) & ~Q(quality="")),
                name="finished_audit_is_judged",
            )
        ]

    def __str__(self) -> str:
        return f"{self.review} · {self.lead}"


class AuditedCriterion(models.Model):
    """What the lead judged, and what the reviewer had judged."""

    audit = models.ForeignKey(ReviewAudit, models.CASCADE, related_name="criteria")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    judgement = models.CharField(max_length=8, choices=Judgement, blank=True)
    body = models.TextField(blank=True)
    said = models.CharField(max_length=8, choices=Judgement, blank=True)

    class Meta:
        ordering = ["criterion__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["audit", "criterion"], name="one_audit_per_criterion"
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.judgement or '–'}"

    @property
    def agrees(self) -> bool:
        return self.judgement == self.said
