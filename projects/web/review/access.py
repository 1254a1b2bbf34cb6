"""Access control of the review pages: what a person may read for review, or 404."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from projects.models import Comment, Submission, User
from projects.operations import verdicts
from projects.queries.review_room import RELATED, Told, told_of, with_lost_draft
from projects.web.parts.people import signed_in


def submission_for(request: HttpRequest, uid: UUID) -> Submission:
    """Whatever the reader may see. Whether they may act on it is the verb's business."""
    user = signed_in(request)
    seen = Submission.objects.visible_to(user).known_for(user)
    related = seen.select_related(*RELATED)
    found = get_object_or_404(related, uid=uid)
    if found.is_to_be_told() and verdicts.tell(found):
        return get_object_or_404(related, uid=uid)
    return found


def reviewable_for(request: HttpRequest, uid: UUID) -> Submission:
    """For the workspace: evidence and tips are for reviewers, never for the author."""
    subject = submission_for(request, uid)
    if subject.student_id == signed_in(request).pk:
        raise Http404
    return subject


def told_for(request: HttpRequest, uid: UUID) -> Told:
    """The same, with all that the workspace tells of it."""
    user = signed_in(request)
    told = told_of(uid, user)
    if told is None or not told.is_open or told.submission.student_id == user.pk:
        raise Http404
    if told.submission.is_to_be_told() and verdicts.tell(told.submission):
        return told_for(request, uid)
    return told


def own_draft_for(request: HttpRequest, uid: UUID) -> Submission:
    """For what a reviewer sends: also when somebody else has taken the review meanwhile.

    They then get back what they wrote, and no more of the submission than its title.
    """
    user = signed_in(request)
    seen = Submission.objects.visible_to(user).exclude(student=user)
    found = seen.select_related(*RELATED).filter(uid=uid).first()
    if found is not None:
        return found
    mine = with_lost_draft(user).select_related(*RELATED)
    return get_object_or_404(mine, uid=uid)


def has_in_hand(submission: Submission, user: User) -> bool:
    return (
        submission.state == "in_review"
        and submission.reviewer_id == user.pk
        and not submission.claim_expired()
        and not submission.is_decided()
    )


def has_sent(submission: Submission, user: User) -> bool:
    """Whether the verdict is theirs to take back."""
    return submission.is_decided() and submission.reviewer_id == user.pk


def own_comments(request: HttpRequest, submission: Submission) -> QuerySet[Comment]:
    """Those of the reader's draft, which they may still change."""
    mine = Comment.objects.filter(
        review__submission=submission,
        review__reviewer=signed_in(request),
        review__published_at=None,
    )
    return mine.select_related("review__submission")
