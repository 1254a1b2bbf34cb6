"""When a review has left the reader's hands: they are told, and given back what they wrote."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from projects.models import Submission
from projects.queries.queue import claimable_by
from projects.web.parts.people import signed_in

CONFLICT = 409


@dataclass(frozen=True)
class Typed:
    label: str
    words: str


def lost(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Shows the words on the page, to copy or to go on with; nothing of the submission."""
    criteria = submission.rubric.criteria.all()
    names = {f"words-{one.slug}": one.title for one in criteria}
    typed = [
        Typed(names.get(name, ""), value)
        for name, value in request.POST.items()
        if isinstance(value, str)
        and value.strip()
        and name in {*names, "general", "words", "unable_words"}
    ]
    user = signed_in(request)
    context = {
        "submission": submission,
        "project": submission.project,
        "typed": typed,
        "may_claim": claimable_by(user).filter(pk=submission.pk).exists(),
    }
    return render(request, "review/lost.html", context, status=CONFLICT)
