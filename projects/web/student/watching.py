"""What moves on a submission's page while it is checked: asked for by hundreds at a time.

Access is checked in every request. Whatever it lets through reads the same in one language, so it is
drawn once for all of them.
"""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language

from projects.enums import State
from projects.models import Run, Submission, User
from projects.queries.change_token import (
    ChangeToken,
    change_token_of,
    read_change_token,
    row_seen,
)
from projects.queries.progress import log_end, log_since
from projects.web.parts.people import signed_in
from projects.web.parts.status_line import StatusLine
from projects.web.student.access import submission_for
from projects.web.student.status_line import StatusDetails, status_line_of
from projects.web.student.submission import asking, live_context
from projects.web.student.summary import summarize

STOP_POLLING = 286
NOTHING_NEW = 204
KEPT_S = 30  # longer than anybody asks for a state that has passed


@login_required
def live(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What moved. Nothing when nothing moved; 286 tells the page to stop asking."""
    token, is_author = _seen_by(signed_in(request), uid)
    if not token.is_checking:  # the verdict is on the whole page, not in a part
        return HttpResponse(status=STOP_POLLING, headers={"HX-Refresh": "true"})
    seen = request.GET.get("seen", "")
    if seen == token.value:
        return HttpResponse(status=NOTHING_NEW)
    if token.has_moved_in_line_only(seen):
        return HttpResponse(_nearer(uid, token, is_author=is_author))
    key = f"live-{uid}-{get_language()}-{token.value}"
    part = cache.get(key)
    if part is None:
        subject = submission_for(request, uid)
        if subject.state != State.CHECKING:
            return HttpResponse(status=STOP_POLLING, headers={"HX-Refresh": "true"})
        part = _moving_part(request, subject)
        cache.set(key, part, KEPT_S)
    more = row_seen(seen, part.token)
    return HttpResponse(_answer(part, key, more, is_author=is_author))


def _seen_by(user: User, uid: UUID) -> tuple[ChangeToken, bool]:
    """And whether it is their own work, which is looked for first: most who ask watch their own."""
    token = read_change_token(Submission.objects.own_of(user), uid)
    if token is not None:
        return token, True
    token = read_change_token(Submission.objects.visible_to(user), uid)
    if token is None:
        raise Http404
    return token, False


def _nearer(uid: UUID, token: ChangeToken, *, is_author: bool) -> str:
    """The new place in line, without reading or drawing anything else."""
    details = StatusDetails(wait=token.wait)
    line = status_line_of(Submission(state=State.CHECKING), details)
    context = {
        "submission": Submission(uid=uid),
        "status_line": line if is_author else None,
        "more": "",
        "oob": True,
        **asking(token),
    }
    return render_to_string("student/live_update.html", context)


@dataclass(frozen=True)
class Part:
    """What moved, as everyone who may see it gets it; `token` is how it was when read."""

    token: ChangeToken
    run: Run | None
    submission: Submission
    html: str
    status_line: StatusLine


def _moving_part(request: HttpRequest, subject: Submission) -> Part:
    summary = summarize(subject)
    # Drawn once for all. While it is checked, only its author and leads see it.
    context = live_context(summary, for_staff=False, is_blind=False)
    html = render_to_string("student/live.html", {**context, "oob": True}, request)
    token = change_token_of(subject.state, summary.run, summary.wait)
    run = Run(pk=token.run, last_seq=token.last_seq) if token.run else None
    named = Submission(uid=subject.uid)
    return Part(token, run, named, html, summary.status_line)


def _answer(part: Part, key: str, seen: int | None, *, is_author: bool) -> str:
    """With the status line for the author, and what the log got since row `seen`.

    Most who watch have seen the same, so this is drawn once for them as well.
    """
    key = f"{key}-{seen}-{is_author}"
    answer: str | None = cache.get(key)
    if answer is None:
        answer = _drawn_answer(part, seen, is_author=is_author)
        cache.set(key, answer, KEPT_S)
    return answer


def _drawn_answer(part: Part, seen: int | None, *, is_author: bool) -> str:
    more = log_since(part.run, seen) if part.run and seen is not None else None
    context = {
        "submission": part.submission,
        "live": part.html,
        "status_line": part.status_line if is_author else None,
        "is_checking": True,
        "oob": True,
        "more": more,
        "log": log_end(part.run) if part.run and more is None else "",
        **asking(part.token),
    }
    return render_to_string("student/live_update.html", context)
