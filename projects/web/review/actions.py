"""What reviewers and leads do to a submission from any page: one view per verb, all POST."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects import site_settings
from projects.enums import Action
from projects.models import current
from projects.operations import claims, grading, reviews
from projects.web.parts.people import signed_in
from projects.web.review.access import submission_for
from projects.web.review.forms import ReopenForm
from projects.workflow import check_allowed


@require_POST
@login_required
def claim(request: HttpRequest, uid: UUID) -> HttpResponse:
    try:
        subject = submission_for(request, uid)
    except Http404:
        claims.refuse_late(signed_in(request))
        raise
    reviews.claim(subject, by=signed_in(request))
    return redirect("projects:review", uid=uid)


@require_POST
@login_required
def release(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = signed_in(request)
    subject = submission_for(request, uid)
    was_mine = subject.reviewer_id == user.pk
    reviews.release(subject, by=user, reason=request.POST.get("reason", ""))
    messages.success(
        request, _("Back in the queue, at its old place. The draft is kept.")
    )
    if was_mine:
        return redirect("projects:queue")
    return redirect("projects:submission", uid=uid)


@require_POST
@login_required
def extend(request: HttpRequest, uid: UUID) -> HttpResponse:
    subject = submission_for(request, uid)
    claims.extend(subject, by=signed_in(request))
    messages.success(
        request,
        _("You have %(hours)s hours more.")
        % {"hours": current(site_settings.EXTENSION_HOURS)},
    )
    if request.POST.get("from") == "workspace":
        return redirect("projects:review", uid=uid)
    return redirect("projects:queue")


@require_POST
@login_required
def rerun(request: HttpRequest, uid: UUID) -> HttpResponse:
    subject = submission_for(request, uid)
    grading.rerun(subject, by=signed_in(request))
    messages.success(request, _("The checks have been started again."))
    return redirect("projects:submission", uid=uid)


@require_POST
@login_required
def reopen(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Only leads may, and the review is then in the lead's own hands."""
    subject, user = submission_for(request, uid), signed_in(request)
    check_allowed(subject, Action.REOPEN, by=user)  # nobody is asked for words in vain
    form = ReopenForm(request.POST)
    if not form.is_valid():
        context = {"submission": subject, "reopen_form": form}
        return render(request, "review/reopen.html", context, status=422)
    reviews.reopen(subject, by=user, reason=form.cleaned_data["reason"])
    messages.success(request, _("Reopened. The review is in your hands now."))
    return redirect("projects:review", uid=uid)
