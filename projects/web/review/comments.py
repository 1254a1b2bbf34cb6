"""Comments on cells and lines of the draft: add, edit, delete until published."""

import re
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.errors import Incomplete, Stale, WrongState
from projects.models import Comment, Submission
from projects.operations import drafts
from projects.web.parts.people import signed_in
from projects.web.parts.places import Place
from projects.web.review.access import has_in_hand, own_comments, own_draft_for
from projects.web.review.conflict import CONFLICT, claim_lost
from projects.web.review.context import load_context
from projects.web.review.document import OpenForm, document_page, workspace_url
from projects.web.review.forms import (
    PREFIX,
    CommentForm,
    DeleteForm,
    PlaceForm,
    version_of,
)
from projects.web.review.workspace import LAST_TAG, UNPROCESSABLE, respond


@require_POST
@login_required
def add(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, subject = signed_in(request), own_draft_for(request, uid)
    if not has_in_hand(subject, user):
        return claim_lost(request, subject)
    prefix = request.POST.get("comment", "")  # its fields begin with it
    where = PlaceForm(request.POST, prefix=prefix)
    if not re.fullmatch(PREFIX, prefix) or not where.is_valid():
        raise Http404
    name, place = where.cleaned_data["file_name"], Place.sent(where.cleaned_data)
    asked = {"cell": str(place.cell or "")}
    page = document_page(load_context(subject, user), name, asked)
    shown = page.cell(place.cell).shown
    if page.executed or not place.fits(shown.line_count, shown.output_count):
        raise Http404
    form = CommentForm(request.POST, prefix=prefix)
    if form.is_valid():
        try:
            drafts.comment(
                subject,
                by=user,
                file_name=name,
                cell=None if place.cell is None else place.cell - 1,
                line=place.line,
                end_line=place.end_line,
                output=place.output,
                body=form.cleaned_data["body"],
                tag=form.cleaned_data["tag"],
            )
        except Incomplete as error:
            form.add_error(
                error.field if error.field in form.fields else None, str(error)
            )
        except WrongState:
            return claim_lost(request, subject)
        else:
            request.session[LAST_TAG] = form.cleaned_data["tag"]
            return _back(subject, name, place)
    opened = OpenForm(form, place)
    review_context = load_context(subject, user)
    return respond(
        request, review_context, opened=opened, name=name, status=UNPROCESSABLE
    )


@require_POST
@login_required
def edit(request: HttpRequest, uid: UUID, pk: int) -> HttpResponse:
    user, subject = signed_in(request), own_draft_for(request, uid)
    comment = own_comments(request, subject).filter(pk=pk).first()
    if not has_in_hand(subject, user):
        if comment is None:
            raise Http404
        return claim_lost(request, subject)
    if comment is None:
        return _deleted(request, subject, pk)
    form = CommentForm(request.POST, prefix=f"edit-{pk}")
    place = Place.of(comment)
    status = UNPROCESSABLE
    if form.is_valid():
        try:
            drafts.edit_comment(
                comment,
                by=user,
                body=form.cleaned_data["body"],
                tag=form.cleaned_data["tag"],
                version=version_of(form),
            )
        except Stale as error:
            if not own_comments(request, subject).filter(pk=pk).exists():
                return _deleted(request, subject, pk)
            form.add_error(None, str(error.message))
            status = CONFLICT
        except Incomplete as error:
            form.add_error(
                error.field if error.field in form.fields else None, str(error)
            )
        except WrongState:
            return claim_lost(request, subject)
        else:
            return _back(subject, comment.file_name, place)
    opened = OpenForm(form, place, comment.pk, is_stale=status == CONFLICT)
    return _asked_again(request, subject, opened, comment.file_name, status)


def _asked_again(
    request: HttpRequest, subject: Submission, opened: OpenForm, name: str, status: int
) -> HttpResponse:
    """The form with what was typed. HTMX brings in a refusal only where it is told to."""
    review_context = load_context(subject, signed_in(request))
    response = respond(request, review_context, opened=opened, name=name, status=status)
    response["HX-Retarget"] = f"#{opened.place.cell_anchor}"
    return response


def _deleted(request: HttpRequest, subject: Submission, pk: int) -> HttpResponse:
    """The comment was deleted in another tab: shows what was typed as a new comment."""
    where = PlaceForm(request.POST, prefix=f"edit-{pk}")
    if not where.is_valid() or Comment.objects.filter(pk=pk).exists():
        raise Http404
    form = CommentForm(request.POST, prefix=f"edit-{pk}")
    form.add_error(
        None,
        _(
            "This comment was deleted in another tab or window meanwhile. "
            "Add it again, or leave it."
        ),
    )
    opened = OpenForm(form, Place.sent(where.cleaned_data))
    name = where.cleaned_data["file_name"]
    return _asked_again(request, subject, opened, name, CONFLICT)


@require_POST
@login_required
def delete(request: HttpRequest, uid: UUID, pk: int) -> HttpResponse:
    user, subject = signed_in(request), own_draft_for(request, uid)
    comment = get_object_or_404(own_comments(request, subject), pk=pk)
    if not has_in_hand(subject, user):
        return claim_lost(request, subject)
    place, name = Place.of(comment), comment.file_name
    form = DeleteForm(request.POST)
    form.is_valid()
    drafts.delete_comment(comment, by=user, version=version_of(form))
    return _back(subject, name, place)


def _back(subject: Submission, name: str, place: Place) -> HttpResponse:
    """To the place; `cell` tells an HTMX request which part of the page to bring."""
    cell = "" if place.cell is None else str(place.cell)
    return redirect(f"{workspace_url(subject, name, cell=cell)}#{place.anchor}")
