"""The files of the audited work, without a word of the review on them."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from projects.models import Artifact, ReviewAudit
from projects.rules import knows_student
from projects.web.parts.documents import open_document
from projects.web.parts.people import signed_in
from protocol.artifacts import EXECUTED

RUN = "executed"


def document_of(request: HttpRequest, audit: ReviewAudit) -> dict[str, Any]:
    """`?file=` chooses another file, or the notebook as the machine ran it; `?page=` a page of it."""
    submission = audit.review.submission
    files = {one.name: one for one in submission.files.select_related("blob")}
    made = Artifact.objects.filter(
        run__submission=submission, run__counts=True, name=EXECUTED
    )
    run = made.select_related("blob").order_by("-run__number").first()
    name = request.GET.get("file", "") or submission.notebook_name
    opened = run if name == RUN and run is not None else files.get(name)
    if opened is None:
        raise Http404
    document = open_document(
        opened.blob,
        opened.name,
        beside=files.values(),
        scrub=not knows_student(signed_in(request), submission),
    )
    number = document.page_asked(request.GET)
    labels = {one: one for one in files} | (
        {RUN: _("As our machine ran it")} if run else {}
    )
    here = reverse("projects:audit", args=[audit.pk])
    tabs = [
        {
            "label": label,
            "url": f"{here}?{urlencode({'file': one})}",
            "current": one == name,
            "count": None,
        }
        for one, label in labels.items()
    ]
    return {
        "tabs": tabs,
        "name": name,
        "document": document.document,
        "reason": document.reason,
        "cells": [[(cell.html, ())] for cell in document.page(number)],
        "pages": document.pages(number),
        "file_query": urlencode({"file": name}),
        "notebook_url": here,
    }
