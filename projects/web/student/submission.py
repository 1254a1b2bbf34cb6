"""A submission's page: live while it is checked (see `watching`), the review afterwards."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from projects.enums import Action, State
from projects.models import Submission
from projects.operations.notifications import mark_read
from projects.queries.change_token import ChangeToken, change_token_of
from projects.queries.disputes import disputes_among
from projects.queries.explanations import explanation_of
from projects.queries.progress import log_end, noted, read_progress
from projects.queries.queue import timeline_for
from projects.rules import knows_student, leads_work
from projects.web.parts.curves import drawn
from projects.web.parts.environment import environments_of
from projects.web.parts.exhibits import exhibits_of
from projects.web.parts.people import signed_in
from projects.web.parts.usage import usage_of
from projects.web.student.access import attempts_for
from projects.web.student.attempts import NEWEST, shown_of
from projects.web.student.checklist import AnsweredRow, answered_rows
from projects.web.student.forms import AppealForm, DisputeForm, ExplainForm, RatingForm
from projects.web.student.measurements import facts_of
from projects.web.student.presenters import (
    attempt_rows,
    crumbs_of,
    sections_of,
    state_label,
    step_rows,
    timeline_entries,
    todo_items,
)
from projects.web.student.summary import AttemptSummary, summarize
from projects.web.student.thread_parts import thread_rows
from projects.workflow import actions_for

SOONEST_WHOLE_S = 5  # without JavaScript the whole page is loaded each time


@dataclass(frozen=True)
class Bound:
    """Forms that came back with something to correct; None: as yet untouched."""

    appeal: Form | None = None
    dispute: Form | None = None
    rating: Form | None = None
    explain: Form | None = None


@login_required
def submission(request: HttpRequest, uid: UUID) -> HttpResponse:
    subject, newest = attempts_for(request, uid, NEWEST + 1)
    if subject.has_news:  # type: ignore[attr-defined] # a mark of its page
        mark_read(by=signed_in(request), submission_id=subject.pk)
    return _page(request, subject, newest, Bound(), 200)


def _answered(subject: Submission) -> list[AnsweredRow]:
    has_answers: bool = subject.has_answers  # type: ignore[attr-defined] # a mark of its page
    return answered_rows(subject) if has_answers else []


def page(
    request: HttpRequest, subject: Submission, bound: Bound = Bound(), status: int = 200
) -> HttpResponse:
    subject, newest = attempts_for(request, subject.uid, NEWEST + 1)
    return _page(request, subject, newest, bound, status)


def _page(
    request: HttpRequest,
    subject: Submission,
    newest: Sequence[Submission],
    bound: Bound,
    status: int,
) -> HttpResponse:
    user = signed_in(request)
    attempts, has_more = shown_of(newest, subject)
    superseded = subject.is_superseded()
    summary = summarize(subject, superseded=superseded)
    is_author = subject.student_id == user.pk
    is_asked = is_author and subject.was_asked  # type: ignore[attr-defined]
    events = timeline_for(subject, staff=not is_author)
    context = {
        **live_context(
            summary,
            for_staff=leads_work(user, subject) and not is_author,
            is_blind=not knows_student(user, subject),
        ),
        "crumbs": crumbs_of(subject, user, _("Attempt %(n)s") % {"n": subject.attempt}),
        "has_executed": subject.has_executed,  # type: ignore[attr-defined]
        "is_author": is_author,
        "show_actor": not is_author,
        "attempts": attempt_rows(attempts),
        "has_more_attempts": has_more,
        "superseded": superseded,
        "events": events,
        "timeline": timeline_entries(events, subject, user),
        "files": _files(summary),
        "review": summary.review,
        "explanation": explanation_of(subject) if is_asked else None,
        "disputes": disputes_among(summary.reviews),
        "is_reviewed": subject.state in State.reviewed(),
        "changes": sum(change.comment is None for change in summary.changes),
        "todo": todo_items(subject, summary.changes),
        "answered": _answered(subject),
        "conversations": thread_rows(summary.review),
        **_verbs(request, summary, bound, superseded=superseded),
    }
    return render(request, "student/submission.html", context, status=status)


def live_context(
    summary: AttemptSummary, *, for_staff: bool, is_blind: bool
) -> dict[str, Any]:
    run, charts = summary.run, summary.submission.project.charts()
    if run is not None:
        read_progress(run)
    token = change_token_of(summary.submission.state, run, summary.wait)
    return {
        "submission": summary.submission,
        "project": summary.submission.project,
        "state_label": state_label(summary.submission.state),
        "status_line": summary.status_line,
        "run": run,
        "steps": step_rows(summary.live),
        "sections": sections_of(summary.found, summary.review),
        "curves": drawn(run, charts) if run else [],
        "usage": _usage(summary),
        "facts": facts_of(run, charts) if run else [],
        "exhibits": exhibits_of(run, summary.submission),
        "environments": environments_of(run, for_staff=for_staff),
        "log": log_end(run) if run else "",
        "notes": noted(summary.submission, run, quotes=not is_blind),
        "is_blind": is_blind,
        "faulty": run is not None and run.is_faulty,
        "is_checking": summary.submission.state == State.CHECKING,
        **asking(token),
        "reload_every_s": max(round(token.asks_again_s), SOONEST_WHOLE_S),
    }


def asking(token: ChangeToken) -> dict[str, Any]:
    """What the part that asks for news is drawn with."""
    return {"change_token": token.value, "asks_again_s": f"{token.asks_again_s:g}"}


def _usage(summary: AttemptSummary) -> list[dict[str, Any]]:
    """Afterwards; while it runs, the step tracker says what it uses now."""
    if summary.run is None or summary.submission.state == State.CHECKING:
        return []
    steps = summary.run.steps.all()
    return [shown for step in steps if (shown := usage_of(step)) is not None]


def _files(summary: AttemptSummary) -> list[dict[str, Any]]:
    comments = summary.review.comments.all() if summary.review else ()
    counts = Counter(comment.file_name for comment in comments)
    return [
        {"name": file.name, "size": file.blob.size, "comments": counts[file.name]}
        for file in summary.submission.files.select_related("blob")
    ]


def _verbs(
    request: HttpRequest, summary: AttemptSummary, bound: Bound, *, superseded: bool
) -> dict[str, Any]:
    """What the reader may do, read off the transition table."""
    subject, user = summary.submission, signed_in(request)
    actions = actions_for(subject, user)
    rated_by_me = summary.review is not None and subject.student_id == user.pk
    return {
        "actions": actions,
        "may_withdraw": Action.WITHDRAW in actions,
        "may_review": Action.CLAIM in actions or subject.reviewer_id == user.pk,
        "may_resubmit": subject.student_id == user.pk
        and not superseded
        and subject.state in State.student_may_resubmit(),
        "appeal_form": (bound.appeal or AppealForm())
        if Action.APPEAL_CHECKS in actions
        else None,
        "dispute_form": (bound.dispute or dispute_form(summary))
        if Action.DISPUTE in actions
        else None,
        "explain_form": (bound.explain or ExplainForm())
        if Action.EXPLAIN in actions
        else None,
        "rating_form": (bound.rating or rating_form(summary)) if rated_by_me else None,
    }


def dispute_form(
    summary: AttemptSummary, data: Mapping[str, Any] | None = None
) -> DisputeForm:
    failing = [
        change.criterion for change in summary.changes if change.criterion is not None
    ]
    return DisputeForm(data, criteria=failing)


def rating_form(summary: AttemptSummary) -> RatingForm:
    given = getattr(summary.review, "rating", None)
    initial = {"stars": given.stars, "body": given.body} if given else {}
    return RatingForm(initial=initial)
