"""The files of a submission, as pages to read and as bytes to keep."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from notebooks.documents import DocumentKind
from notebooks.html import Html
from notebooks.pages import PageCell
from projects.enums import RunState
from projects.models import Artifact, Review, Submission, User
from projects.queries.feedback import published_review
from projects.rules import knows_student
from projects.web.parts.attachments import attachment, picture_of
from projects.web.parts.documents import (
    OpenDocument,
    open_document,
    scrubbed_bytes,
)
from projects.web.parts.people import signed_in
from projects.web.parts.places import beside
from projects.web.parts.status_line import StatusLine
from projects.web.student.access import submission_for
from projects.web.student.presenters import CommentRow, comment_rows, crumbs_of
from projects.web.student.summary import status_line_beside
from projects.web.student.thread_parts import RefusedReply, threads_of
from protocol.artifacts import EXECUTED, picture_name

Placed = Sequence[tuple[int | None, CommentRow]]


@login_required
def file(request: HttpRequest, uid: UUID, name: str) -> HttpResponse:
    """One file to read, with what the published review says about it in place."""
    return file_page(request, submission_for(request, uid), name)


def file_page(
    request: HttpRequest,
    subject: Submission,
    name: str,
    refused: RefusedReply | None = None,
    status: int = 200,
) -> HttpResponse:
    """With the reply that was refused, where the page comes back with one."""
    files = list(subject.files.select_related("blob"))
    file = next((one for one in files if one.name == name), None)
    if file is None:
        raise Http404
    review = published_review(subject)
    threads = threads_of(request, review, refused)
    placed = comment_rows(review, name, threads, signed_in(request))
    opened = open_document(
        file.blob, name, beside=files, scrub=_is_blind(request, subject)
    )
    context = {
        "submission": subject,
        "is_blind": _is_blind(request, subject),
        "crumbs": _crumbs(subject, signed_in(request), name),
        "eyebrow": _eyebrow(subject),
        "status_line": _status_line(subject, signed_in(request), review),
        "name": name,
        "files": files,
        "size": file.blob.size,
        "comment_count": len(placed),
        **_content(request, opened, placed),
    }
    return render(request, "student/file.html", context, status=status)


@login_required
def executed(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The notebook as our machine ran it from top to bottom, in the newest run that did."""
    subject = submission_for(request, uid)
    artifact = _executed(subject)
    opened = open_document(
        artifact.blob,
        artifact.name,
        beside=subject.files.order_by("name"),
        scrub=_is_blind(request, subject),
    )
    context = {
        "submission": subject,
        "is_blind": _is_blind(request, subject),
        "crumbs": _crumbs(subject, signed_in(request), _("As our machine ran it")),
        "eyebrow": _eyebrow(subject),
        "status_line": _status_line(
            subject, signed_in(request), published_review(subject)
        ),
        "name": subject.notebook_name,
        "is_executed": True,
        **_content(request, opened, ()),
    }
    return render(request, "student/file.html", context)


def _status_line(
    subject: Submission, reader: User, review: Review | None
) -> StatusLine | None:
    """The author's; whoever else reads the file sees the status on another page."""
    return (
        status_line_beside(subject, review) if subject.student_id == reader.pk else None
    )


def _crumbs(subject: Submission, reader: User, last: str) -> list[dict[str, str]]:
    above = crumbs_of(subject, reader, last)[:-1]
    label = _("Attempt %(n)s") % {"n": subject.attempt}
    url = reverse("projects:submission", args=[subject.uid])
    return [*above, {"label": label, "url": url}, {"label": last, "url": ""}]


def _eyebrow(subject: Submission) -> str:
    what = {"project": subject.project.title, "n": subject.attempt}
    return _("%(project)s, attempt %(n)s") % what


def _executed(subject: Submission) -> Artifact:
    made = Artifact.objects.filter(
        run__submission=subject, run__counts=True, name=EXECUTED
    )
    found = made.select_related("blob").order_by("-run__number").first()
    if found is None:
        raise Http404
    return found


@login_required
def picture(request: HttpRequest, uid: UUID, number: int, picture: int) -> HttpResponse:
    """One that a training shows: of a run that has ended, so that it never changes."""
    subject = submission_for(request, uid)
    run = subject.runs.counted().filter(number=number, state=RunState.FINISHED)
    made = Artifact.objects.filter(run__in=run, name=picture_name(picture))
    artifact = get_object_or_404(made.select_related("blob"))
    return picture_of(artifact.blob)


@login_required
def download(request: HttpRequest, uid: UUID, name: str) -> HttpResponse:
    subject = submission_for(request, uid)
    file = get_object_or_404(subject.files.select_related("blob"), name=name)
    data = file.blob.read()
    if _is_blind(request, subject):
        data = scrubbed_bytes(name, data)
    return attachment(data, name.rpartition("/")[2])


def _is_blind(request: HttpRequest, subject: Submission) -> bool:
    return not knows_student(signed_in(request), subject)


def _parts(
    cell: PageCell, comments: list[CommentRow]
) -> list[tuple[Html, list[CommentRow]]]:
    """The cell as notebook_cell.html takes it: each comment under what it is about."""
    parts = beside(cell, [comment.place for comment in comments])
    return [(html, [comments[number] for number in here]) for html, here in parts]


def _content(
    request: HttpRequest, opened: OpenDocument, placed: Placed
) -> dict[str, Any]:
    """One page of the file; comments of no cell that it has stand above it."""
    by_cell: dict[int | None, list[CommentRow]] = {}
    for cell, comment in placed:
        # Comments count cells from 0, pages from 1.
        by_cell.setdefault(None if cell is None else cell + 1, []).append(comment)
    number = opened.page_asked(request.GET)
    cells = [_parts(cell, by_cell.pop(cell.number, [])) for cell in opened.page(number)]
    known = range(1, opened.document.cell_count + 1)
    return {
        "document": opened.document,
        "reason": opened.reason,
        "cells": cells,
        "pages": opened.pages(number),
        "comments": [
            comment
            for cell, rest in by_cell.items()
            if cell not in known
            for comment in rest
        ],
        "is_unreadable": opened.document.kind == DocumentKind.UNREADABLE,
    }
