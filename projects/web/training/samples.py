"""Leads' pages of samples: which there are, choosing a review, the key."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.models import Project, TrainingSample
from projects.operations import samples as verbs
from projects.queries import samples as reads
from projects.web.parts.people import signed_in
from projects.web.training.access import lead_of
from projects.web.training.forms import ChooseForm, SamplesForm

PER_PAGE = 25


@login_required
def samples(request: HttpRequest) -> HttpResponse:
    lead_of(request)
    form = SamplesForm(request.GET, _projects())
    found = reads.samples(form.filters())
    return _list(request, "training/samples.html", form, found, _crumbs())


@login_required
def choose(request: HttpRequest) -> HttpResponse:
    form = ChooseForm(request.GET, _projects())
    found = reads.reviews_for_samples(lead_of(request), form.filters())
    crumbs = [*_crumbs(), {"label": _("Make a sample")}]
    return _list(request, "training/choose.html", form, found, crumbs)


def _list(
    request: HttpRequest,
    template: str,
    form: SamplesForm,
    found: Any,
    crumbs: list[dict[str, str]],
) -> HttpResponse:
    query = {name: value for name, value in asdict(form.filters()).items() if value}
    context = {
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "query": urlencode(query),
        "crumbs": crumbs,
    }
    return render(request, template, context)


def _projects() -> list[Project]:
    return list(Project.objects.filter(announced=False))


def _crumbs() -> list[dict[str, str]]:
    way = (
        (_("Who reviews what"), "projects:certifications"),
        (_("Samples for training"), "projects:samples"),
    )
    return [{"label": label, "url": reverse(name)} for label, name in way]


@require_POST
@login_required
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody begins it any more; or, with `action=offer`, it is offered again."""
    lead_of(request)
    subject = get_object_or_404(TrainingSample, pk=pk)
    if request.POST.get("action") == "offer":
        verbs.offer_again(subject, by=signed_in(request))
        messages.success(request, _("Trainees are offered it again."))
    else:
        verbs.retire(subject, by=signed_in(request))
        messages.success(request, _("Retired: nobody begins it any more."))
    return redirect("projects:samples")
