"""Remarks at work: those that fit a submission, and their words for a place in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from projects import throttles
from projects.models import Comment, Remark, Submission, User
from projects.operations import remarks
from projects.operations.remarks import Target, words_for
from projects.queries.remarks import fitting_for, usable_by
from projects.web.parts.addresses import is_number
from projects.web.remarks.access import review_staff
from projects.web.remarks.forms import SEARCH

SHOWN = 20
# The fields of a review in which one writes, by what their names begin with.
ON_CRITERION = re.compile(r"body-([-\w]+)")
ON_PLACE = re.compile(r"(new|edit)-([0-9]{0,9})-body")


@dataclass(frozen=True)
class Found:
    remark: Remark
    words: str


def _subject(request: HttpRequest, uid: UUID, user: User) -> Submission:
    """What the reader may see and has not handed in themselves."""
    seen = Submission.objects.visible_to(user).exclude(student=user)
    return get_object_or_404(
        seen.select_related("project", "student", "cohort"), uid=uid
    )


@login_required
def fitting(request: HttpRequest, uid: UUID) -> HttpResponse:
    """To the palette of the workspace the list; as a page the same, to be copied by hand."""
    user = review_staff(request)
    subject = _subject(request, uid, user)
    throttles.check("remarks", str(user.pk))
    words = request.GET.get("words", "")[:SEARCH]
    found = fitting_for(subject, user, words)[:SHOWN]
    target = Target(subject)
    context = {
        "submission": subject,
        "words": words,
        "most": SHOWN,
        "found": [Found(one, words_for(one, target, reader=user)) for one in found],
    }
    part = bool(request.headers.get("HX-Request"))
    name = "remarks/found.html" if part else "remarks/fitting.html"
    return render(request, name, context)


@require_POST
@login_required
def use(request: HttpRequest, uid: UUID, remark: int) -> HttpResponse:
    """The words for the field that had the focus; counts the use."""
    user = review_staff(request)
    subject = _subject(request, uid, user)
    found = get_object_or_404(usable_by(user), pk=remark)
    target = _target(subject, user, request.POST)
    return JsonResponse({"words": remarks.use(found, target, by=user)})


def _target(subject: Submission, user: User, given: Mapping[str, str]) -> Target:
    """What is written on, by the name of the field and what stands beside it."""
    field = given.get("field", "")
    if on := ON_CRITERION.fullmatch(field):
        criterion = subject.rubric.criteria.filter(slug=on[1]).first()
        return Target(subject, criterion, file_name=subject.notebook_name)
    on = ON_PLACE.fullmatch(field)
    if on and on[1] == "edit" and on[2]:
        own = Comment.objects.filter(
            review__submission=subject, review__reviewer=user, pk=int(on[2])
        )
        if (comment := own.first()) is not None:
            cell = None if comment.cell is None else comment.cell + 1
            name = comment.file_name
            return Target(subject, file_name=name, cell=cell, line=comment.line)
    return Target(
        subject,
        file_name=given.get("file", "") if on else subject.notebook_name,
        cell=_number(given.get("cell", "")) if on else None,
        line=_number(given.get("line", "")) if on else None,
    )


def _number(text: str) -> int | None:
    return int(text) if is_number(text) else None
