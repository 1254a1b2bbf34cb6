"""The way in: with the link of a letter, or with a code and an account that is there."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from projects import authentication, throttles
from projects.enums import InvitationState
from projects.errors import DomainError, TooOften
from projects.models import Enrolment, Invitation, User
from projects.operations import enrolment, invitations
from projects.operations.tokens import invited_by_token
from projects.web.parts.people import signed_in
from projects.web.people.forms import AcceptForm, CodeEntryForm

UNPROCESSABLE = 422


@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link does nothing: mail programs open links, too."""
    found = invited_by_token(token)
    if found is None or found.state != InvitationState.OPEN:
        return _not_open(request, found)
    if isinstance(request.user, User):
        return _for_account(request, found)
    account = User.objects.filter(email=found.address).first()
    if account is not None and account.has_proved_address:
        offer = {"invitation": found, "has_account": True, "next": request.path}
        return render(request, "people/accept.html", offer)
    return _for_newcomer(request, found)


def _not_open(request: HttpRequest, found: Invitation | None) -> HttpResponse:
    """Who accepted it opens the letter again to come back to the course."""
    if found is not None and found.person_id == request.user.pk is not None:
        cohort = found.cohort.slug
        return redirect(f"{reverse('projects:home')}?cohort={cohort}")
    context = {"state": found.state if found else ""}
    return render(request, "people/no_invitation.html", context, status=404)


def _for_account(request: HttpRequest, found: Invitation) -> HttpResponse:
    user = signed_in(request)
    if not user.has_proved_address:
        return redirect("projects:unproved")
    if request.method == "POST":
        return _welcomed(request, invitations.accept(found, by=user))
    return render(request, "people/accept.html", {"invitation": found, "me": user})


def _for_newcomer(request: HttpRequest, found: Invitation) -> HttpResponse:
    initial = {"name": found.name}
    form = AcceptForm(request.POST or None, initial=initial)
    if form.is_valid():
        language = translation.get_language() or found.language
        try:
            person = invitations.accept_as_new(
                found, language=language, **form.cleaned_data
            )
        except DomainError as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, str(refusal.message))
        else:
            login(request, person)
            response = _welcomed(request, person.enrolments.get(cohort=found.cohort))
            authentication.remember_browser(response, person)
            return response
    status = UNPROCESSABLE if request.method == "POST" else 200
    context = {"invitation": found, "form": form}
    return render(request, "people/accept.html", context, status=status)


def _welcomed(request: HttpRequest, made: Enrolment) -> HttpResponse:
    words = _("You take part in %(cohort)s.") % {"cohort": made.cohort.title}
    messages.success(request, words)
    return redirect(f"{reverse('projects:home')}?cohort={made.cohort.slug}")


@login_required
def join(request: HttpRequest) -> HttpResponse:
    form = CodeEntryForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        network = throttles.client_address(request)
        try:
            throttles.check("codes_from", network)  # wrong ones count
            made = enrolment.join(form.cleaned_data["code"], by=signed_in(request))
        except DomainError as refusal:
            if isinstance(refusal, TooOften):
                authentication.mark_refused(request, refusal)
            form.add_error("code", str(refusal.message))
        else:
            throttles.forgive("codes_from", network)
            return _welcomed(request, made)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "people/join.html", {"form": form}, status=status)
