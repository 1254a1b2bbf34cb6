"""Comments that are open on the page, and stored nowhere yet, when its draft is sent."""

from dataclasses import dataclass

from django.http import HttpRequest

from projects.models import Comment, Submission
from projects.operations import drafts
from projects.web.parts.places import Place
from projects.web.review.access import own_comments
from projects.web.review.document import OpenForm
from projects.web.review.forms import (
    CommentForm,
    PlaceForm,
    open_comments,
    version_of,
)


@dataclass(frozen=True)
class UnsavedComment:
    opened: OpenForm  # with what was typed
    file_name: str


def unsaved_comment(request: HttpRequest, subject: Submission) -> UnsavedComment | None:
    """The first that would be lost; the script keeps any others in the browser."""
    for prefix, text in open_comments(request.POST).items():
        where = PlaceForm(request.POST, prefix=prefix)
        if not where.is_valid():
            continue
        form = CommentForm(request.POST, prefix=prefix)
        form.is_valid()
        name = where.cleaned_data["file_name"]
        place = Place.sent(where.cleaned_data)
        comment = _edited(request, subject, prefix)
        if comment is None:
            return UnsavedComment(OpenForm(form, place), name)
        same = drafts.same_text(text, comment.body)
        if not same or form.cleaned_data.get("tag") != comment.tag:
            is_stale = version_of(form) != comment.version
            opened = OpenForm(form, place, editing=comment.pk, is_stale=is_stale)
            return UnsavedComment(opened, name)
    return None


def _edited(request: HttpRequest, subject: Submission, prefix: str) -> Comment | None:
    """The comment whose form it is; None of a new one, or of one that is deleted by now."""
    kind, _dash, number = prefix.partition("-")
    if kind != "edit" or not number:
        return None
    return own_comments(request, subject).filter(pk=number).first()
