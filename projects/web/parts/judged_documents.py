"""The files of work that somebody judges again, without a word of the review on them.

In an audit, and in the training of reviewers.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from projects.models import Artifact, Submission
from projects.web.parts.documents import open_document
from protocol.artifacts import EXECUTED

RUN = "executed"
NEUTRAL = "notebook.ipynb"  # what a notebook is called for who may not know its author


@dataclass(frozen=True)
class Reading:
    """Where the files are read, and whether without what names their author."""

    here: str  # address of the page
    scrub: bool
    rename: bool = False  # the notebook too; in a blind cohort it has no other name

    def shown(self, name: str, submission: Submission) -> str:
        return NEUTRAL if self.rename and name == submission.notebook_name else name


def document_of(
    request: HttpRequest, submission: Submission, reading: Reading
) -> dict[str, Any]:
    """`?file=` chooses another file, or the notebook as the machine ran it; `?page=` a page of it."""
    own = list(submission.files.select_related("blob"))
    files = {reading.shown(one.name, submission): one for one in own}
    made = Artifact.objects.filter(
        run__submission=submission, run__counts=True, name=EXECUTED
    )
    run = made.select_related("blob").order_by("-run__number").first()
    notebook = reading.shown(submission.notebook_name, submission)
    name = request.GET.get("file", "") or notebook
    opened = run if name == RUN and run is not None else files.get(name)
    if opened is None:
        raise Http404
    document = open_document(
        opened.blob,
        name if opened is not run else opened.name,
        beside=own,
        scrub=reading.scrub,
    )
    number = document.page_asked(request.GET)
    labels = {one: one for one in files} | (
        {RUN: _("As our machine ran it")} if run else {}
    )
    return {
        "tabs": _tabs(labels, name, reading.here),
        "name": name,
        "document": document.document,
        "reason": document.reason,
        "cells": [[(cell.html, ())] for cell in document.page(number)],
        "pages": document.pages(number),
        "file_query": urlencode({"file": name}),
        "notebook_url": reading.here,
    }


def _tabs(labels: dict[str, str], name: str, here: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": f"{here}?{urlencode({'file': one})}",
            "current": one == name,
            "count": None,
        }
        for one, label in labels.items()
    ]
