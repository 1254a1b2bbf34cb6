"""One student's part in a cohort: where they stand, their dates, and what was changed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.errors import DomainError
from projects.models import Cohort, Enrolment, Extension, User
from projects.operations import extensions, participation
from projects.queries.schedule import schedule_of
from projects.web.parts.leading import led_cohort
from projects.web.parts.people import signed_in
from projects.web.parts.reasons import ReasonForm
from projects.web.people import forms
from projects.web.people.access import crumbs_of_person
from projects.web.people.changes import entries_of, rows_of

UNPROCESSABLE = 422
SHOWN_CHANGES = 10


def _enrolment(cohort: Cohort, pk: int) -> Enrolment:
    rows = cohort.enrolments.select_related("student", "cohort")
    return get_object_or_404(rows, student=pk)


def _change_form(
    user: User, enrolment: Enrolment, data: Any = None
) -> forms.ChangeForm:
    others = Cohort.objects.led_by(user).exclude(pk=enrolment.cohort_id)
    return forms.ChangeForm(data, enrolment=enrolment, cohorts=others)


def _extension_form(cohort: Cohort, data: Any = None) -> forms.ExtensionForm:
    return forms.ExtensionForm(data, cohort=cohort, schedule=schedule_of(cohort))


@login_required
def participant(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    user, cohort = signed_in(request), led_cohort(request, slug)
    enrolment = _enrolment(cohort, pk)
    if request.method != "POST":
        return _page(request, enrolment)
    form = _change_form(user, enrolment, request.POST)
    if form.is_valid():
        try:
            done = _changed(form, enrolment, user)
        except DomainError as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, done)
            return redirect("projects:participant", slug=slug, pk=pk)
    return _page(request, enrolment, UNPROCESSABLE, form=form)


def _changed(form: forms.ChangeForm, enrolment: Enrolment, by: User) -> str:
    """What was done, in words."""
    given = form.cleaned_data
    reason, who = given["reason"], {"name": enrolment.student.name}
    match given["change"]:
        case forms.PAUSE:
            participation.pause(enrolment, by=by, reason=reason, until=given["until"])
            done = _("%(name)s pauses, and reads your reason on the site.")
        case forms.WITHDRAW:
            participation.withdraw(enrolment, by=by, reason=reason)
            done = _("%(name)s has left the cohort, and reads your reason on the site.")
        case forms.BRING_BACK:
            participation.bring_back(enrolment, by=by, reason=reason)
            done = _("%(name)s takes part again.")
        case _other:
            participation.transfer(enrolment, to=given["to"], by=by, reason=reason)
            who["cohort"] = given["to"].title
            done = _("%(name)s takes part in %(cohort)s now.")
    return done % who


def _tell(form: Any, refusal: DomainError) -> None:
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, str(refusal.message))


@require_POST
@login_required
def extend(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    user, cohort = signed_in(request), led_cohort(request, slug)
    enrolment = _enrolment(cohort, pk)
    form = _extension_form(cohort, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            extensions.grant(
                enrolment,
                form.chosen(),
                by=user,
                due_at=given["due_at"],
                reason=given["reason"],
            )
        except DomainError as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, _("The student sees the new date at once."))
            return redirect("projects:participant", slug=slug, pk=pk)
    return _page(request, enrolment, UNPROCESSABLE, extension_form=form)


@login_required
def take_back(request: HttpRequest, slug: str, pk: int, extension: int) -> HttpResponse:
    """A page of its own, since it asks why."""
    user, cohort = signed_in(request), led_cohort(request, slug)
    enrolment = _enrolment(cohort, pk)
    rows = Extension.objects.filter(enrolment=enrolment).select_related(
        "project", "enrolment__cohort", "enrolment__student"
    )
    held = get_object_or_404(rows, pk=extension)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        extensions.take_back(held, by=user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The cohort's date holds again."))
        return redirect("projects:participant", slug=slug, pk=pk)
    context = {
        "form": form,
        "extension": held,
        "person": enrolment.student,
        "cohort": cohort,
        "crumbs": crumbs_of_person(cohort, enrolment.student),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "people/take_back.html", context, status=status)


def _page(
    request: HttpRequest, enrolment: Enrolment, status: int = 200, **more: Any
) -> HttpResponse:
    user, cohort, person = signed_in(request), enrolment.cohort, enrolment.student
    context = {
        "cohort": cohort,
        "person": person,
        "enrolment": enrolment,
        "state": enrolment.state_now(),
        "others": person.enrolments.exclude(pk=enrolment.pk).select_related("cohort"),
        "extensions": enrolment.extensions.select_related("project", "granted_by"),
        "changes": rows_of(entries_of(cohort, person)[:SHOWN_CHANGES]),
        "crumbs": crumbs_of_person(cohort, person),
        "form": _change_form(user, enrolment),
        "extension_form": _extension_form(cohort),
        **more,
    }
    return render(request, "people/person.html", context, status=status)
