"""A student takes a certificate, and chooses who sees it."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.models import Cohort, User
from projects.operations import certificates
from projects.queries.certificates import (
    certificate_of,
    everything_met,
    takes_elsewhere,
)
from projects.web.certificates.access import own
from projects.web.certificates.forms import ChoicesForm
from projects.web.parts.people import signed_in


@login_required
def take(request: HttpRequest, slug: str) -> HttpResponse:
    """Leads to the certificate if it was taken; 404 while there is none to take."""
    user = signed_in(request)
    cohort = _own_cohort(user, slug)
    taken = certificate_of(cohort, user)
    if taken is not None:
        return redirect("projects:certificate", uid=taken.uid)
    met = everything_met(cohort, user)
    if met is None or takes_elsewhere(cohort, user):
        raise Http404
    form = ChoicesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = certificates.take(cohort, by=user, **form.cleaned_data)
        return redirect("projects:certificate", uid=made.uid)
    context = {"cohort": cohort, "met": met, "form": form, "name": user.name}
    return render(request, "certificates/take.html", context)


def _own_cohort(user: User, slug: str) -> Cohort:
    cohort = Cohort.objects.filter(enrolments__student=user, slug=slug).first()
    if cohort is None:
        raise Http404
    return cohort


@require_POST
@login_required
def choose(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    certificate = own(request, uid)
    form = ChoicesForm(request.POST)
    if form.is_valid():
        certificates.choose(certificate, by=signed_in(request), **form.cleaned_data)
        messages.success(request, _("Saved."))
    return redirect("projects:certificate", uid=uid)
