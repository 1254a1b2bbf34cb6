"""What leads do about students on the list: set them aside, note a letter, put them back."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from projects.errors import DomainError
from projects.models import Cohort, User
from projects.operations import help_lists
from projects.web.help.forms import MarkForm
from projects.web.help.listing import page_of
from projects.web.parts.addresses import is_number
from projects.web.parts.leading import led_cohort
from projects.web.parts.people import signed_in

UNPROCESSABLE = 422


@require_POST
@login_required
def mark(request: HttpRequest, slug: str) -> HttpResponse:
    """The button says what: `write` only goes to the page on which a message is written."""
    user, cohort = signed_in(request), led_cohort(request, slug)
    chosen = [pk for pk in request.POST.getlist("students") if is_number(pk)]
    action, form = request.POST.get("action", ""), MarkForm(request.POST)
    if action == "write" and chosen:
        there = reverse("projects:message_new", args=[cohort.slug])
        query = urlencode({"to": "chosen", "student": chosen}, doseq=True)
        return redirect(f"{there}?{query}")
    if not form.is_valid():
        return page_of(request, cohort, form, status=UNPROCESSABLE)
    try:
        done = _do(action, [int(pk) for pk in chosen], form, user, cohort)
    except DomainError as refusal:
        known = refusal.field if refusal.field in form.fields else None
        form.add_error(known, str(refusal.message))
        return page_of(request, cohort, form, status=UNPROCESSABLE)
    words = ngettext("Noted for %(n)s student.", "Noted for %(n)s students.", done)
    messages.success(request, words % {"n": done})
    return redirect(_back(request, cohort))


def _do(
    action: str, chosen: list[int], form: MarkForm, user: User, cohort: Cohort
) -> int:
    reason = form.cleaned_data["reason"]
    if action == "snooze":
        until = form.until_in(cohort)
        return help_lists.snooze(
            cohort, by=user, enrolments=chosen, until=until, reason=reason
        )
    if action == "back":
        return help_lists.put_back(cohort, by=user, enrolments=chosen)
    return help_lists.mark_written(cohort, by=user, enrolments=chosen, reason=reason)


def _back(request: HttpRequest, cohort: Cohort) -> str:
    there = reverse("projects:help", args=[cohort.slug])
    query = request.GET.urlencode()
    return f"{there}?{query}" if query else there


@require_POST
@login_required
def refresh(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = led_cohort(request, slug)
    help_lists.work_out(cohort)
    messages.success(request, _("The list is as of now."))
    return redirect(_back(request, cohort))
