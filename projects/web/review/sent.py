"""A verdict that was sent and not told yet: said to its reviewer, who may take it back."""

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
from projects.models import Submission, User
from projects.operations import verdicts
from projects.queries.review_room import sent_by
from projects.web.parts.people import signed_in
from projects.web.review.access import has_sent, reviewable_for


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


def sent_verdicts(reader: User) -> list[SentVerdict]:
    rows = (sent_verdict(one, reader) for one in sent_by(reader))
    return [row for row in rows if row is not None]


@require_POST
@login_required
def take_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    subject = reviewable_for(request, uid)
    verdicts.take_back(subject, by=signed_in(request))
    messages.success(request, _("Taken back. The student was told nothing."))
    return redirect("projects:review", uid=uid)
