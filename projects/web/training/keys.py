"""The page of a sample for leads: the work as trainees see it, and the key to write or mend."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from projects.models import Review, TrainingSample
from projects.operations import samples as verbs
from projects.queries.samples import keys_of, reviews_for_samples
from projects.web.parts.judged_documents import Reading, document_of
from projects.web.parts.judging import sections_to_judge
from projects.web.training.access import lead_of
from projects.web.training.forms import KeyForm
from projects.web.training.naming import files_that_name

UNPROCESSABLE = 422


@login_required
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Of a review that may become a sample; its judgements are the key to begin with."""
    user = lead_of(request)
    review = get_object_or_404(reviews_for_samples(user), pk=pk)
    judged = review.criteria.select_related("criterion")
    form = KeyForm(
        request.POST or None,
        criteria=list(review.submission.rubric.criteria.all()),
        stored={one.criterion.slug: (one.judgement, "") for one in judged},
        is_new=True,
    )
    if form.is_bound and form.is_valid() and not form.lacking():
        teaches = form.cleaned_data["teaches"]
        made = verbs.make(review, form.judged(), body=teaches, by=user)
        words = _("Sample %(n)s is made, and offered to trainees.")
        messages.success(request, words % {"n": made.number})
        return redirect("projects:samples")
    here = reverse("projects:sample_new", args=[pk])
    more = {
        "naming": files_that_name(review.submission),
        "wrote": [one for one in judged if one.body],
    }
    return _page(request, review, form, here, **more)


@login_required
def key(request: HttpRequest, pk: int) -> HttpResponse:
    user = lead_of(request)
    rows = TrainingSample.objects.filter(review__submission__files_removed_at=None)
    subject = get_object_or_404(
        rows.select_related("review__submission__project"), pk=pk
    )
    keys = list(keys_of(subject))
    form = KeyForm(
        request.POST or None,
        criteria=[one.criterion for one in keys],
        stored={one.criterion.slug: (one.judgement, one.body) for one in keys},
        teaches=subject.body,
    )
    if form.is_bound and form.is_valid() and not form.lacking():
        teaches = form.cleaned_data["teaches"]
        verbs.change(subject, form.judged(), body=teaches, by=user)
        messages.success(request, _("Saved."))
        return redirect("projects:sample", pk=pk)
    here = reverse("projects:sample", args=[pk])
    is_judged = subject.attempts.filter(judged_at__isnull=False).exists()
    counted = keys if is_judged else ()
    return _page(request, subject.review, form, here, sample=subject, counted=counted)


def _page(
    request: HttpRequest, review: Review, form: KeyForm, here: str, **more: Any
) -> HttpResponse:
    submission = review.submission
    context = {
        "review": review,
        "project": submission.project,
        "language": submission.get_language_display(),
        "form": form,
        "save_url": here,
        "sections": sections_to_judge(submission, form, rename=True),
        "editable": True,
        "before": {},
        **document_of(request, submission, Reading(here, scrub=True, rename=True)),
        **more,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "training/key.html", context, status=status)
