"""Who leads what, for admins."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from projects.enums import InvitedRole
from projects.errors import DomainError
from projects.models import CohortLead, User
from projects.operations import leading, role_invitations
from projects.queries.role_invitations import unanswered
from projects.web.people.access import admin
from projects.web.people.changes import entries_of, rows_of
from projects.web.people.forms import LeadForm, NewLeadForm

PER_PAGE = 50
UNPROCESSABLE = 422
SHOWN_CHANGES = 10


@login_required
def leads(request: HttpRequest) -> HttpResponse:
    user = admin(request)
    form = NewLeadForm(request.POST or None)
    if form.is_valid():
        if form.person is None:
            told = _invited(form, user)
        else:
            told = _("Saved, with your reason.")
            told = told if _saved(form, form.person, user) else ""
        if told:
            messages.success(request, told)
            return redirect("projects:leads")
    given = CohortLead.objects.select_related("cohort").order_by("cohort__title")
    people = User.objects.filter(is_lead=True, is_active=True).order_by("name", "pk")
    rows = people.prefetch_related(Prefetch("leading", given))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    status = UNPROCESSABLE if request.method == "POST" else 200
    context = {"form": form, "page": page, "invited": unanswered(InvitedRole.LEAD)}
    return render(request, "people/leads.html", context, status=status)


@login_required
def lead(request: HttpRequest, pk: int) -> HttpResponse:
    user = admin(request)
    person = get_object_or_404(User, pk=pk, is_active=True)
    form = LeadForm(
        request.POST if request.method == "POST" else None, initial=_present(person)
    )
    if form.is_valid() and _saved(form, person, user):
        messages.success(request, _("Saved, with your reason."))
        return redirect("projects:leads")
    context = {
        "form": form,
        "person": person,
        "changes": rows_of(entries_of(person=person)[:SHOWN_CHANGES]),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "people/lead.html", context, status=status)


def _present(person: User) -> dict[str, Any]:
    if not person.is_lead:
        leads = LeadForm.NOTHING
    else:
        leads = LeadForm.EVERYWHERE if person.leads_all_cohorts else LeadForm.SOME
    slugs = person.leading.values_list("cohort__slug", flat=True)
    return {"leads": leads, "cohorts": list(slugs)}


def _invited(form: NewLeadForm, by: User) -> str:
    """What was done, in words; empty after a refusal."""
    given = form.cleaned_data
    try:
        made = role_invitations.invite_lead(
            form.invited(),
            by=by,
            everywhere=given["leads"] == LeadForm.EVERYWHERE,
            cohorts=list(given["cohorts"]),
            reason=given["reason"],
        )
    except DomainError as refusal:
        _tell(form, refusal)
        return ""
    words = _("An e-mail with the link goes to %(address)s.")
    return words % {"address": made.address}


def _tell(form: LeadForm, refusal: DomainError) -> None:
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, str(refusal.message))


def _saved(form: LeadForm, person: User, by: User) -> bool:
    given = form.cleaned_data
    try:
        leading.set_lead(
            person,
            by=by,
            leads=given["leads"] != LeadForm.NOTHING,
            everywhere=given["leads"] == LeadForm.EVERYWHERE,
            cohorts=list(given["cohorts"]),
            reason=given["reason"],
        )
    except DomainError as refusal:
        _tell(form, refusal)
        return False
    return True
