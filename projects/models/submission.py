"""One submission is one attempt: frozen files, one state, at the end one verdict."""

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from projects.enums import Language, State, UnableReason
from projects.models.cohort import Cohort
from projects.models.course import Project
from projects.models.rubric import Rubric
from projects.models.submission_queryset import SubmissionQuerySet

if TYPE_CHECKING:
    from projects.models.people import User


class Submission(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="submissions"
    )
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="submissions")
    project = models.ForeignKey(Project, models.PROTECT, related_name="submissions")
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="submissions")
    edition = models.CharField(max_length=40)
    attempt = models.PositiveSmallIntegerField()
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    state = models.CharField(max_length=20, choices=State, default=State.CHECKING)
    language = models.CharField(max_length=5, choices=Language)
    notes = models.TextField(blank=True)
    intake_notes = models.JSONField(default=list, blank=True)  # [Text]
    notebook_name = models.CharField(max_length=255)
    submitted_at = models.DateTimeField(default=timezone.now)
    honour_code_at = models.DateTimeField()

    queued_at = models.DateTimeField(null=True, blank=True)  # place in the review queue
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="submissions_in_review",
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    claim_expires_at = models.DateTimeField(null=True, blank=True)
    extended_at = models.DateTimeField(null=True, blank=True)  # once per claim
    # A resubmission is its previous reviewer's to claim first, until then.
    offered_first_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    offered_until = models.DateTimeField(null=True, blank=True)
    # What the reviewer sent and may take back until then; nobody else reads it before.
    verdict_due_at = models.DateTimeField(null=True, blank=True, db_index=True)
    pending_verdict = models.JSONField(default=dict, blank=True)  # PendingVerdict
    decided_at = models.DateTimeField(null=True, blank=True)
    appeal_reason = models.TextField(blank=True)
    files_removed_at = models.DateTimeField(null=True, blank=True)
    unable_reason = models.CharField(max_length=20, choices=UnableReason, blank=True)

    objects: ClassVar[SubmissionQuerySet] = SubmissionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-submitted_at"]
        indexes = [
            models.Index(fields=["state", "queued_at"]),
            models.Index(fields=["cohort", "project", "student"]),
            models.Index(fields=["submitted_at", "id"], name="submissions_by_time"),
            models.Index(  # all that `queries.overview` reads of a cohort: no row is touched
                fields=[
                    *("cohort", "student", "project"),
                    *("attempt", "state", "submitted_at"),
                ],
                name="submissions_of_cohort",
            ),
            models.Index(
                fields=["queued_at", "id"],
                condition=Q(state__in=State.queued()),
                name="submissions_in_line",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "cohort", "project"],
                condition=Q(state__in=State.open()),
                name="one_open_submission",
            ),
            models.UniqueConstraint(
                fields=["student", "cohort", "project", "attempt"],
                name="unique_attempt",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.IN_REVIEW, *State.reviewed()])
                | Q(reviewer__isnull=False),
                name="review_has_reviewer",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=State.queued()) | Q(queued_at__isnull=False),
                name="queued_has_place",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.IN_REVIEW) | Q(claim_expires_at__isnull=False),
                name="claim_has_end",
            ),
            models.CheckConstraint(
                condition=Q(verdict_due_at__isnull=True) | Q(state=State.IN_REVIEW),
                name="pending_verdict_is_in_review",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project.title} · {self.attempt}"

    def claim_expired(self) -> bool:
        """Judged on reading: an expired claim is free before any periodic job has run."""
        return (
            self.state == State.IN_REVIEW
            and not self.is_decided()
            and self.claim_expires_at is not None
            and self.claim_expires_at <= timezone.now()
        )

    def is_decided(self) -> bool:
        """A verdict was sent, and is not told yet."""
        return self.verdict_due_at is not None

    def is_to_be_told(self) -> bool:
        """Judged on reading: its time to be taken back is over, whether or not it was told."""
        return self.verdict_due_at is not None and self.verdict_due_at <= timezone.now()

    def is_kept_for_another(self, user: "User") -> bool:
        """Offered to its previous reviewer first. Judged on reading, like the claim."""
        return (
            self.offered_until is not None
            and self.offered_until > timezone.now()
            and self.offered_first_to_id != user.pk
        )

    def state_now(self) -> State:
        """An expired claim is back in the queue, whether or not the clock has run."""
        if not self.claim_expired():
            return State(self.state)
        return State.DISPUTED if self.is_under_dispute() else State.AWAITING_REVIEW

    def is_under_dispute(self) -> bool:
        """Whether the student disputes the last review that was published."""
        published = self.reviews.filter(published_at__isnull=False)
        last = published.order_by("-published_at", "-pk").first()
        return last is not None and last.disputes.exists()

    def is_superseded(self) -> bool:
        """Whether a newer attempt counts; one that was withdrawn does not."""
        known: bool | None = getattr(self, "newer_counts", None)
        if known is not None:
            return known
        newer = Submission.objects.filter(
            student=self.student_id,
            cohort=self.cohort_id,
            project=self.project_id,
            attempt__gt=self.attempt,
        )
        return newer.exclude(state=State.WITHDRAWN).exists()
