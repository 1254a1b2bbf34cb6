"""What stands under a published comment: the replies, and the form for the next one."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string

from projects.models import Comment, Reply, Review
from projects.queries.feedback import RequiredChange
from projects.queries.threads import MOST, is_open, replies_of
from projects.web.parts.people import signed_in
from projects.web.student.forms import ReplyForm
from projects.web.student.presenters import TodoItem, todo_items


@dataclass(frozen=True)
class RefusedReply:
    """What was typed under a comment, with what is wrong about it."""

    comment: int
    form: ReplyForm


def threads_of(
    request: HttpRequest, review: Review | None, refused: RefusedReply | None
) -> Mapping[int, str]:
    """By comment, as HTML. A constant number of queries."""
    if review is None:
        return {}
    found, reader = replies_of(review), signed_in(request)
    may_write = is_open(review) and reader.pk in (
        review.submission.student_id,
        review.reviewer_id,
    )
    drawn = {}
    for comment in review.comments.all():
        replies = found.get(comment.pk, [])
        # The student begins.
        begun = bool(replies) or reader.pk == review.submission.student_id
        takes_more = may_write and begun and len(replies) < MOST
        context = {
            "submission": review.submission,
            "comment": comment,
            "replies": replies,
            "form": _form(comment, refused) if takes_more else None,
            "was_refused": refused is not None and refused.comment == comment.pk,
        }
        drawn[comment.pk] = render_to_string("student/thread.html", context, request)
    return drawn


def _form(comment: Comment, refused: RefusedReply | None) -> ReplyForm:
    if refused is not None and refused.comment == comment.pk:
        return refused.form
    return ReplyForm(auto_id=f"id_reply-{comment.pk}_%s")


@dataclass(frozen=True)
class ThreadRow:
    """A comment that has replies, with the way to it and the last words."""

    place: TodoItem
    last: Reply
    count: int


def thread_rows(review: Review | None) -> list[ThreadRow]:
    """Those of a review that have replies, in the comments' order."""
    if review is None:
        return []
    replies = replies_of(review)
    return [
        ThreadRow(
            todo_items(review.submission, [RequiredChange(one.body, comment=one)])[0],
            replies[one.pk][-1],
            len(replies[one.pk]),
        )
        for one in review.comments.all()
        if one.pk in replies
    ]
