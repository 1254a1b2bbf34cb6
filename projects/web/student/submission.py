"""A submission's page: live while it is checked, the review afterwards."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from projects.enums import Action, State
from projects.models import Run, Submission
from projects.operations.notifications import mark_read
from projects.queries.change_token import (
    ChangeToken,
    change_token_of,
    read_change_token,
    row_seen,
)
from projects.queries.disputes import disputes_among
from projects.queries.explanations import explanation_of
from projects.queries.progress import log_end, log_since, noted, read_progress
from projects.queries.queue import timeline_for
from projects.rules import knows_student, leads_work
from projects.web.parts.curves import drawn
from projects.web.parts.environment import environments_of
from projects.web.parts.exhibits import exhibits_of
from projects.web.parts.people import signed_in
from projects.web.parts.status_line import StatusLine
from projects.web.parts.usage import usage_of
from projects.web.student.access import attempts_for, submission_for
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

STOP_POLLING = 286
NOTHING_NEW = 204
KEPT_S = 30  # longer than anybody asks for a state that has passed


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
        **_live_context(
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


@login_required
def live(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The part that moves. Nothing when nothing moved; 286 tells the page to stop asking.

    Hundreds may ask every two seconds. Access is checked in every one of these requests; whatever
    it lets through reads the same in one language, so it is drawn once for all of them.
    """
    user = signed_in(request)
    token = read_change_token(Submission.objects.own_of(user), uid)
    if token is None:
        token = read_change_token(Submission.objects.visible_to(user), uid)
    if token is None:
        raise Http404
    if not token.is_checking:  # the verdict is on the whole page, not in a part
        return HttpResponse(status=STOP_POLLING, headers={"HX-Refresh": "true"})
    seen = request.GET.get("seen", "")
    if seen == token.value:
        return HttpResponse(status=NOTHING_NEW)
    key = f"live-{uid}-{get_language()}-{token.value}"
    part = cache.get(key)
    if part is None:
        subject = submission_for(request, uid)
        if subject.state != State.CHECKING:
            return HttpResponse(status=STOP_POLLING, headers={"HX-Refresh": "true"})
        part = _moving_part(request, subject)
        cache.set(key, part, KEPT_S)
    return HttpResponse(_answer(request, part, key, row_seen(seen, part.token)))


@dataclass(frozen=True)
class Part:
    """What moved, as everyone who may see it gets it; `token` is how it was when read."""

    token: ChangeToken
    run: Run | None
    student: int
    html: str
    status_line: StatusLine


def _moving_part(request: HttpRequest, subject: Submission) -> Part:
    summary = summarize(subject)
    # Drawn once for all. While it is checked, only its author and leads see it.
    context = _live_context(summary, for_staff=False, is_blind=False)
    html = render_to_string("student/live.html", context, request)
    token = change_token_of(subject.state, summary.run)
    run = Run(pk=token.run, last_seq=token.last_seq) if token.run else None
    return Part(token, run, subject.student_id, html, summary.status_line)


def _answer(request: HttpRequest, part: Part, key: str, seen: int | None) -> str:
    """With the status line for the author, and what the log got since row `seen`.

    Most who watch have seen the same, so this is drawn once for them as well.
    """
    is_author = part.student == signed_in(request).pk
    key = f"{key}-{seen}-{is_author}"
    answer: str | None = cache.get(key)
    if answer is None:
        answer = _drawn_answer(request, part, seen, is_author=is_author)
        cache.set(key, answer, KEPT_S)
    return answer


def _drawn_answer(
    request: HttpRequest, part: Part, seen: int | None, *, is_author: bool
) -> str:
    more = log_since(part.run, seen) if part.run and seen is not None else None
    context = {
        "live": part.html,
        "status_line": part.status_line if is_author else None,
        "is_checking": True,
        "oob": True,
        "more": more,
        "log": log_end(part.run) if part.run and more is None else "",
    }
    return render_to_string("student/live_update.html", context, request)


def _live_context(
    summary: AttemptSummary, *, for_staff: bool, is_blind: bool
) -> dict[str, Any]:
    run, charts = summary.run, summary.submission.project.charts()
    if run is not None:
        read_progress(run)
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
        "change_token": change_token_of(summary.submission.state, run).value,
    }


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
