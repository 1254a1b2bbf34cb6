from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.models import Notification
from projects.operations import accounts
from projects.operations.notifications import mark_read
from projects.queries.changes_told import changes_told
from projects.web.accounts.forms import AccountForm, PreferencesForm
from projects.web.parts.people import signed_in

PER_PAGE = 30
A_YEAR_S = 365 * 24 * 3600


@login_required
def account(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = AccountForm(
        request.POST if request.method == "POST" else None, instance=user
    )
    if form.is_valid():
        accounts.set_profile(by=user, **form.cleaned_data)
        translation.activate(user.language)  # the answer is in the language just chosen
        messages.success(request, _("Saved."))
        return redirect("projects:account")
    status = 422 if form.errors else 200
    context = {"form": form, "enrolments": user.enrolments.select_related("cohort")}
    return render(request, "accounts/account.html", context, status=status)


@require_POST
def set_preferences(request: HttpRequest) -> HttpResponse:
    """Language and theme; works before signing in, through cookies."""
    form = PreferencesForm(request.POST)
    back = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        back, {request.get_host()}, require_https=request.is_secure()
    )
    # Not redirect(): it would take a word without a slash for the name of a page.
    response = HttpResponseRedirect(back if allowed else reverse("projects:home"))
    if not form.is_valid():
        return response
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    if request.user.is_authenticated:
        accounts.set_preferences(by=signed_in(request), **chosen)
    if "language" in chosen:
        _remember(response, settings.LANGUAGE_COOKIE_NAME, chosen["language"])
    if "theme" in chosen:
        _remember(response, "theme", chosen["theme"])
    return response


def _remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=A_YEAR_S,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """What is new, newest first. Reading the page does not mark it read; a button does."""
    user = signed_in(request)
    if request.method == "POST":
        mark_read(by=user)
        return redirect("projects:inbox")
    rows = Notification.objects.filter(recipient=user).select_related(
        "event__submission__project",
        *("addressed__message__cohort", "addressed__message__sender"),
        "change__cohort",
        "certification_change__certification__project",
        "certification_change__certification__user",
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    told = changes_told(one.change for one in page if one.change is not None)
    context = {
        "page": page,
        "rows": [(one, told.get(one.change_id or 0)) for one in page],
    }
    return render(request, "accounts/inbox.html", context)
