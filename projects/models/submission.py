"""One submission is one attempt: frozen files, one state, at the end one verdict."""

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from projects.enums import CertificationState, Language, State, UnableReason
from projects.models.certification import Certification
from projects.models.course import Cohort, Project, Rubric

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from projects.models.people import User


class Blob(models.Model):
    """Bytes stored once, named by their SHA-256. Those that no row needs are collected."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    kept_at = models.DateTimeField(default=timezone.now, db_index=True)  # stored anew

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def storage_name(self) -> str:
        return f"blobs/{self.sha256[:2]}/{self.sha256}"

    def read(self) -> bytes:
        with default_storage.open(self.storage_name) as file:
            return bytes(file.read())


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, user: "User | AnonymousUser") -> "SubmissionQuerySet":
        """The one door for reading. What is not here does not exist for `user`.

        Admins and leads see all; students their own; reviewers what waits in the queue of
        projects and languages they are certified for, whatever they have reviewed or hold, and the earlier
        attempts of what they hold. Whose address is not proved sees nothing.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if not user.has_proved_address:
            return self.none()
        if user.is_staff or user.is_lead:
            return self
        mine = Q(student=user)
        held = Q(reviewer=user) | Q(
            pk__in=self.model.objects.filter(
                reviews__reviewer=user, reviews__published_at__isnull=False
            ).values("pk")
        )
        later = self.model.objects.in_hand().filter(
            reviewer=user,
            student=OuterRef("student"),
            cohort=OuterRef("cohort"),
            project=OuterRef("project"),
            attempt__gt=OuterRef("attempt"),
        )
        earlier = Q(Exists(later))
        return self.filter(
            mine | held | earlier | (_free_to_claim() & _certified(user))
        )

    def open(self) -> "SubmissionQuerySet":
        return self.filter(state__in=State.open())

    def free_to_claim(self) -> "SubmissionQuerySet":
        return self.filter(_free_to_claim())

    def certified_for(self, user: "User") -> "SubmissionQuerySet":
        """Of projects and in languages that `user` is certified for."""
        return self.filter(_certified(user))

    def offered_to(self, user: "User") -> "SubmissionQuerySet":
        """Without what is offered to somebody else first, for a while."""
        return self.filter(
            Q(offered_until=None)
            | Q(offered_until__lte=timezone.now())
            | Q(offered_first_to=user)
        )

    def in_hand(self) -> "SubmissionQuerySet":
        """Held by a reviewer whose time is not up."""
        return self.filter(state=State.IN_REVIEW, claim_expires_at__gt=timezone.now())

    def latest_attempts(self) -> "SubmissionQuerySet":
        """The attempt that counts, of each student at each project in each cohort.

        The last one that was not withdrawn; where all were withdrawn, the last.
        """
        others = self.model.objects.filter(
            student=OuterRef("student"),
            cohort=OuterRef("cohort"),
            project=OuterRef("project"),
        )
        newer = Exists(others.filter(attempt__gt=OuterRef("attempt")))
        kept = others.exclude(state=State.WITHDRAWN)
        newer_kept = Exists(kept.filter(attempt__gt=OuterRef("attempt")))
        return self.exclude(newer_kept).exclude(
            Q(newer) | Q(Exists(kept)), state=State.WITHDRAWN
        )


def _certified(user: "User") -> Q:
    held = Certification.objects.filter(
        user=user,
        state=CertificationState.CERTIFIED,
        project=OuterRef("project"),
        language=OuterRef("language"),
    )
    return Q(Exists(held))


def _free_to_claim() -> Q:
    """Waiting, or held by a reviewer whose time is up."""
    return Q(state__in=State.queued()) | Q(
        state=State.IN_REVIEW, claim_expires_at__lte=timezone.now()
    )


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
        ]

    def __str__(self) -> str:
        return f"{self.project.title} · {self.attempt}"

    def claim_expired(self) -> bool:
        """Judged on reading: an expired claim is free before any periodic job has run."""
        return (
            self.state == State.IN_REVIEW
            and self.claim_expires_at is not None
            and self.claim_expires_at <= timezone.now()
        )

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
        newer = Submission.objects.filter(
            student=self.student_id,
            cohort=self.cohort_id,
            project=self.project_id,
            attempt__gt=self.attempt,
        )
        return newer.exclude(state=State.WITHDRAWN).exists()


class UploadAttempt(models.Model):
    """Files came, to be taken in or refused. Counted per hour, forgotten after a day."""

    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="upload_attempts"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["student", "at"]), models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.student} · {self.at:%F %T}"


class SubmissionFile(models.Model):
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "name"], name="unique_file_name"
            )
        ]

    def __str__(self) -> str:
        return self.name
