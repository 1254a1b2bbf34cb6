"""Audits of reviews: a lead judges a sample of finished reviews anew. Nothing of it changes a verdict."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from projects.enums import AuditQuality, Judgement
from projects.models.audit_draw import AuditDraw
from projects.models.review import Review
from projects.models.rubric import Criterion


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
