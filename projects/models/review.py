"""Reviews of a submission, and their judgements per criterion."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from projects.enums import OUTCOMES, Judgement, State, UnableReason
from projects.models.rubric import Criterion
from projects.models.submission import Submission


class Review(models.Model):
    """A reviewer's reading of one submission: a draft until it is published, then fixed.

    A draft outlives being handed back, so that nothing written is lost. After a reopening or
    a dispute the submission has more than one published review; the last one counts.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews"
    )
    general = models.TextField(blank=True)
    # Comments whose forms are open on the writer's page, as the page keeps them.
    open_comments = models.JSONField(default=dict, blank=True)
    # Raised whenever the draft changes: a page that was made from an older one is stale.
    version = models.PositiveIntegerField(default=0)
    verdict = models.CharField(
        max_length=20,
        blank=True,
        choices=[(state.value, state.label) for state in State.reviewed()],
    )
    unable_reason = models.CharField(max_length=20, choices=UnableReason, blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "reviewer"],
                condition=Q(published_at__isnull=True),
                name="one_draft_per_reviewer",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | ~Q(verdict=""),
                name="published_has_verdict",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} · {self.reviewer}"


class CriterionReview(models.Model):
    review = models.ForeignKey(Review, models.CASCADE, related_name="criteria")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    judgement = models.CharField(max_length=8, choices=Judgement, blank=True)
    body = models.TextField(blank=True)
    # What the checks had decided when the review was published; empty: nothing, or a draft.
    machine = models.CharField(max_length=8, choices=OUTCOMES, blank=True)

    class Meta:
        ordering = ["criterion__order"]
        indexes = [
            models.Index(
                fields=["criterion", "machine", "judgement"],
                condition=~Q(machine=""),
                name="judged_beside_the_machine",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "criterion"], name="one_judgement_per_criterion"
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.judgement or '–'}"
