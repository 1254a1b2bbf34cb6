"""A sample that was submitted: the trainee's judgements beside the key, with the work."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from projects.models import TrainingAttempt
from projects.web.parts.judged_documents import Reading, document_of
from projects.web.parts.judging import Compared
from projects.web.parts.people import signed_in
from projects.web.training.access import lead_of


@login_required
def attempt(request: HttpRequest, pk: int) -> HttpResponse:
    """For leads, who decide by it; what is not submitted is the trainee's own."""
    lead_of(request)
    submitted = TrainingAttempt.objects.filter(
        judged_at__isnull=False,
        sample__review__submission__files_removed_at=None,
    ).select_related(
        *("sample__project", "sample__review__submission__cohort"),
        *("certification__user", "certification__project"),
    )
    here = reverse("projects:training_attempt", args=[pk])
    return compared_page(request, get_object_or_404(submitted, pk=pk), here)


def compared_page(
    request: HttpRequest, subject: TrainingAttempt, here: str
) -> HttpResponse:
    """Of one that was submitted. `here`: the page's address, for the tabs of its files."""
    sample, trainee = subject.sample, subject.certification.user
    rows = compared(subject)
    is_mine = trainee.pk == signed_in(request).pk
    context = {
        "certification": subject.certification,
        "sample": sample,
        "project": sample.project,
        "rows": sorted(rows, key=lambda row: row.agrees),
        "agreed": sum(row.agrees for row in rows),
        "is_mine": is_mine,
        "mine_name": _("You") if is_mine else trainee.name,
        **document_of(
            request,
            sample.review.submission,
            Reading(here, scrub=True, rename=True),
        ),
    }
    return render(request, "training/compared.html", context)


def compared(subject: TrainingAttempt) -> Sequence[Compared]:
    """In the rubric's order."""
    return [
        Compared(
            row.key.criterion,
            row.judgement,
            row.get_judgement_display(),
            row.body,
            row.key.judgement,
            row.key.get_judgement_display(),
            row.key.body,
        )
        for row in subject.judgements.select_related("key__criterion")
    ]
