"""Reads of what one student and one cohort have stored, and of how often a student came lately."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import QuerySet, Sum
from django.utils import timezone

from projects import site_settings
from projects.models import (
    Blob,
    Cohort,
    Project,
    Submission,
    SubmissionFile,
    UploadAttempt,
    User,
    current,
)

MB = 1_000_000
WINDOW = timedelta(hours=1)
COHORT_AGE_S = 60


def student_limit() -> int:
    """In bytes."""
    return int(current(site_settings.STUDENT_MB)) * MB


def cohort_limit() -> int:
    """In bytes."""
    return int(current(site_settings.COHORT_MB)) * MB


def bytes_of(student: User) -> int:
    """Of distinct contents: what is handed in again unchanged takes no room."""
    return _sum(SubmissionFile.objects.filter(submission__student=student))


def bytes_in(cohort: Cohort) -> int:
    """As it was within the last minute: summing up a large cohort takes a second on SQLite."""
    key = f"bytes-in-{cohort.slug}"
    stored: int | None = cache.get(key)
    if stored is None:
        stored = _sum(SubmissionFile.objects.filter(submission__cohort=cohort))
        cache.set(key, stored, COHORT_AGE_S)
    return stored


def _sum(files: QuerySet[SubmissionFile]) -> int:
    stored = Blob.objects.filter(pk__in=files.values("blob"))
    return int(stored.aggregate(total=Sum("size"))["total"] or 0)


def known_to(student: User, digests: Iterable[str]) -> set[str]:
    """Which of these contents the student has handed in before."""
    mine = SubmissionFile.objects.filter(submission__student=student)
    return set(mine.filter(blob__in=list(digests)).values_list("blob", flat=True))


def wait_for_attempt(student: User, project: Project) -> timedelta | None:
    """Until the next attempt is within the pace; None: it is now."""
    made = Submission.objects.filter(student=student, project=project)
    lately = made.filter(submitted_at__gt=timezone.now() - WINDOW)
    times = lately.order_by("-submitted_at").values_list("submitted_at", flat=True)
    return _wait(times, current(site_settings.ATTEMPTS_PER_HOUR))


def wait_for_upload(student: User) -> timedelta | None:
    """As `wait_for_attempt`, of everything that came, whatever became of it."""
    lately = UploadAttempt.objects.filter(
        student=student, at__gt=timezone.now() - WINDOW
    )
    times = lately.order_by("-at").values_list("at", flat=True)
    return _wait(times, current(site_settings.UPLOADS_PER_HOUR))


def _wait(
    times: "QuerySet[UploadAttempt, datetime] | QuerySet[Submission, datetime]",
    most: int,
) -> timedelta | None:
    """When the oldest of the last `most` has left the window, there is room for one more."""
    last = list(times[:most])
    if len(last) < most:
        return None
    return last[-1] + WINDOW - timezone.now() if last else WINDOW
