"""A trainee's pages: the samples, one to judge, and then theirs beside the key."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from projects.enums import CertificationState
from projects.models import Certification, TrainingSample
from projects.operations import training as verbs
from projects.queries.training import Agreement, agreement_of, attempt_at, samples_for
from projects.web.parts.judged_documents import Reading, document_of
from projects.web.parts.judging import JudgeForm, sections_to_judge
from projects.web.parts.people import signed_in
from projects.web.training.access import own_training, sample_of
from projects.web.training.compared import compared_page

PER_PAGE = 25
UNPROCESSABLE = 422


@login_required
def training(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_training(request, pk)
    agreement = agreement_of(row)
    page = Paginator(samples_for(row), PER_PAGE).get_page(request.GET.get("page"))
    status, whose = _turn(row, agreement, page.paginator.count)
    mine = reverse("projects:my_certifications")
    context = {
        "certification": row,
        "project": row.project,
        "title": f"{row.project.title} · {row.get_language_display()}",
        "agreement": agreement,
        "wanted": settings.TRAINING_SAMPLES,
        "percent": settings.TRAINING_AGREEMENT_PERCENT,
        "page": page,
        "next": _next_of(page) if whose == "yours" else None,
        "status": status,
        "whose": whose,
        "crumbs": [
            {"label": _("What you review"), "url": mine},
            {"label": _("Training")},
        ],
    }
    return render(request, "training/training.html", context)


def _next_of(samples: Iterable[TrainingSample]) -> TrainingSample | None:
    """What a trainee goes on with: what they have begun, else the first that they have not."""
    left = [one for one in samples if not any(it.judged_at for it in one.mine)]  # type: ignore[attr-defined] # of `samples_for`
    return min(left, key=lambda one: not one.mine, default=None)  # type: ignore[attr-defined]


def _turn(row: Certification, agreement: Agreement, offered: int) -> tuple[str, str]:
    """Whose turn it is: the sentence, and the word for its colour."""
    if row.state != CertificationState.TRAINING:
        return _("Your training is over. You can read its samples again."), "done"
    left = offered - agreement.samples
    if left > 0:
        words = ngettext(
            "%(n)s sample is left to judge.", "%(n)s samples are left to judge.", left
        )
        return words % {"n": left}, "yours"
    if agreement.samples:
        return _("You have judged all samples. A lead looks at them."), "reviewer"
    return _("A lead makes samples for you."), "reviewer"


@login_required
def sample(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    row = own_training(request, pk)
    return _page(request, row, sample_of(row, number))


def _page(
    request: HttpRequest,
    row: Certification,
    subject: TrainingSample,
    form: JudgeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    attempt = attempt_at(row, subject)
    here = reverse("projects:training_sample", args=[row.pk, subject.number])
    if attempt is not None and attempt.judged_at is not None:
        return compared_page(request, attempt, here)
    submission, form = subject.review.submission, form or _form(row, subject)

    def picture(number: int) -> str:
        of = [row.pk, subject.number, number]
        return reverse("projects:training_picture", args=of)

    context: dict[str, Any] = {
        "certification": row,
        "sample": subject,
        "project": subject.project,
        "form": form,
        "sections": sections_to_judge(submission, form, picture=picture, rename=True),
        "editable": True,
        "before": {},  # nothing of the review, nor of a round before
        **document_of(request, submission, Reading(here, scrub=True, rename=True)),
    }
    return render(request, "training/judge.html", context, status=status)


def _form(row: Certification, subject: TrainingSample, data: Any = None) -> JudgeForm:
    criteria = list(subject.review.submission.rubric.criteria.all())
    attempt = attempt_at(row, subject)
    rows = attempt.judgements.select_related("key__criterion") if attempt else ()
    stored = {one.key.criterion.slug: (one.judgement, one.body) for one in rows}
    return JudgeForm(data, criteria=criteria, stored=stored)


@require_POST
@login_required
def judge(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Keeps what is judged, by script after each pause (204); by a button also shows the key."""
    row = own_training(request, pk)
    subject, user = sample_of(row, number), signed_in(request)
    form = _form(row, subject, request.POST)
    fits = form.is_valid()
    verbs.judge(row, subject, form.judged(), by=user)
    if "X-Autosave" in request.headers:
        return HttpResponse(status=204 if fits else UNPROCESSABLE)
    submits = request.POST.get("action") == "submit"
    if not fits or (submits and form.lacking()):
        return _page(request, row, subject, form, UNPROCESSABLE)
    if submits:
        verbs.submit(row, subject, by=user)
    else:
        messages.success(request, _("Saved."))
    return redirect("projects:training_sample", pk=pk, number=number)
