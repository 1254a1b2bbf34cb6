"""Replies under a published comment: the student asks, the reviewer answers back."""

from django.db import transaction
from django.utils.translation import gettext as _

from projects.enums import EventKind
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import Comment, Event, Reply, Review, User
from projects.operations.notifications import notify_person
from projects.queries.threads import MOST, is_open, may_reply
from projects.text_limits import ANSWER, fitting


@transaction.atomic
def reply(comment: Comment, *, by: User, body: str) -> Reply:
    """Raises `NotAllowed`, `WrongState` when the thread is closed or full, `Incomplete`."""
    # Two who write at once are counted one after the other.
    review = Review.objects.select_for_update(of=("self",)).get(pk=comment.review_id)
    comment.review = review
    if not may_reply(comment, by):
        raise NotAllowed(_("You may not answer this comment."))
    if not is_open(review):
        raise WrongState(
            _(
                "This can no longer be answered: a newer attempt or review has taken its place."
            )
        )
    if comment.replies.count() >= MOST:
        raise WrongState(
            _("There are %(n)s replies here already: no more can be added.")
            % {"n": MOST}
        )
    body = fitting(body, ANSWER)
    if not body:
        raise Incomplete(_("Write a few words."), field="body")
    made = Reply.objects.create(comment=comment, author=by, body=body)
    _tell(made, review)
    return made


def _tell(made: Reply, review: Review) -> None:
    """The other of the two. The words stay with the comment, where they can be erased."""
    submission = review.submission
    event = Event.objects.create(
        submission=submission,
        kind=EventKind.REPLY,
        actor=made.author,
        data={"comment": made.comment_id},
    )
    by_student = made.author_id == submission.student_id
    other = review.reviewer if by_student else submission.student
    notify_person(event, other, by_letter=not by_student)
