"""What reaches a person by letter: chosen on a page, or ended by a letter's own link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from projects.models import Delivery, Topic
from projects.operations import tokens
from projects.operations.letters.preferences import (
    change_by_link,
    choose_deliveries,
    deliveries_of,
)
from projects.web.accounts.forms import LettersForm
from projects.web.parts.people import signed_in


@login_required
def letters(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = LettersForm(
        user, deliveries_of(user), request.POST if request.method == "POST" else None
    )
    if form.is_valid():
        choose_deliveries(by=user, chosen=form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("projects:letters")
    status = 422 if form.errors else 200
    return render(request, "accounts/letters.html", {"form": form}, status=status)


@csrf_exempt  # mail programs post here by themselves (RFC 8058); the token says for whom
@never_cache
@require_http_methods(["GET", "POST"])
def stop_letters(request: HttpRequest, token: str) -> HttpResponse:
    """Asks at GET, because mail programs look at links; changes at POST. Needs no sign-in."""
    found = tokens.stopped_by(token)
    if found is None:
        raise Http404
    user, topic = found
    done = ""
    if request.method == "POST":
        asked = request.POST.get("delivery", "")
        done = Delivery.DAILY if topic and asked == Delivery.DAILY else Delivery.NEVER
        change_by_link(by=user, topic=topic, delivery=done)
    label = Topic(topic).label if topic else _("News once a day")
    context = {"topic": topic, "label": label, "done": done}
    return render(request, "accounts/stop_letters.html", context)
