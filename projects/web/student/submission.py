"""A submission's page: live while it is checked, the review afterwards."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from projects.enums import Action, State
from projects.models import Artifact, Submission, User
from projects.models.course import text_in
from projects.operations.telling import mark_read
from projects.queries.feedback import may_still_dispute
from projects.queries.progress import log_end, notes_of
from projects.queries.queue import timeline_for
from projects.rules import is_lead
from projects.web.people import signed_in
from projects.web.student.curves import loss_curve
from projects.web.student.door import submission_for
from projects.web.student.forms import AppealForm, DisputeForm, RatingForm
from projects.web.student.measured import facts_of
from projects.web.student.reading import Reading, read
from projects.web.student.shown import (
    attempt_rows,
    crumbs_of,
    sections_of,
    state_label,
    step_rows,
    todo_items,
    told,
)
from projects.web.surroundings import surroundings_of
from projects.workflow import actions_for

EXECUTED = "executed.ipynb"
STOP_POLLING = 286
NOTHING_NEW = 204


@dataclass(frozen=True)
class Bound:
    """Forms that came back with something to correct; None: as yet untouched."""

    appeal: Form | None = None
    dispute: Form | None = None
    rating: Form | None = None


@login_required
def submission(request: HttpRequest, uid: UUID) -> HttpResponse:
    subject = submission_for(request, uid)
    mark_read(by=signed_in(request), submission_id=subject.pk)
    return page(request, subject)


def page(
    request: HttpRequest, subject: Submission, bound: Bound = Bound(), status: int = 200
) -> HttpResponse:
    user = signed_in(request)
    attempts = list(
        Submission.objects.visible_to(user)
        .filter(
            student=subject.student_id,
            cohort=subject.cohort_id,
            project=subject.project_id,
        )
        .order_by("-attempt")
    )
    superseded = any(one.attempt > subject.attempt for one in attempts)
    reading = read(subject, superseded=superseded)
    is_author = subject.student_id == user.pk
    context = {
        **_live_context(reading, user),
        "crumbs": crumbs_of(subject, user, _("Attempt %(n)s") % {"n": subject.attempt}),
        "is_author": is_author,
        "show_actor": not is_author,
        "attempts": attempt_rows(attempts),
        "superseded": superseded,
        "timeline": told(timeline_for(subject, staff=not is_author)),
        "files": _files(reading),
        "review": reading.review,
        "is_reviewed": subject.state in State.reviewed(),
        "changes": sum(change.comment is None for change in reading.changes),
        "todo": todo_items(subject, reading.changes),
        **_verbs(request, reading, bound, superseded=superseded),
    }
    return render(request, "student/submission.html", context, status=status)


@login_required
def live(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The part that moves. Nothing when nothing moved; 286 tells the page to stop asking."""
    subject = submission_for(request, uid)
    reading = read(subject)
    if subject.state != State.CHECKING:
        response = _part(request, reading)
        response.status_code = STOP_POLLING
        response["HX-Refresh"] = (
            "true"  # the verdict is on the whole page, not in a part
        )
        return response
    if request.GET.get("seen") == _mark(reading):
        return HttpResponse(status=NOTHING_NEW)
    return _part(request, reading)


def _part(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The moving part, with the turn and the log that stand elsewhere on the page."""
    user = signed_in(request)
    is_author = reading.submission.student_id == user.pk
    context = {**_live_context(reading, user), "oob": True, "is_author": is_author}
    return render(request, "student/live.html", context)


def _live_context(reading: Reading, user: User) -> dict[str, Any]:
    run = reading.run
    is_staff = is_lead(user) and reading.submission.student_id != user.pk
    return {
        "submission": reading.submission,
        "project": reading.submission.project,
        "state_label": state_label(reading.submission.state),
        "turn": reading.turn,
        "run": run,
        "steps": step_rows(reading.live),
        "sections": sections_of(reading.found, reading.review),
        "curve": loss_curve(run) if run else "",
        "facts": facts_of(run) if run else [],
        "surroundings": surroundings_of(run, for_staff=is_staff),
        "log": log_end(run) if run else "",
        "notes": [text_in(note) for note in reading.submission.intake_notes]
        + (notes_of(run) if run else []),
        "has_executed": run is not None and _has_executed(run.pk),
        "faulty": run is not None and run.is_faulty,
        "is_checking": reading.submission.state == State.CHECKING,
        "mark": _mark(reading),
    }


def _has_executed(run_pk: int) -> bool:
    return Artifact.objects.filter(run=run_pk, name=EXECUTED).exists()


def _mark(reading: Reading) -> str:
    """Changes whenever the moving part would look different."""
    if reading.run is None or reading.live is None:
        return ""
    states = ".".join(now.step.state for now in reading.live.steps)
    left = reading.live.remaining
    rounded = int(left.total_seconds()) // 5 if left else 0
    wait = reading.wait.mark if reading.wait else ""
    return f"{reading.run.pk}-{reading.run.last_seq}-{states}-{rounded}-{wait}"


def _files(reading: Reading) -> list[dict[str, Any]]:
    comments = reading.review.comments.all() if reading.review else ()
    counts = Counter(comment.file_name for comment in comments)
    return [
        {"name": file.name, "size": file.blob.size, "comments": counts[file.name]}
        for file in reading.submission.files.select_related("blob")
    ]


def _verbs(
    request: HttpRequest, reading: Reading, bound: Bound, *, superseded: bool
) -> dict[str, Any]:
    """What the reader may do, read off the transition table."""
    subject, user = reading.submission, signed_in(request)
    actions = actions_for(subject, user)
    disputing = (
        Action.DISPUTE in actions and not superseded and may_still_dispute(subject)
    )
    rated_by_me = reading.review is not None and subject.student_id == user.pk
    return {
        "may_withdraw": Action.WITHDRAW in actions,
        "may_review": Action.CLAIM in actions or subject.reviewer_id == user.pk,
        "may_resubmit": subject.student_id == user.pk
        and not superseded
        and subject.state in State.student_may_resubmit(),
        "appeal_form": (bound.appeal or AppealForm())
        if Action.APPEAL_CHECKS in actions and not superseded
        else None,
        "dispute_form": (bound.dispute or dispute_form(reading)) if disputing else None,
        "rating_form": (bound.rating or rating_form(reading)) if rated_by_me else None,
    }


def dispute_form(
    reading: Reading, data: Mapping[str, Any] | None = None
) -> DisputeForm:
    failing = [
        change.criterion for change in reading.changes if change.criterion is not None
    ]
    return DisputeForm(data, criteria=failing)


def rating_form(reading: Reading) -> RatingForm:
    given = getattr(reading.review, "rating", None)
    initial = {"stars": given.stars, "words": given.words} if given else {}
    return RatingForm(initial=initial)
