"""Reads of what is compared with what, and of what was found alike."""

from collections.abc import Iterator

from django.db.models import Count, Q, QuerySet

from notebooks.similarity.comparing import Other
from notebooks.similarity.fingerprints import VERSION
from projects.enums import State
from projects.models import Fingerprints, KnownSolution, Likeness, Submission

MOST_SHOWN = 5
CODE = (".ipynb", ".py")
AT_ONCE = 500
WorkKey = tuple[str, int]
"""Of a submission or of a known solution: "submission" or "known", and its primary key."""


def submissions_uncompared() -> QuerySet[Submission]:
    """What waits for a reviewer or is with one, without fingerprints of this version."""
    waiting = Submission.objects.filter(
        state__in=[*State.queued(), State.IN_REVIEW], files_removed_at=None
    )
    done = Fingerprints.objects.filter(submission__isnull=False, version=VERSION)
    return (
        waiting.exclude(pk__in=done.values("submission"))
        .select_related("project")
        .order_by("queued_at", "pk")
    )


def known_uncompared() -> QuerySet[KnownSolution]:
    done = Fingerprints.objects.filter(known__isnull=False, version=VERSION)
    return KnownSolution.objects.exclude(pk__in=done.values("known")).select_related(
        "blob"
    )


def earlier_works(submission: Submission) -> Iterator[Other[WorkKey]]:
    """Of other people, with this version's fingerprints; a few hundred in memory at a time."""
    rows = Fingerprints.objects.filter(project=submission.project_id, version=VERSION)
    earlier = Q(submission__submitted_at__lt=submission.submitted_at)
    others = rows.filter(Q(known__isnull=False) | earlier).exclude(
        submission__student=submission.student_id
    )
    for row in others.select_related("submission").iterator(AT_ONCE):
        if row.submission is not None:
            author = ("student", row.submission.student_id)
            yield Other(("submission", row.submission.pk), author, bytes(row.packed))
        elif row.known_id is not None:
            key = ("known", row.known_id)
            yield Other(key, key, bytes(row.packed))


def code_files(submission: Submission) -> dict[str, bytes]:
    """The notebook and the modules beside it, by name."""
    files = submission.files.select_related("blob")
    return {
        file.name: file.blob.read()
        for file in files
        if file.name.lower().endswith(CODE)
    }


def known_files(known: KnownSolution) -> dict[str, bytes]:
    return {known.file_name: known.blob.read()}


def likenesses_of(submission: Submission) -> list[Likeness]:
    """The most alike first."""
    found = submission.likenesses.select_related("known", "other__cohort")
    return list(found[:MOST_SHOWN])


def likeness_for(submission: Submission, pk: int) -> Likeness | None:
    """`submission` is one that the user may read for a review."""
    found = submission.likenesses.filter(pk=pk)
    return found.select_related(
        "known__blob", "other__cohort", "other__project"
    ).first()


def known_solutions() -> QuerySet[KnownSolution]:
    """With `alike`: how many submissions were found alike."""
    rows = KnownSolution.objects.select_related("project", "added_by")
    counted = rows.annotate(alike=Count("likenesses"))
    return counted.order_by("project__order", "title", "pk")
