"""Two answers with status 409, which both keep what was typed.

The draft was saved in another tab: shows both texts, to choose from. The review is no longer in
the reader's hands: shows what they typed, to copy.
"""

from dataclasses import dataclass

from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from projects.enums import Action
from projects.models import Submission
from projects.operations import drafts
from projects.queries.queue import claimable_by
from projects.web.parts.people import signed_in
from projects.web.review.context import ReviewContext
from projects.web.review.forms import ReviewForm, open_comments

CONFLICT = 409
VERSION_HEADER = "Draft-Version"
"""In every answer to an autosave: the version that the next one is made from. A 409 with it
is a conflict; a 409 without it means that the review is in other hands."""


@dataclass(frozen=True)
class ConflictingField:
    """A criterion, or the text to the student, of which two versions exist."""

    slug: str
    title: str
    body: BoundField  # as it was typed
    judgement: BoundField | None
    stored_body: str
    stored_judgement: str  # "meets", "changes" or ""

    @property
    def likely(self) -> str:
        """The side to start with, where the other one is empty."""
        mine = bool(self.body.value()) or bool(
            self.judgement and self.judgement.value()
        )
        stored = bool(self.stored_body or self.stored_judgement)
        if mine == stored:
            return ""
        return "mine" if mine else "stored"


@dataclass(frozen=True)
class TypedText:
    label: str
    body: str


def draft_conflict(
    request: HttpRequest, review_context: ReviewContext, form: ReviewForm
) -> HttpResponse:
    """Asks which text to keep: `review_context` has what is stored, `form` what was refused."""
    context = {
        "submission": review_context.submission,
        "project": review_context.submission.project,
        "form": form,
        "both": _differences(review_context, form),
        "version": review_context.draft.version if review_context.draft else "",
        "file": request.POST.get("file", ""),
        "was_publishing": request.POST.get("action") in set(Action),
        "unkept": _unkept(request, form),
    }
    return render(request, "review/conflict.html", context, status=CONFLICT)


def _unkept(request: HttpRequest, form: ReviewForm) -> list[TypedText]:
    """What a draft does not keep: the reader copies it before they go on."""
    unable = TypedText(
        str(form["unable_body"].label), form["unable_body"].value() or ""
    )
    comments = open_comments(request.POST).values()
    every = [unable, *(TypedText(_("Comment"), text) for text in comments)]
    return [one for one in every if one.body]


def _differences(
    review_context: ReviewContext, form: ReviewForm
) -> list[ConflictingField]:
    said = (
        {row.criterion_id: row for row in review_context.draft.criteria.all()}
        if review_context.draft
        else {}
    )
    every = []
    for criterion in review_context.criteria:
        row = said.get(criterion.pk)
        every.append(
            ConflictingField(
                criterion.slug,
                criterion.title,
                form[f"body-{criterion.slug}"],
                form[f"judgement-{criterion.slug}"],
                row.body if row else "",
                row.judgement if row else "",
            )
        )
    general = review_context.draft.general if review_context.draft else ""
    title = str(form["general"].label)
    every.append(ConflictingField("general", title, form["general"], None, general, ""))
    return [
        both
        for both in every
        if form.brings(both.body.name, both.slug) and _differ(both)
    ]


def _differ(both: ConflictingField) -> bool:
    judged = str((both.judgement and both.judgement.value()) or "")
    typed = str(both.body.value() or "")
    return judged != both.stored_judgement or not drafts.same_text(
        typed, both.stored_body
    )


def claim_lost(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Shows the texts on the page, to copy or to go on with; nothing of the submission."""
    criteria = submission.rubric.criteria.all()
    names = {f"body-{one.slug}": one.title for one in criteria}
    comments = {f"{prefix}-body" for prefix in open_comments(request.POST)}
    typed = [
        TypedText(names.get(name, ""), value)
        for name, value in request.POST.items()
        if isinstance(value, str)
        and value.strip()
        and (name in {*names, "general", "unable_body"} or name in comments)
    ]
    user = signed_in(request)
    context = {
        "submission": submission,
        "project": submission.project,
        "typed": typed,
        "may_claim": claimable_by(user).filter(pk=submission.pk).exists(),
    }
    return render(request, "review/claim_lost.html", context, status=CONFLICT)
