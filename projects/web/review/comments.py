"""Comments on cells and lines of the draft: add, edit, delete until published."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from projects.errors import Incomplete, WrongState
from projects.models import Comment, Submission
from projects.operations import drafting
from projects.web.people import signed_in
from projects.web.review.desk import lay_out
from projects.web.review.door import has_in_hand, own_draft_for
from projects.web.review.forms import CommentForm, PlaceForm
from projects.web.review.lost import lost
from projects.web.review.middle import OpenForm, Place, address, middle_of
from projects.web.review.workspace import UNPROCESSABLE, place_of, respond


@require_POST
@login_required
def add(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, subject = signed_in(request), own_draft_for(request, uid)
    if not has_in_hand(subject, user):
        return lost(request, subject)
    where = PlaceForm(request.POST)
    if not where.is_valid():
        raise Http404
    name = where.cleaned_data["file_name"]
    place = Place(where.cleaned_data["cell"], where.cleaned_data["line"])
    middle = middle_of(lay_out(subject, user), name)
    if middle.executed or (place.line or 0) > middle.cell(place.cell).line_count:
        raise Http404
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            drafting.comment(
                subject,
                by=user,
                file_name=name,
                cell=None if place.cell is None else place.cell - 1,
                line=place.line,
                **form.cleaned_data,
            )
        except Incomplete as error:
            form.add_error(
                error.field if error.field in form.fields else None, str(error)
            )
        except WrongState:
            return lost(request, subject)
        else:
            return _back(subject, name, place)
    opened = OpenForm(form, place)
    desk = lay_out(subject, user)
    return respond(request, desk, opened=opened, name=name, status=UNPROCESSABLE)


@require_POST
@login_required
def edit(request: HttpRequest, uid: UUID, pk: int) -> HttpResponse:
    user, subject = signed_in(request), own_draft_for(request, uid)
    comment = _own(request, subject, pk)
    if not has_in_hand(subject, user):
        return lost(request, subject)
    form, place = CommentForm(request.POST), place_of(comment)
    if form.is_valid():
        try:
            drafting.edit_comment(comment, by=user, **form.cleaned_data)
        except Incomplete as error:
            form.add_error(
                error.field if error.field in form.fields else None, str(error)
            )
        except WrongState:
            return lost(request, subject)
        else:
            return _back(subject, comment.file_name, place)
    opened = OpenForm(form, place, editing=comment.pk)
    return respond(
        request,
        lay_out(subject, user),
        opened=opened,
        name=comment.file_name,
        status=UNPROCESSABLE,
    )


@require_POST
@login_required
def delete(request: HttpRequest, uid: UUID, pk: int) -> HttpResponse:
    user, subject = signed_in(request), own_draft_for(request, uid)
    comment = _own(request, subject, pk)
    if not has_in_hand(subject, user):
        return lost(request, subject)
    place, name = place_of(comment), comment.file_name
    drafting.delete_comment(comment, by=user)
    return _back(subject, name, place)


def _own(request: HttpRequest, subject: Submission, pk: int) -> Comment:
    mine = Comment.objects.filter(
        review__submission=subject,
        review__reviewer=signed_in(request),
        review__published_at=None,
    )
    return get_object_or_404(mine.select_related("review__submission"), pk=pk)


def _back(subject: Submission, name: str, place: Place) -> HttpResponse:
    """To the cell; `cell` tells an HTMX request which part of the page to bring."""
    cell = "" if place.cell is None else str(place.cell)
    anchor = Place(place.cell).anchor
    return redirect(f"{address(subject, name, cell=cell)}#{anchor}")
