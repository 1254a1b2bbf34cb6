"""Invitations of a cohort: the list, inviting one person, sending again, revoking."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from projects.enums import InvitationState
from projects.errors import DomainError
from projects.models import Cohort
from projects.operations import invitations as operations
from projects.queries.joining import invitations_of, seats_left
from projects.web.parts.leading import led_cohort
from projects.web.parts.people import signed_in
from projects.web.people.access import frame
from projects.web.people.forms import FilterForm, InvitationForm, InviteForm
from projects.web.people.people import query_of

PER_PAGE = 50
UNPROCESSABLE = 422


@login_required
def invitations(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = led_cohort(request, slug)
    initial = {"language": signed_in(request).language}
    form = InviteForm(request.POST or None, initial=initial)
    if form.is_valid() and _invited(request, cohort, form):
        return redirect("projects:invitations", slug=slug)
    filter_form = FilterForm(request.GET, InvitationState.choices)
    filters = filter_form.filters()
    page = Paginator(invitations_of(cohort, filters), PER_PAGE)
    context = {
        **frame(cohort, "invitations"),
        "form": form,
        "filter_form": filter_form,
        "query": query_of(filters),
        "page": page.get_page(request.GET.get("page")),
        "seats": seats_left(cohort),
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "people/invitations.html", context, status=status)


def _invited(request: HttpRequest, cohort: Cohort, form: InviteForm) -> bool:
    try:
        made = operations.invite(cohort, by=signed_in(request), **form.cleaned_data)
    except DomainError as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, str(refusal.message))
        return False
    words = _("An e-mail with the link goes to %(address)s.")
    messages.success(request, words % {"address": made.address})
    return True


@login_required
def sent_invitation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    cohort = led_cohort(request, slug)
    rows = cohort.invitations.select_related("invited_by", "person", "cohort")
    row = get_object_or_404(rows, pk=pk)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        again = form.cleaned_data["change"] == InvitationForm.AGAIN
        verb = operations.send_again if again else operations.revoke
        try:
            verb(row, by=signed_in(request), reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Saved, with your reason."))
            return redirect("projects:invitations", slug=slug)
    context = {**frame(cohort, "invitations"), "row": row, "form": form}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "people/invitation.html", context, status=status)
