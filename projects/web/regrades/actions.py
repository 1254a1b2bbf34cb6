"""What leads do with a regrade: each a form of its own, without script."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from projects.errors import DomainError
from projects.models import Regrade
from projects.operations import regrades
from projects.rules import is_lead
from projects.web.parts.people import signed_in
from projects.web.regrades.forms import StartForm
from projects.web.regrades.views import regrade_for

UNPROCESSABLE = 422


@login_required
def start(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if not is_lead(user):
        raise Http404
    if request.method != "POST":
        asked = {name: request.GET[name] for name in request.GET}
        return render(
            request, "regrades/start.html", {"form": StartForm(initial=asked, by=user)}
        )
    form = StartForm(request.POST, by=user)
    made = _started(request, form)
    if made is None:
        context = {"form": form}
        return render(request, "regrades/start.html", context, status=UNPROCESSABLE)
    return redirect("projects:regrade", made.pk)


def _started(request: HttpRequest, form: StartForm) -> Regrade | None:
    """None when something was refused; the form then says what, and where."""
    if not form.is_valid():
        return None
    given = form.cleaned_data
    names = ("project", "cohort", "digest", "reason", "with_training")
    try:
        return regrades.start(
            by=signed_in(request), **{name: given[name] for name in names}
        )
    except DomainError as error:
        form.add_error(error.field or None, str(error.message))
    return None


@require_POST
@login_required
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    regrades.cancel(regrade_for(request, pk), by=signed_in(request))
    messages.success(request, _("Cancelled. Nobody was notified."))
    return redirect("projects:regrade", pk)


@require_POST
@login_required
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    left = regrades.publish(regrade_for(request, pk), by=signed_in(request))
    if left:
        words = ngettext(
            "%(n)s result is still to be published; it goes on by itself.",
            "%(n)s results are still to be published; it goes on by itself.",
            left,
        )
        messages.success(request, words % {"n": left})
    else:
        messages.success(request, _("Published. Everybody affected was notified."))
    return redirect("projects:regrade", pk)


@require_POST
@login_required
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    regrades.discard(regrade_for(request, pk), by=signed_in(request))
    messages.success(request, _("Discarded. Nobody was notified."))
    return redirect("projects:regrade", pk)
