"""The files of a submission, as pages to read and as bytes to keep."""

import base64
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from notebooks.html import escaped
from notebooks.images import KINDS, data_uri
from notebooks.naming import suffix
from notebooks.reading import read_notebook
from notebooks.refusals import Refusal
from notebooks.rendering import outline
from notebooks.rendering import render as render_notebook
from projects.enums import RunState
from projects.models import Artifact, Submission, User, localized
from projects.queries.feedback import published_review
from projects.web.people import signed_in
from projects.web.student.attachments import attachment
from projects.web.student.door import submission_for
from projects.web.student.reading import read
from projects.web.student.shown import FILE_ANCHOR, Bubble, bubbles, crumbs_of
from projects.web.student.submission import EXECUTED
from projects.web.student.turns import Turn

TEXT_CHARACTERS = 400_000
PICTURES = {".png": KINDS[0], ".jpg": KINDS[1], ".jpeg": KINDS[1], ".gif": KINDS[2]}

Placed = Sequence[tuple[int | None, Bubble]]


@login_required
def shown(request: HttpRequest, uid: UUID, name: str) -> HttpResponse:
    """One file to read, with what the published review says about it in place."""
    subject = submission_for(request, uid)
    file = get_object_or_404(subject.files.select_related("blob"), name=name)
    placed = bubbles(published_review(subject), name)
    context = {
        "submission": subject,
        "crumbs": _crumbs(subject, signed_in(request), name),
        "eyebrow": _eyebrow(subject),
        "turn": _turn(subject, signed_in(request)),
        "name": name,
        "files": list(subject.files.all()),
        "size": file.blob.size,
        "comment_count": len(placed),
        **_content(name, file.blob.read(), placed),
    }
    return render(request, "student/file.html", context)


@login_required
def executed(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The notebook as our machine ran it from top to bottom, in the newest run that did."""
    subject = submission_for(request, uid)
    artifact = _executed(subject)
    context = {
        "submission": subject,
        "crumbs": _crumbs(subject, signed_in(request), _("As our machine ran it")),
        "eyebrow": _eyebrow(subject),
        "turn": _turn(subject, signed_in(request)),
        "name": subject.notebook_name,
        "is_executed": True,
        **_content(EXECUTED, artifact.blob.read(), ()),
    }
    return render(request, "student/file.html", context)


def _turn(subject: Submission, reader: User) -> Turn | None:
    """The author's; whoever else reads the file has another page to say whose turn it is."""
    if subject.student_id != reader.pk:
        return None
    return read(subject, superseded=subject.followed_by.exists()).turn


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
    made = Artifact.objects.filter(run__in=run, name=f"picture-{picture}.png")
    artifact = get_object_or_404(made.select_related("blob"))
    response = HttpResponse(artifact.blob.read(), content_type="image/png")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


@login_required
def download(request: HttpRequest, uid: UUID, name: str) -> HttpResponse:
    subject = submission_for(request, uid)
    file = get_object_or_404(subject.files.select_related("blob"), name=name)
    return attachment(file.blob.read(), name.rpartition("/")[2])


def _content(name: str, data: bytes, placed: Placed) -> dict[str, Any]:
    kind = suffix(name)
    if kind == ".ipynb":
        return _notebook(data, placed)
    if kind in PICTURES:
        src = data_uri(PICTURES[kind], base64.b64encode(data).decode())
        return {"picture": src} if src else {"unreadable": True}
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return {"unreadable": True}
    if "\0" in text:
        return {"unreadable": True}
    return {
        "lines": [escaped(line) for line in text[:TEXT_CHARACTERS].splitlines()],
        "anchor": FILE_ANCHOR,
        "is_cut": len(text) > TEXT_CHARACTERS,
        "comments": [bubble for _cell, bubble in placed],
    }


def _notebook(data: bytes, placed: Placed) -> dict[str, Any]:
    try:
        notebook = read_notebook(data)
    except Refusal as refusal:
        return {"unreadable": True, "reason": localized(refusal.words)}
    by_cell: dict[int | None, list[Bubble]] = {}
    for cell, bubble in placed:
        by_cell.setdefault(cell, []).append(bubble)
    cells = render_notebook(notebook)
    return {
        # Comments count cells from 0, rendered cells from 1.
        "cells": [(cell, by_cell.pop(cell.index - 1, [])) for cell in cells],
        "outline": outline(notebook),
        "comments": [bubble for rest in by_cell.values() for bubble in rest],
    }
