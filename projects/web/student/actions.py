"""What a student does to a submission: one view per verb, all of them POST."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.enums import Action
from projects.errors import Incomplete
from projects.operations import explanations, submissions
from projects.queries.feedback import published_review
from projects.web.parts.people import signed_in
from projects.web.student.access import submission_for
from projects.web.student.forms import AppealForm, ExplainForm, RatingForm
from projects.web.student.submission import Bound, dispute_form, page
from projects.web.student.summary import summarize
from projects.workflow import check_allowed

UNPROCESSABLE = 422


@require_POST
@login_required
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    subject = submission_for(request, uid)
    submissions.withdraw(subject, by=signed_in(request))
    messages.success(request, _("Withdrawn. You can upload again whenever you like."))
    return redirect("projects:submission", uid=uid)


@require_POST
@login_required
def appeal(request: HttpRequest, uid: UUID) -> HttpResponse:
    subject = submission_for(request, uid)
    form = AppealForm(request.POST)
    if form.is_valid():
        try:
            submissions.appeal_checks(
                subject, by=signed_in(request), reason=form.cleaned_data["reason"]
            )
        except Incomplete as error:
            _tell(form, error)
        else:
            messages.success(request, _("A reviewer will look at your work."))
            return redirect("projects:submission", uid=uid)
    return page(request, subject, Bound(appeal=form), UNPROCESSABLE)


@require_POST
@login_required
def explain(request: HttpRequest, uid: UUID) -> HttpResponse:
    subject, user = submission_for(request, uid), signed_in(request)
    check_allowed(subject, Action.EXPLAIN, by=user)
    form = ExplainForm(request.POST)
    if form.is_valid():
        explanations.explain(subject, by=user, answer=form.cleaned_data["answer"])
        messages.success(
            request, _("Thank you. A person reads it before anything else.")
        )
        return redirect("projects:submission", uid=uid)
    return page(request, subject, Bound(explain=form), UNPROCESSABLE)


@require_POST
@login_required
def dispute(request: HttpRequest, uid: UUID) -> HttpResponse:
    subject = submission_for(request, uid)
    form = dispute_form(summarize(subject), request.POST)
    if form.is_valid():
        try:
            submissions.dispute(subject, by=signed_in(request), reasons=form.reasons())
        except Incomplete as error:
            _tell(form, error)
        else:
            messages.success(request, _("A second reviewer will look at it."))
            return redirect("projects:submission", uid=uid)
    return page(request, subject, Bound(dispute=form), UNPROCESSABLE)


@require_POST
@login_required
def rate(request: HttpRequest, uid: UUID) -> HttpResponse:
    subject = submission_for(request, uid)
    review = published_review(subject)
    if review is None:
        raise Http404
    form = RatingForm(request.POST)
    if form.is_valid():
        try:
            submissions.rate(review, by=signed_in(request), **form.cleaned_data)
        except Incomplete as error:
            _tell(form, error)
        else:
            messages.success(request, _("Thank you. The reviewer sees your rating."))
            return redirect("projects:submission", uid=uid)
    return page(request, subject, Bound(rating=form), UNPROCESSABLE)


def _tell(form: Form, error: Incomplete) -> None:
    field = error.field if error.field in form.fields else None
    form.add_error(field, str(error.message))
