"""The round before: what its review said of each criterion and cell, and what changed since."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

from django.utils.translation import gettext as _

from notebooks.alignment.facts import Difference
from projects.enums import Action, Judgement
from projects.errors import Busy
from projects.models import Comment, Reply, Review, Submission, SubmissionFile
from projects.queries.differences import ComparedFile, FileChange, compared_files
from projects.queries.review_room import Attempt
from projects.queries.threads import replies_of
from projects.web.parts.comparisons import Side, open_difference
from projects.web.review.forms import ReviewForm


@dataclass(frozen=True)
class EarlierRound:
    """`difference` is None where the two notebooks cannot be compared, or not at this moment."""

    submission: Submission
    review: Review
    files: Sequence[ComparedFile] = ()
    difference: Difference | None = None

    @property
    def is_code_unchanged(self) -> bool:
        """Whether every cell of code and every other file is as it was."""
        found = self.difference
        if found is None or found.reason or found.changed_code or found.lost_code:
            return False
        return all(file.change == FileChange.SAME for file in self.files[1:])

    @property
    def changed_cells(self) -> Sequence[int]:
        return self.difference.changed_code if self.difference else ()


def earlier_round(
    attempts: Sequence[Attempt],
    submission: Submission,
    files: Sequence[SubmissionFile],
    *,
    scrub: bool,
) -> EarlierRound | None:
    """That of the last attempt before this one that was reviewed. `files`: of this one. `scrub`: as of `open_difference`."""
    for one in attempts:
        if one.submission.attempt < submission.attempt and one.reviews:
            is_there = one.is_open_to and one.submission.files_removed_at is None
            old = one.submission
            compared = compared_files(old, submission, files) if is_there else []
            found = _difference(compared, old.files.all(), files, scrub=scrub)
            return EarlierRound(old, one.reviews[0], compared, found)
    return None


def _difference(
    files: Sequence[ComparedFile],
    old: Iterable[SubmissionFile],
    new: Iterable[SubmissionFile],
    *,
    scrub: bool,
) -> Difference | None:
    """`old` and `new`: all files of the two attempts."""
    notebook = next(iter(files), None)
    if notebook is None or notebook.old is None or notebook.new is None:
        return None
    sides = Side(notebook.old, old), Side(notebook.new, new)
    try:
        return open_difference(*sides, scrub=scrub).difference
    except Busy:  # the review goes on without it
        return None


@dataclass(frozen=True)
class CarriedComment:
    """A comment of the earlier review, as if it stood where its cell is now.

    `is_lost`: its cell or its file is gone, or nobody knows where it went.
    """

    comment: Comment
    author: str
    attempt: int
    is_lost: bool
    replies: Sequence[Reply]


def carried_comments(
    before: EarlierRound | None, file_name: str
) -> Iterator[CarriedComment]:
    """Those for a file of the newer attempt; the lost ones of the notebook stand at its start."""
    if before is None:
        return
    file = next((one for one in before.files if one.name == file_name), None)
    if file is None or file.new is None:
        return
    old_name = file.old.name if file.old else file_name
    replies = replies_of(before.review)
    for comment in before.review.comments.all():
        if comment.file_name == old_name:
            yield _carried(comment, before, file, replies.get(comment.pk, ()))


def _carried(
    comment: Comment,
    before: EarlierRound,
    file: ComparedFile,
    replies: Sequence[Reply],
) -> CarriedComment:
    moved = copy(comment)
    moved.file_name = file.name
    is_lost = file.change != FileChange.SAME and not _move(moved, before)
    author, attempt = str(before.review.reviewer), before.submission.attempt
    return CarriedComment(moved, author, attempt, is_lost, replies)


def _move(comment: Comment, before: EarlierRound) -> bool:
    """Puts it where its place is now, or at the start; whether that is known.

    Lines that were edited away leave it at their cell. In a file of text that changed, it is about
    the file.
    """
    cell, line, end_line = comment.cell, comment.line, comment.last_line
    comment.line = comment.end_line = comment.output = None
    if cell is None:
        return True
    comment.cell = 0
    found = before.difference.place(cell + 1, line) if before.difference else None
    if found is None or before.difference is None:
        return False
    comment.cell, comment.line = found[0] - 1, found[1]
    last = before.difference.place(cell + 1, end_line)
    if comment.line and last and last[0] == found[0] and (last[1] or 0) > comment.line:
        comment.end_line = last[1]
    return True


@dataclass(frozen=True)
class JudgedBefore:
    """What the earlier review said of one criterion."""

    attempt: int
    judgement: str
    words: str
    by: str
    is_code_unchanged: bool
    changed_cells: Sequence[int]
    is_confirmed: bool

    @property
    def asks_to_confirm(self) -> bool:
        """Whether failing it now needs a second thought: it met specifications as it is."""
        return self.judgement == Judgement.MEETS and self.is_code_unchanged


def judged_before(
    before: EarlierRound | None, sent: Mapping[str, str]
) -> dict[str, JudgedBefore]:
    """By the criterion's slug. `sent`: what the page brought, with the ticks that confirm."""
    if before is None:
        return {}
    return {
        row.criterion.slug: JudgedBefore(
            before.submission.attempt,
            row.judgement,
            row.body,
            str(before.review.reviewer),
            before.is_code_unchanged,
            before.changed_cells,
            bool(sent.get(f"confirm-{row.criterion.slug}")),
        )
        for row in before.review.criteria.all()
        if row.judgement
    }


def ask_to_confirm(
    before: EarlierRound | None, form: ReviewForm, sent: Mapping[str, str]
) -> bool:
    """Puts a warning beside each criterion that is failed although its code met specifications.

    False if there is none, if the reviewer has ticked each of them, or if nothing is failed.
    """
    if sent.get("action") != Action.REQUEST_CHANGES:
        return False
    asked = False
    for slug, row in judged_before(before, sent).items():
        failed = sent.get(f"judgement-{slug}") == Judgement.CHANGES
        if failed and row.asks_to_confirm and not row.is_confirmed:
            words = _(
                "This met specifications in attempt %(n)s, and no code has changed since. "
                "Tick that you fail it all the same, then publish again."
            )
            form.tell(slug, words % {"n": row.attempt})
            asked = True
    return asked
