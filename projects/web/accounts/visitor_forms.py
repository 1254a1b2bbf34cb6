"""What forms for visitors share: letters they ask for, and refusals beside the form."""

from collections.abc import Callable

from django import forms
from django.http import HttpRequest

from projects import throttles
from projects.authentication import mark_refused
from projects.errors import DomainError, TooOften


def email_as_asked(
    request: HttpRequest, form: forms.Form, send: Callable[[str], None]
) -> bool:
    """Sends to the form's address; False if it is no address or too many e-mails were asked for."""
    if not form.is_valid():
        return False
    email = form.cleaned_data["email"]
    try:
        count_email(request, email)
    except DomainError as refusal:
        refuse(request, form, refusal)
        return False
    send(email)
    return True


def count_email(request: HttpRequest, email: str) -> None:
    """Before an e-mail is written at a visitor's wish. Raises `TooOften`."""
    throttles.check("letters_from", throttles.client_address(request))
    throttles.check("letters_to", email.strip().lower())


def refuse(request: HttpRequest, form: forms.Form, refusal: DomainError) -> None:
    """Says it beside the field, or above the form."""
    if isinstance(refusal, TooOften):
        mark_refused(request, refusal)
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, str(refusal.message))
