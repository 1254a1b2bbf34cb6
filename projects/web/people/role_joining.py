"""The way in of somebody who was invited to lead or to review."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from projects import authentication
from projects.enums import InvitedRole
from projects.errors import DomainError
from projects.models import RoleInvitation, User
from projects.operations import role_invitations
from projects.operations.tokens import role_by_token
from projects.web.parts.people import signed_in
from projects.web.people.forms import AcceptForm

UNPROCESSABLE = 422


@never_cache
def role_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link does nothing: mail programs open links, too."""
    found = role_by_token(token)
    if found is None or not found.is_open:
        return _not_open(request, found)
    if isinstance(request.user, User):
        return _for_account(request, found)
    account = User.objects.filter(email=found.address).first()
    if account is not None and account.has_proved_address:
        offer = {"invitation": found, "has_account": True, "next": request.path}
        return render(request, "people/accept_role.html", offer)
    return _for_newcomer(request, found)


def _not_open(request: HttpRequest, found: RoleInvitation | None) -> HttpResponse:
    """Who accepted it opens the letter again to come back."""
    if found is not None and found.person_id == request.user.pk is not None:
        return _to_their_work(found)
    context = {"state": found.state if found else ""}
    return render(request, "people/no_invitation.html", context, status=404)


def _to_their_work(found: RoleInvitation) -> HttpResponse:
    leads = found.role == InvitedRole.LEAD
    return redirect("projects:cohorts" if leads else "projects:my_certifications")


def _for_account(request: HttpRequest, found: RoleInvitation) -> HttpResponse:
    user = signed_in(request)
    if not user.has_proved_address:
        return redirect("projects:unproved")
    refused = ""
    if request.method == "POST":
        try:
            role_invitations.accept(found, by=user)
        except DomainError as refusal:
            refused = str(refusal.message)
        else:
            messages.success(request, _("Thank you: this is yours now."))
            return _to_their_work(found)
    context = {"invitation": found, "me": user, "refused": refused}
    status = UNPROCESSABLE if refused else 200
    return render(request, "people/accept_role.html", context, status=status)


def _for_newcomer(request: HttpRequest, found: RoleInvitation) -> HttpResponse:
    form = AcceptForm(request.POST or None, initial={"name": found.name})
    if form.is_valid():
        language = translation.get_language() or found.language
        try:
            person = role_invitations.accept_as_new(
                found, language=language, **form.cleaned_data
            )
        except DomainError as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, str(refusal.message))
        else:
            login(request, person)
            messages.success(request, _("Thank you: this is yours now."))
            response = _to_their_work(found)
            authentication.remember_browser(response, person)
            return response
    status = UNPROCESSABLE if request.method == "POST" else 200
    context = {"invitation": found, "form": form}
    return render(request, "people/accept_role.html", context, status=status)
