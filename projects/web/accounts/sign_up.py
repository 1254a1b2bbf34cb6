"""Signing up, and proving the address."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache

from projects import authentication, throttles
from projects.errors import DomainError
from projects.models import Cohort, User
from projects.operations import address_proof, enrolment
from projects.operations.tokens import whose_address
from projects.web.accounts.forms import EmailForm, ProveForm, SignUpForm
from projects.web.accounts.visitor_forms import (
    count_email,
    email_as_asked,
    refuse,
)


def signup(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("projects:home")
    form = SignUpForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _sign_up(request, **form.cleaned_data)
        except DomainError as refusal:
            refuse(request, form, refusal)
        else:
            return redirect("projects:email_sent")
    status = 422 if form.errors else 200
    return render(request, "accounts/signup.html", {"form": form}, status=status)


def _sign_up(
    request: HttpRequest, *, code: str, email: str, name: str, password: str
) -> None:
    cohort = _cohort_for(request, code)
    enrolment.require_good_password(password, email=email, name=name)
    throttles.check("sign_up_from", throttles.client_address(request))
    count_email(request, email)
    language = translation.get_language() or "en"
    enrolment.sign_up(
        cohort, email=email, name=name, password=password, language=language
    )


def _cohort_for(request: HttpRequest, code: str) -> Cohort:
    """Only wrong codes count, so a whole class may sign up from one network."""
    network = throttles.client_address(request)
    throttles.check("codes_from", network)
    cohort = enrolment.cohort_for(code)
    throttles.forgive("codes_from", network)
    return cohort


def email_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/email_sent.html")


def unproved(request: HttpRequest) -> HttpResponse:
    """For those who wait for the letter: says what is missing, and sends another one."""
    own = request.user.email if isinstance(request.user, User) else ""
    if isinstance(request.user, User) and request.user.has_proved_address:
        return redirect("projects:home")
    given = {"email": own} if own else request.POST
    form = EmailForm(given if request.method == "POST" else None)
    if email_as_asked(request, form, address_proof.ask_for_link):
        return redirect("projects:email_sent")
    status = 422 if form.errors else 200
    context = {"form": form, "own": own}
    return render(request, "accounts/unproved.html", context, status=status)


@never_cache
def prove(request: HttpRequest, name: str, token: str) -> HttpResponse:
    """Where the link in the letter leads. Opening it does nothing: the password does."""
    person = whose_address(name, token)
    form = ProveForm(request.POST if request.method == "POST" else None)
    if person and form.is_valid():
        try:
            attempt = authentication.begin(request, person.email)
            address_proof.prove(by=person, password=form.cleaned_data["password"])
        except DomainError as refusal:
            refuse(request, form, refusal)
        else:
            attempt.succeeded()
            login(request, person)
            response = redirect("projects:home")
            authentication.remember_browser(response, person)
            return response
    status = 422 if form.errors else 200
    context = {"form": form, "person": person}
    return render(request, "accounts/prove.html", context, status=status)
