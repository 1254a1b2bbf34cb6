"""When a draft was saved in another tab meanwhile: both texts, side by side, to choose from."""

from dataclasses import dataclass

from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from projects.enums import Action
from projects.operations import drafting
from projects.web.review.context import Desk
from projects.web.review.forms import ReviewForm
from projects.web.review.lost import CONFLICT

VERSION_HEADER = "Draft-Version"
"""In every answer to an autosave: the version that the next one is made from. A 409 with it
is a conflict; a 409 without it means that the review is in other hands."""


@dataclass(frozen=True)
class Both:
    """A criterion, or the words to the student, of which two versions exist."""

    slug: str
    title: str
    words: BoundField  # as it was typed
    judgement: BoundField | None
    stored_words: str
    stored_judgement: str  # "meets", "changes" or ""

    @property
    def likely(self) -> str:
        """The side to start with, where the other one is empty."""
        mine = bool(self.words.value()) or bool(
            self.judgement and self.judgement.value()
        )
        stored = bool(self.stored_words or self.stored_judgement)
        if mine == stored:
            return ""
        return "mine" if mine else "stored"


def conflict(request: HttpRequest, desk: Desk, form: ReviewForm) -> HttpResponse:
    """The page that asks. `desk` is as it is stored now, `form` what was sent and refused."""
    context = {
        "submission": desk.submission,
        "project": desk.submission.project,
        "form": form,
        "both": _differences(desk, form),
        "version": desk.draft.version if desk.draft else "",
        "file": request.POST.get("file", ""),
        "was_publishing": request.POST.get("action") in set(Action),
        "more": form["unable_words"].value() or "",
    }
    return render(request, "review/conflict.html", context, status=CONFLICT)


def _differences(desk: Desk, form: ReviewForm) -> list[Both]:
    said = (
        {row.criterion_id: row for row in desk.draft.criteria.all()}
        if desk.draft
        else {}
    )
    every = []
    for criterion in desk.criteria:
        row = said.get(criterion.pk)
        every.append(
            Both(
                criterion.slug,
                criterion.title,
                form[f"words-{criterion.slug}"],
                form[f"judgement-{criterion.slug}"],
                row.words if row else "",
                row.judgement if row else "",
            )
        )
    general = desk.draft.general if desk.draft else ""
    title = str(form["general"].label)
    every.append(Both("general", title, form["general"], None, general, ""))
    return [
        both
        for both in every
        if form.brings(both.words.name, both.slug) and _differ(both)
    ]


def _differ(both: Both) -> bool:
    judged = str((both.judgement and both.judgement.value()) or "")
    typed = str(both.words.value() or "")
    return judged != both.stored_judgement or not drafting.same_words(
        typed, both.stored_words
    )
