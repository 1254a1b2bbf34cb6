"""Sending a verdict, and what its reviewer may do until it is told: take it back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.enums import Action
from projects.errors import Incomplete
from projects.models import Submission, User
from projects.operations import reviews, verdicts
from projects.web.parts.people import signed_in
from projects.web.review.access import has_sent, reviewable_for
from projects.web.review.forms import ReviewForm


@dataclass(frozen=True)
class SentVerdict:
    submission: Submission
    label: str | Promise
    due_at: datetime | None


def sent_verdict(submission: Submission, reader: User) -> SentVerdict | None:
    """For its reviewer; nobody else is told before the student."""
    if not has_sent(submission, reader):
        return None
    label = Action(submission.pending_verdict["action"]).label
    return SentVerdict(submission, label, submission.verdict_due_at)


def sent_verdicts(sent: Iterable[Submission], reader: User) -> list[SentVerdict]:
    rows = (sent_verdict(one, reader) for one in sent)
    return [row for row in rows if row is not None]


def send_verdict(
    subject: Submission, action: str, form: ReviewForm, request: HttpRequest
) -> None:
    user = signed_in(request)
    if action == Action.APPROVE:
        reviews.approve(subject, by=user)
    elif action == Action.REQUEST_CHANGES:
        reviews.request_changes(subject, by=user)
    elif action == Action.CANNOT_REVIEW:
        reviews.cannot_review(
            subject,
            by=user,
            reason=form.cleaned_data["reason"],
            body=form.cleaned_data["unable_body"],
        )
    else:
        raise Incomplete(_("Choose what to publish."))


@require_POST
@login_required
def take_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    subject = reviewable_for(request, uid)
    verdicts.take_back(subject, by=signed_in(request))
    messages.success(request, _("Taken back. The student was told nothing."))
    return redirect("projects:review", uid=uid)
