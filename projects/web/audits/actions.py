"""What a lead does to an audit: one view per verb, all of them POST."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.errors import Incomplete
from projects.operations import review_audits
from projects.web.audits.access import own_audit_for
from projects.web.audits.audit import judge_form, page
from projects.web.audits.forms import FinishForm
from projects.web.parts.people import signed_in

UNPROCESSABLE = 422


@require_POST
@login_required
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps what is judged, by script after each pause (204); by a button also compares."""
    subject, user = own_audit_for(request, pk), signed_in(request)
    form = judge_form(subject, request.POST)
    fits = form.is_valid()
    review_audits.judge(subject, form.judged(), by=user)
    if "X-Autosave" in request.headers:
        return HttpResponse(status=204 if fits else UNPROCESSABLE)
    if not fits or (request.POST.get("action") == "compare" and form.lacking()):
        return page(request, subject, judging=form, status=UNPROCESSABLE)
    if request.POST.get("action") == "compare":
        review_audits.compare(subject, by=user)
    else:
        messages.success(request, _("Saved."))
    return redirect("projects:audit", pk=pk)


@require_POST
@login_required
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    subject = own_audit_for(request, pk)
    form = FinishForm(request.POST)
    if form.is_valid():
        try:
            review_audits.finish(subject, by=signed_in(request), **form.cleaned_data)
        except Incomplete as error:
            field = error.field if error.field in form.fields else None
            form.add_error(field, str(error.message))
        else:
            messages.success(request, _("Finished. The reviewer is told."))
            return redirect("projects:audits")
    return page(request, subject, finishing=form, status=UNPROCESSABLE)


@require_POST
@login_required
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    review_audits.drop(own_audit_for(request, pk), by=signed_in(request))
    messages.success(request, _("Discarded. It can be drawn again."))
    return redirect("projects:audits")
