"""Reads of what students were asked to explain, and of what waits for a lead's decision."""

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from projects.enums import State
from projects.models import Explanation, Submission, User
from projects.models.submission_queryset import SubmissionQuerySet


def explanation_of(submission: Submission) -> Explanation | None:
    """The newest, whatever came of it."""
    return submission.explanations.select_related("asked_by", "likeness").first()


def is_unexplained(submission: Submission) -> bool:
    """Whether the student is asked now and has not answered. Reads a row only in that state."""
    if submission.state != State.EXPLAINING:
        return False
    asked = explanation_of(submission)
    return asked is not None and asked.answered_at is None


def awaiting_decision(rows: SubmissionQuerySet | None = None) -> SubmissionQuerySet:
    """Of these, or of all: the student has answered, or has let the time pass."""
    heard = Q(answered_at__isnull=False) | Q(due_at__lte=timezone.now())
    return _explaining(rows).filter(heard)


def _explaining(rows: SubmissionQuerySet | None = None) -> SubmissionQuerySet:
    """With what was asked: `asked_at`, `due_at`, `answered_at`."""
    newest = Explanation.objects.filter(submission=OuterRef("pk"))
    among = Submission.objects.all() if rows is None else rows
    return among.filter(state=State.EXPLAINING).annotate(
        asked_at=Subquery(newest.values("asked_at")[:1]),
        due_at=Subquery(newest.values("due_at")[:1]),
        answered_at=Subquery(newest.values("answered_at")[:1]),
    )


def awaiting_decision_of(reader: User) -> SubmissionQuerySet:
    """Of the cohorts that they lead."""
    return awaiting_decision(Submission.objects.led_by(reader))


def waiting_count(reader: User) -> int:
    return awaiting_decision_of(reader).count()


def asked_for(reader: User) -> QuerySet[Submission]:
    """Those that wait for a decision first, then by the time they were asked."""
    rows = _explaining(Submission.objects.led_by(reader))
    heard_at = Coalesce("answered_at", "due_at")
    return (
        rows.annotate(heard_at=heard_at)
        .select_related("project", "cohort", "student")
        .order_by("heard_at", "pk")
    )
