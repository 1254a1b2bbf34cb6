"""Who reviews what: the list for leads, one certification with its history, and decisions."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from projects.enums import CertificationState, InvitedRole, Language
from projects.errors import DomainError
from projects.models import Certification, Project, User
from projects.operations import certification, role_invitations
from projects.operations.notifications import mark_certifications_read
from projects.queries import certifications as reads
from projects.queries.role_invitations import unanswered
from projects.queries.training import agreement_of, agreements, judged_attempts
from projects.rules import leads_site
from projects.web.certifications.forms import DecideForm, FilterForm, GiveForm
from projects.web.certifications.own import limit_form
from projects.web.parts.people import signed_in

PER_PAGE = 50


def _for_leads(request: HttpRequest) -> User:
    user = signed_in(request)
    if not leads_site(user):
        raise Http404
    return user


@login_required
def certifications(request: HttpRequest) -> HttpResponse:
    _for_leads(request)
    form = FilterForm(request.GET, list(Project.objects.filter(announced=False)))
    filters = form.filters()
    paginator = Paginator(reads.certifications(filters), PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    judged = agreements(one.pk for one in page)
    query = {name: value for name, value in asdict(filters).items() if value}
    context = {
        "form": form,
        "page": page,
        "agreement_of": judged,
        "query": urlencode(query),
        "applied": reads.applied_count(),
    }
    return render(request, "certifications/certifications.html", context)


@login_required
def one(request: HttpRequest, pk: int) -> HttpResponse:
    user = _for_leads(request)
    row = _row(pk)
    if request.method != "POST":
        mark_certifications_read(by=user, applicant=row.user)
        return _page(request, row, DecideForm(present=row.state))
    form = DecideForm(request.POST, present=row.state)
    if not form.is_valid() or not _decided(form, row, user):
        return _page(request, row, form, status=422)
    messages.success(request, _("Saved, with your reason."))
    return redirect("projects:certification", pk=row.pk)


def _row(pk: int) -> Certification:
    rows = Certification.objects.select_related("user", "project")
    return get_object_or_404(rows, pk=pk)


def _decided(form: DecideForm, row: Certification, user: User) -> bool:
    state = CertificationState(form.cleaned_data["state"])
    reason = form.cleaned_data["reason"]
    try:
        certification.decide(row, by=user, state=state, reason=reason)
    except DomainError as refusal:
        form.add_error(None, str(refusal.message))
        return False
    return True


def _page(
    request: HttpRequest,
    row: Certification,
    form: DecideForm,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "row": row,
        "form": form,
        "limit_form": limit_form(row.user),
        "changes": row.changes.select_related("by"),
        "agreement": agreement_of(row),
        "attempts": judged_attempts(row),
        "wanted": settings.TRAINING_SAMPLES,
        "percent": settings.TRAINING_AGREEMENT_PERCENT,
        "others": reads.of_person(row.user).exclude(pk=row.pk),
        **more,
    }
    return render(request, "certifications/one.html", context, status=status)


@require_POST
@login_required
def limit(request: HttpRequest, pk: int) -> HttpResponse:
    user, row = _for_leads(request), _row(pk)
    form = limit_form(row.user, request.POST)
    if not form.is_valid():
        fresh = DecideForm(present=row.state)
        return _page(request, row, fresh, status=422, limit_form=form)
    certification.limit_hands(row.user, by=user, most=form.cleaned_data["most"])
    messages.success(request, _("Saved."))
    return redirect("projects:certification", pk=pk)


@login_required
def give(request: HttpRequest) -> HttpResponse:
    user = _for_leads(request)
    projects = list(Project.objects.filter(announced=False))
    form = GiveForm(request.POST or None, projects=projects)
    if form.is_valid():
        give_now = _given if form.person is not None else _invited
        if give_now(form, request, user):
            return redirect("projects:certifications")
    status = 422 if form.is_bound else 200
    context = {"form": form, "invited": unanswered(InvitedRole.REVIEWER)}
    return render(request, "certifications/give.html", context, status=status)


def _invited(form: GiveForm, request: HttpRequest, user: User) -> bool:
    try:
        made = role_invitations.invite_reviewer(
            form.invited(),
            by=user,
            project=form.chosen_project(),
            languages=form.cleaned_data["languages"],
            state=CertificationState(form.cleaned_data["state"]),
            reason=form.cleaned_data["reason"],
        )
    except DomainError as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, str(refusal.message))
        return False
    words = _("An e-mail with the link goes to %(address)s.")
    messages.success(request, words % {"address": made.address})
    return True


def _given(form: GiveForm, request: HttpRequest, user: User) -> bool:
    """Each language by itself: what is there already is said and stops no other."""
    given, refused = 0, []
    for language in form.cleaned_data["languages"]:
        try:
            certification.give(
                form.person or user,
                by=user,
                project=form.chosen_project(),
                language=Language(language),
                state=CertificationState(form.cleaned_data["state"]),
                reason=form.cleaned_data["reason"],
            )
        except DomainError as refusal:
            refused.append(f"{Language(language).label}: {refusal.message}")
        else:
            given += 1
    for words in refused:
        form.add_error(None, words)
    if given:
        words = ngettext("%(n)s entry created.", "%(n)s entries created.", given)
        messages.success(request, words % {"n": given})
    return not refused
