"""What a fault of ours left unchecked: the page where staff decide what becomes of it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.enums import Action
from projects.operations import grading
from projects.queries.held import held_by_fault, told_of
from projects.rules import is_lead
from projects.web.parts.people import signed_in
from projects.web.review.access import submission_for
from projects.web.review.forms import ReferForm
from projects.web.review.staff_tabs import HELD, tabs_for
from projects.workflow import check_allowed

PER_PAGE = 20


@login_required
def held(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if not is_lead(user):
        raise Http404
    page = Paginator(held_by_fault(user), PER_PAGE).get_page(request.GET.get("page"))
    tabs = tabs_for(request, HELD)
    context = {"page": page, "held": told_of(page, user), "tabs": tabs}
    return render(request, "review/held.html", context)


@require_POST
@login_required
def refer_unchecked(request: HttpRequest, uid: UUID) -> HttpResponse:
    subject, user = submission_for(request, uid), signed_in(request)
    check_allowed(subject, Action.REFER_UNCHECKED, by=user)  # no words in vain
    form = ReferForm(request.POST)
    if not form.is_valid():
        context = {"submission": subject, "refer_form": form}
        return render(request, "review/refer.html", context, status=422)
    grading.refer_unchecked(subject, by=user, reason=form.cleaned_data["reason"])
    messages.success(
        request, _("It is in the reviewers' queue, marked as not checked.")
    )
    return redirect("projects:held")
