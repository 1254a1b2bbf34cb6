"""Every account of the site: found by name or address, and one of them with what an admin may change."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.errors import DomainError
from projects.models import User
from projects.operations import account_changes
from projects.operations.account_changes import OPENED, SHUT, VERIFIED
from projects.queries.accounts import accounts as found_accounts
from projects.web.parts.fields import set_choices, set_filters
from projects.web.parts.reasons import ReasonForm
from projects.web.people.access import admin
from projects.web.people.changes import entries_of, rows_of

PER_PAGE = 50
UNPROCESSABLE = 422
SHOWN_CHANGES = 10
ROLES = (
    ("admin", gettext_lazy("Admins")),
    ("lead", gettext_lazy("Leads")),
    ("reviewer", gettext_lazy("Reviewers and applicants")),
    ("unproved", gettext_lazy("Address not verified")),
    ("shut", gettext_lazy("Deactivated")),
)


class AccountsForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Name or e-mail"), required=False, max_length=120
    )
    role = forms.ChoiceField(label=gettext_lazy("Who"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        set_filters(self, role=ROLES)

    def asked(self) -> dict[str, str]:
        self.is_valid()
        given = {name: self.cleaned_data.get(name, "") for name in self.fields}
        return {name: value for name, value in given.items() if value}


class AccountForm(ReasonForm):
    change = forms.ChoiceField(label=gettext_lazy("Change"))
    field_order = ("change", "reason")

    def __init__(self, data: Any = None, *, person: User) -> None:
        super().__init__(data)
        choices = [("", _("Choose"))]  # so that nobody is shut out by a slip
        if not person.has_proved_address:
            words = _("Mark the address as verified: no e-mail is needed")
            choices.append((VERIFIED, words))
        choices.append(
            (SHUT, _("Deactivate the account: they cannot sign in"))
            if person.is_active
            else (OPENED, _("Activate the account again"))
        )
        set_choices(self, change=choices)


@login_required
def accounts(request: HttpRequest) -> HttpResponse:
    admin(request)
    form = AccountsForm(request.GET)
    asked = form.asked()
    rows = found_accounts(asked.get("words", ""), asked.get("role", ""))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "query": urlencode(asked)}
    return render(request, "people/accounts.html", context)


@login_required
def account(request: HttpRequest, pk: int) -> HttpResponse:
    user = admin(request)
    person = get_object_or_404(User, pk=pk, erased_at=None)
    form = AccountForm(request.POST or None, person=person)
    if form.is_valid():
        given = form.cleaned_data
        try:
            account_changes.change(
                person, given["change"], by=user, reason=given["reason"]
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Saved, with your reason."))
            return redirect("projects:person_account", pk=pk)
    context = {
        "person": person,
        "form": form,
        "parts": person.enrolments.select_related("cohort").order_by("-joined_at"),
        "leading": person.leading.select_related("cohort"),
        "certifications": person.certifications.select_related("project"),
        "changes": rows_of(entries_of(person=person)[:SHOWN_CHANGES]),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "people/account.html", context, status=status)
