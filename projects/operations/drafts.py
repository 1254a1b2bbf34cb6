"""What a reviewer writes until it is published: judgements, texts, comments in place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from projects.enums import CommentTag, Judgement, State
from projects.errors import Incomplete, NotAllowed, Stale, WrongState
from projects.models import Comment, CriterionReview, Review, Submission, User
from projects.text_limits import REVIEW, fitting
from projects.workflow import lock_submission


@dataclass(frozen=True)
class Draft:
    """What the reviewer has on the page; `None` leaves what was saved.

    `version` is that of the draft from which the page was made; `None` is for callers that
    have just written the draft themselves and overwrite nobody's work.
    """

    general: str | None = None
    # (judgement or "", body) by criterion slug
    criteria: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    version: int | None = None


def _in_hand(submission: Submission, by: User) -> Review:
    """The draft that `by` may write in now. Raises unless the review is in their hands."""
    locked = lock_submission(submission)
    if locked.state != State.IN_REVIEW or locked.reviewer_id != by.pk:
        raise WrongState(
            _(
                "This review is no longer in your hands. "
                "What you wrote is kept; claim it again to go on."
            )
        )
    if locked.is_decided():
        raise WrongState(_("You have sent this review. Take it back to go on writing."))
    return Review.objects.select_for_update().get(
        submission=locked, reviewer=by, published_at=None
    )


@transaction.atomic
def save_draft(submission: Submission, draft: Draft, *, by: User) -> Review:
    """Raises Stale, and writes nothing, if the draft was saved since the page was made.

    A page that holds what is stored anyway is never stale: it may be sent twice.
    """
    criteria = {c.slug: c for c in submission.rubric.criteria.all()}
    fitting(draft.general or "", REVIEW, "general")
    for slug, (judgement, body) in draft.criteria.items():
        fitting(body, REVIEW, slug)
        if slug not in criteria or judgement not in {"", *Judgement.values}:
            raise Incomplete(
                _("Unknown criterion or judgement: %(slug)s.") % {"slug": slug}
            )
    review = _in_hand(submission, by)
    new_general = draft.general is not None and not same_text(
        draft.general, review.general
    )
    changed = _changed_criteria(draft, review)
    if not new_general and not changed:
        return review
    _refuse_stale(draft.version, review.version)
    review.version += 1
    if new_general and draft.general is not None:
        review.general = draft.general
    review.save()
    CriterionReview.objects.bulk_create(
        [
            CriterionReview(
                review=review,
                criterion=criteria[slug],
                judgement=judgement,
                body=body,
            )
            for slug, (judgement, body) in changed.items()
        ],
        update_conflicts=True,
        unique_fields=["review", "criterion"],
        update_fields=["judgement", "body"],
    )
    return review


def _changed_criteria(draft: Draft, review: Review) -> dict[str, tuple[str, str]]:
    """Those of which the draft says something else than is stored."""
    said = {
        row.criterion.slug: (row.judgement, row.body)
        for row in review.criteria.select_related("criterion")
    }
    changed = {}
    for slug, (judgement, body) in draft.criteria.items():
        stored, stored_body = said.get(slug, ("", ""))
        if judgement != stored or not same_text(body, stored_body):
            changed[slug] = (judgement, body)
    return changed


def same_text(one: str, other: str) -> bool:
    """Browsers end lines their own way, and forms cut off blanks at both ends."""
    return one.strip().splitlines() == other.strip().splitlines()


def _refuse_stale(seen: int | None, stored: int) -> None:
    if seen is not None and seen != stored:
        raise Stale(
            _(
                "This was saved in another tab or window meanwhile. "
                "Nothing has been overwritten."
            )
        )


@transaction.atomic
def keep_open_comments(
    submission: Submission, kept: Mapping[str, Any], *, by: User
) -> None:
    """What is typed in comments that are not added yet, so that a lost browser loses nothing.

    It belongs to no version: it stands in the page's own form, and no other tab overwrites it.
    """
    review = _in_hand(submission, by)
    if review.open_comments != kept:
        review.open_comments = dict(kept)
        review.save(update_fields=["open_comments"])


@transaction.atomic
def comment(  # noqa: PLR0913 - a place has five coordinates
    submission: Submission,
    *,
    by: User,
    file_name: str,
    body: str,
    tag: str = CommentTag.REQUIRED,
    cell: int | None = None,
    line: int | None = None,
    end_line: int | None = None,
    output: int | None = None,
) -> Comment:
    """Puts a text on a file, a notebook cell (index from 0), lines or an output (from 1)."""
    review = _in_hand(submission, by)
    body = fitting(body, REVIEW)
    if not body:
        raise Incomplete(_("Write a few words."), field="body")
    if tag not in CommentTag.values:
        raise Incomplete(_("Choose a kind of comment."), field="tag")
    if not submission.files.filter(name=file_name).exists():
        raise Incomplete(_("There is no such file."), field="file_name")
    if not _is_place(cell, line, end_line, output):
        raise Incomplete(_("There is no such place in the file."), field="line")
    return Comment.objects.create(
        review=review,
        file_name=file_name,
        cell=cell,
        line=line,
        end_line=None if end_line == line else end_line,
        output=output,
        tag=tag,
        body=body,
    )


def _is_place(
    cell: int | None, line: int | None, end_line: int | None, output: int | None
) -> bool:
    if output is not None and (cell is None or line is not None or output < 1):
        return False
    if end_line is not None and (line is None or end_line < line):
        return False
    return (cell is None or cell >= 0) and (line is None or line >= 1)


@transaction.atomic
def edit_comment(
    target: Comment, *, by: User, body: str, tag: str, version: int | None = None
) -> Comment:
    """`version` is that of the comment which the writer saw; see `Draft.version`."""
    target = _own_comment(target, by)
    body = fitting(body, REVIEW)
    if not body:
        raise Incomplete(_("Write a few words."), field="body")
    if tag not in CommentTag.values:
        raise Incomplete(_("Choose a kind of comment."), field="tag")
    if (target.body, target.tag) == (body, tag):
        return target
    _refuse_stale(version, target.version)
    target.body, target.tag = body, tag
    target.version += 1
    target.save(update_fields=["body", "tag", "version"])
    return target


@transaction.atomic
def delete_comment(target: Comment, *, by: User, version: int | None = None) -> None:
    """Raises Stale if its text is not the one that the writer saw any more."""
    target = _own_comment(target, by)
    _refuse_stale(version, target.version)
    target.delete()


def _own_comment(target: Comment, by: User) -> Comment:
    """As it is stored now, which the draft's lock keeps until the transaction ends."""
    review = _in_hand(target.review.submission, by)
    if target.review_id != review.pk:
        raise NotAllowed(_("A published comment stays as it is."))
    try:
        return Comment.objects.get(pk=target.pk)
    except Comment.DoesNotExist:
        raise Stale(
            _("This comment was deleted in another tab or window meanwhile.")
        ) from None
