"""What an admin does with a person's data when asked to: hands it out, deletes it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from projects.enums import State
from projects.errors import DomainError
from projects.models import User
from projects.operations import erasure, personal_data
from projects.rules import may_erase
from projects.web.parts.personal_zip import personal_zip
from projects.web.parts.reasons import ReasonForm
from projects.web.people.access import admin

UNPROCESSABLE = 422


@login_required
def persons_data(request: HttpRequest, pk: int) -> HttpResponseBase:
    """GET asks why; POST sends the file, as the person would get it."""
    user = admin(request)
    person = get_object_or_404(User, pk=pk, erased_at=None)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        personal_data.note_export(person, by=user, reason=reason)
        return personal_zip(person)
    context = {"person": person, "form": form}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "people/data.html", context, status=status)


@login_required
def erase_person(request: HttpRequest, pk: int) -> HttpResponse:
    user = admin(request)
    person = get_object_or_404(User, pk=pk, erased_at=None)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            erasure.erase(person, by=user, reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Erased: account %(n)s.") % {"n": pk})
            return redirect("projects:cohorts")
    context = {
        "person": person,
        "form": form,
        "may": may_erase(user, person),
        "open_count": person.submissions.filter(state__in=State.open()).count(),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "people/erase.html", context, status=status)
