"""Letters that have not left: what waits, what was given up, why, and trying one again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.enums import LetterState
from projects.errors import DomainError
from projects.models import Letter
from projects.operations import mailing
from projects.web.parts.administering import admin_of

PER_PAGE = 50


@login_required
def unsent_letters(request: HttpRequest) -> HttpResponse:
    admin_of(request)
    rows = Letter.objects.filter(state__in=LetterState.unsent())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    again = (LetterState.GIVEN_UP, LetterState.CUT_OFF)
    context = {"page": page, "again": again}
    return render(request, "administration/unsent.html", context)


@require_POST
@login_required
def letter_again(request: HttpRequest, pk: int) -> HttpResponse:
    user = admin_of(request)
    letter = get_object_or_404(Letter, pk=pk)
    try:
        mailing.send_again(letter, by=user)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        words = _("The e-mail to %(address)s is tried again.")
        messages.success(request, words % {"address": letter.address})
    return redirect("projects:unsent_letters")
