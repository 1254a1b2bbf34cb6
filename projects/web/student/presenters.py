"""Rows as the components take them: words, badges and addresses, nothing more."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from projects.enums import EventKind, State, StepState
from projects.models import Comment, Criterion, Event, Review, Submission, User
from projects.queries import feedback
from projects.queries.feedback import JudgedCriterion, RequiredChange
from projects.queries.grading import CriterionResult, by_criterion
from projects.queries.names import name_of
from projects.queries.progress import Live, StepNow
from projects.rules import leads_work
from projects.templatetags.kit import duration, estimated
from projects.web.parts.comment_places import part_anchor, part_label
from projects.web.parts.places import Place
from projects.web.parts.usage import megabytes

Words = str | Promise


@dataclass(frozen=True)
class RubricSection:
    title: str
    criteria: Sequence[JudgedCriterion]


@dataclass(frozen=True)
class TodoItem:
    title: str
    body: str
    url: str
    link_label: str
    is_hint: bool = False


@dataclass(frozen=True)
class AttemptRow:
    number: int
    url: str
    state: str
    state_label: Words
    at: datetime


@dataclass(frozen=True)
class TimelineEntry:
    """An event as the timeline shows it."""

    created_at: datetime
    kind: str
    get_kind_display: str
    to_state: str
    actor: str
    body: str


@dataclass(frozen=True)
class CommentRow:
    """A published comment in its place."""

    id: int
    tag: str
    get_tag_display: str
    body: str
    author: str
    created_at: datetime
    line_url: str
    line_label: str
    place: Place
    thread: str = ""  # ready HTML: replies, and the form for the next


def crumbs_of(submission: Submission, reader: User, last: str) -> list[dict[str, str]]:
    """The way down to a page of this attempt; `last` is the page itself.

    Whoever is not the author came from the board or the queue, not from projects of theirs.
    """
    project = submission.project
    if submission.student_id != reader.pk:
        cohort = submission.cohort
        board = reverse("projects:board", args=[cohort.slug])
        queue = reverse("projects:queue")
        return [
            {"label": cohort.title, "url": board}
            if leads_work(reader, submission)
            else {"label": _("Queue"), "url": queue},
            {"label": last, "url": ""},
        ]
    url = reverse("projects:project", args=[project.slug])
    return [
        {"label": _("My projects"), "url": reverse("projects:home")},
        {
            "label": project.title,
            "url": f"{url}?cohort={submission.cohort.slug}",
        },
        {"label": last, "url": ""},
    ]


def state_label(state: str, met_in: str = "") -> Words:
    """`met_in`: the cohort whose pass it is, if that is another one."""
    if met_in:
        return _("Met in %(cohort)s") % {"cohort": met_in}
    return State(state).student_label if state else _("Not started")


def sections_of(
    found: Iterable[CriterionResult], review: Review | None
) -> list[RubricSection]:
    rows = feedback.judged(found, review)
    grouped = groupby(rows, lambda row: row.criterion.section_slug)
    parts = [list(members) for _slug, members in grouped]
    return [RubricSection(part[0].criterion.section, part) for part in parts]


def rubric_sections(criteria: Sequence[Criterion]) -> list[RubricSection]:
    """The rubric before anything was handed in."""
    return sections_of(by_criterion(criteria, None), None)


def todo_items(
    submission: Submission, changes: Iterable[RequiredChange]
) -> list[TodoItem]:
    page = reverse("projects:submission", args=[submission.uid])
    items = []
    for change in changes:
        if change.comment is not None:
            items.append(
                TodoItem(
                    place_of(change.comment),
                    change.body,
                    f"{file_url(submission, change.comment)}#comment-{change.comment.pk}",
                    _("See the place"),
                )
            )
        elif change.criterion is not None:
            url = f"{page}#criterion-{change.criterion.slug}"
            title, label = change.criterion.title, _("See the criterion")
            items.append(TodoItem(title, change.body, url, label, change.is_hint))
    return items


def place_of(comment: Comment) -> str:
    """Where a comment stands, as people count: cells and lines from 1."""
    part = part_label(comment)
    place = {
        "file": comment.file_name,
        "cell": (comment.cell or 0) + 1,
        "line": comment.line,
        "part": part,
    }
    is_line = bool(part) and comment.last_line == comment.line
    if comment.cell is None:
        words = _("%(file)s, line %(line)s") if is_line else "%(file)s %(part)s"
    elif is_line and comment.line:
        words = _("%(file)s, cell %(cell)s, line %(line)s")
    else:
        words = _("%(file)s, cell %(cell)s") + (": %(part)s" if part else "")
    return (words % place).rstrip()


def file_url(submission: Submission, comment: Comment) -> str:
    """The page of the file that the comment stands on."""
    url = reverse("projects:notebook", args=[submission.uid, comment.file_name])
    return url if comment.cell is None else f"{url}?cell={comment.cell + 1}"


def comment_rows(
    review: Review | None, file_name: str, threads: Mapping[int, str], reader: User
) -> list[tuple[int | None, CommentRow]]:
    """The review's comments on a file, each with its cell (from 0; None: a text file)."""
    if review is None:
        return []
    author = name_of(review.reviewer, review.submission, reader)
    return [
        (
            comment.cell,
            CommentRow(
                id=comment.pk,
                tag=comment.tag,
                get_tag_display=comment.get_tag_display(),
                body=comment.body,
                author=author,
                created_at=comment.created_at,
                line_url=f"#{part_anchor(comment)}" if part_label(comment) else "",
                line_label=part_label(comment),
                place=Place.of(comment),
                thread=threads.get(comment.pk, ""),
            ),
        )
        for comment in review.comments.all()
        if comment.file_name == file_name
    ]


def attempt_rows(attempts: Iterable[Submission]) -> list[AttemptRow]:
    return [
        AttemptRow(
            one.attempt,
            reverse("projects:submission", args=[one.uid]),
            one.state,
            state_label(one.state),
            one.submitted_at,
        )
        for one in attempts
    ]


def timeline_entries(
    events: Iterable[Event], submission: Submission, reader: User
) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            event.at,
            event.kind,
            event.get_kind_display(),
            event.to_state,
            name_of(event.actor, submission, reader),
            # The notes that came with the work stand under a heading of their own.
            "" if event.kind == EventKind.SUBMITTED else event.body,
        )
        for event in events
    ]


def step_rows(live: Live | None) -> list[dict[str, Words | int]]:
    """What runs now, as the step tracker takes it."""
    if live is None:
        return []
    return [
        {
            "label": now.step.get_kind_display(),
            "state": now.step.state,
            "state_label": StepState(now.step.state).label,
            "detail": _detail(now),
            "cells_done": now.cells_done,
            "cells": now.cells if now.is_running else 0,
        }
        for now in live.steps
    ]


def _detail(now: StepNow) -> str:
    parts = [now.doing]
    if now.cells:
        counts = {"done": now.cells_done, "all": now.cells}
        parts.append(_("%(done)s of %(all)s cells done") % counts)
    if now.is_running and now.remaining is not None:
        parts.append(_("about %(time)s left") % {"time": estimated(now.remaining)})
    if now.is_running:
        parts.append(_("%(time)s so far") % {"time": duration(now.step.duration_s())})
    if now.usage:
        of = {
            "used": megabytes(float(now.usage["memory_mb"])),
            "all": megabytes(float(now.usage["limit_mb"])),
        }
        parts.append(_("%(used)s of %(all)s memory") % of)
    if now.step.finished_at is not None:
        parts.append(duration(now.step.duration_s()))
    return " · ".join(part for part in parts if part)
