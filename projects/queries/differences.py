"""Reads of what changed between two attempts: which can be compared, and which files differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Prefetch

from projects.models import (
    CriterionReview,
    Review,
    Submission,
    SubmissionFile,
    User,
)


def earlier_attempts(submission: Submission, reader: User) -> list[Submission]:
    """Those before it whose files are there and that the reader may see, newest first.

    With their files, and their published reviews with what was said.
    """
    said = CriterionReview.objects.select_related("criterion")
    published = (
        Review.objects.filter(published_at__isnull=False)
        .select_related("reviewer")
        .prefetch_related(Prefetch("criteria", said), "comments")
    )
    files = SubmissionFile.objects.select_related("blob")
    attempts = Submission.objects.visible_to(reader).filter(
        student=submission.student_id,
        cohort=submission.cohort_id,
        project=submission.project_id,
        attempt__lt=submission.attempt,
        files_removed_at=None,
    )
    return list(
        attempts.prefetch_related(
            Prefetch("reviews", published), Prefetch("files", files)
        ).order_by("-attempt")
    )


def last_reviewed(attempts: Sequence[Submission]) -> Submission | None:
    """The one to compare with: that of the last review, else the one before.

    Attempts between it and the newest were returned by the checks or withdrawn; no reviewer has
    seen what changed in them.
    """
    reviewed = next((one for one in attempts if review_of(one)), None)
    return reviewed or next(iter(attempts), None)


def review_of(attempt: Submission) -> Review | None:
    """The review that counts, of an attempt of `earlier_attempts`."""
    return next(iter(attempt.reviews.all()), None)


class FileChange(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True)
class ComparedFile:
    """A file of either attempt. The notebook is one, whatever its name was before."""

    name: str
    old: SubmissionFile | None
    new: SubmissionFile | None

    @property
    def change(self) -> FileChange:
        if self.old is None:
            return FileChange.ADDED
        if self.new is None:
            return FileChange.REMOVED
        is_same = self.old.blob_id == self.new.blob_id
        return FileChange.SAME if is_same else FileChange.CHANGED


def compared_files(
    old: Submission, new: Submission, files: Iterable[SubmissionFile]
) -> list[ComparedFile]:
    """By name, the notebook first. `files`: the new one's; expects those of the old one."""
    olds = {file.name: file for file in old.files.all()}
    news = {file.name: file for file in files}
    notebook = ComparedFile(
        new.notebook_name,
        olds.pop(old.notebook_name, None),
        news.pop(new.notebook_name, None),
    )
    names = sorted({*olds, *news})
    return [notebook, *(ComparedFile(n, olds.get(n), news.get(n)) for n in names)]
