"""The student's home: the projects as a path, and one next step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from projects.enums import AuditKind, EnrolmentState, State
from projects.models import (
    CertificationChange,
    Cohort,
    Enrolment,
    Notification,
    User,
)
from projects.operations import verdicts
from projects.operations.notifications import mark_part_read
from projects.queries.changes_told import changes_told
from projects.queries.dashboard import (
    Stop,
    enrolments_of,
    news_for,
    next_stop,
    path_with,
    that_count,
)
from projects.queries.date_changes import DateChange
from projects.queries.hand_ins import site_closed_words
from projects.queries.part_changes import PartChange
from projects.queries.shares import handed_in_shares
from projects.queries.syllabus import (
    channels_for,
    guide_of,
    next_session,
    this_week,
)
from projects.rules import is_reviewer
from projects.web.parts.people import signed_in
from projects.web.parts.status_line import StatusLine
from projects.web.student import status_line
from projects.web.student.part import Part, part_of
from projects.web.student.presenters import Words, state_label
from projects.web.student.share import share_words
from projects.web.student.summary import status_line_in_list

NEWS = 5


@dataclass(frozen=True)
class StopRow:
    """One project as the path's component takes it."""

    number: int
    title: str
    summary: str
    url: str
    state: str
    state_label: Words
    opens_at: datetime | None  # empty once it is open
    due_at: datetime | None
    is_next: bool
    is_closed: bool
    share: str  # of the cohort who have handed it in, in words
    action: str  # the label of its button; empty where nothing waits for the student
    action_url: str


@dataclass(frozen=True)
class NewsRow:
    what: str
    about: str
    url: str
    at: datetime
    is_read: bool


@login_required
def home(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    enrolments = enrolments_of(user)
    if not enrolments:
        return _without_cohort(request, user)
    enrolment = chosen(enrolments, request.GET.get("cohort", ""))
    cohort = enrolment.cohort
    news = news_for(user, NEWS)
    _mark_read(news, request)
    closed = site_closed_words()
    guide = guide_of(cohort)
    stops = path_told(user, cohort)
    next_one = next_stop(stops)
    is_complete = bool(stops) and all(stop.is_done for stop in stops)
    certifies = is_complete and _certifies(enrolment)
    part = part_of(enrolment)
    context = {
        "cohort": cohort,
        "enrolments": enrolments,
        "part": part,
        "closed": closed,
        "stops": [_row(stop, cohort, is_next=stop is next_one) for stop in stops],
        "status_line": status_line.complete(certifies=certifies)
        if is_complete
        else _status_line(next_one, stops, part, closed),
        "done": sum(stop.is_done for stop in stops),
        "is_complete": is_complete and certifies,
        "week": this_week(cohort, guide),
        "session": next_session(guide),
        "channels": channels_for(guide, user),
        "news": _news_rows(news, stops),
    }
    return render(request, "student/home.html", context)


def _mark_read(news: Sequence[Notification], request: HttpRequest) -> None:
    """News of their part leads here: whoever follows it has read it."""
    unread = (one.change for one in news if one.read_at is None)
    kinds = {change.kind for change in unread if change is not None}
    if "cohort" in request.GET and AuditKind.ENROLMENT_CHANGED in kinds:
        mark_part_read(by=signed_in(request))


def path_told(user: User, cohort: Cohort) -> list[Stop]:
    """A verdict whose time has come is read, whether or not the sweep has told it."""
    counted = that_count(user, cohort)
    if any(one.is_to_be_told() for one in counted):
        verdicts.tell_all(user.submissions.all())
        counted = that_count(user, cohort)
    return path_with(counted, user, cohort)


def chosen(enrolments: Sequence[Enrolment], slug: str) -> Enrolment:
    """The enrolment asked for by the cohort's slug, else the newest."""
    asked = (one for one in enrolments if one.cohort.slug == slug)
    return next(asked, enrolments[0])


def _certifies(enrolment: Enrolment) -> bool:
    """Who went on in another cohort takes that one's certificate, unless there is one already."""
    moved = enrolment.state == EnrolmentState.TRANSFERRED
    return (
        not moved
        or enrolment.cohort.certificates.filter(student=enrolment.student_id).exists()
    )


def _without_cohort(request: HttpRequest, user: User) -> HttpResponse:
    if user.is_staff or user.is_lead:
        return redirect("projects:cohorts")
    if is_reviewer(user):
        return redirect("projects:queue")
    return render(request, "student/not_enrolled.html")


def _status_line(
    stop: Stop | None, stops: Sequence[Stop], part: Part, closed: str
) -> StatusLine:
    """Of the next step; with none, of what lies with a reviewer."""
    waits = stop is not None and stop.waits_for_student and not stop.is_asked
    if waits and not part.takes_part:  # a question is answered all the same
        return status_line.takes_no_part()
    if closed and stop is not None and stop.is_startable:
        return status_line.closed()
    waiting = (one.newest for one in stops if one.state in State.open())
    focus = stop.newest if stop else next(waiting, None)
    if focus is not None and focus.state != State.WITHDRAWN:
        return status_line_in_list(focus)
    return (
        status_line.next_of_path(stop.project.title)
        if stop
        else status_line.nothing_open()
    )


def _row(stop: Stop, cohort: Cohort, *, is_next: bool) -> StopRow:
    project, is_open = stop.project, stop.scheduled.is_open()
    is_closed = not is_open and stop.newest is None
    url = f"{reverse('projects:project', args=[project.slug])}?cohort={cohort.slug}"
    target = url
    if stop.newest is not None and not stop.is_startable:
        target = reverse("projects:submission", args=[stop.newest.uid])
    return StopRow(
        number=stop.scheduled.number,
        title=project.title,
        summary=project.summary,
        url=url,
        state=stop.state,
        state_label=_("Not open yet")
        if is_closed
        else state_label(stop.state, stop.met_in),
        opens_at=None if is_open or project.announced else stop.scheduled.opens_at,
        due_at=stop.scheduled.due_at,
        is_next=is_next,
        is_closed=is_closed,
        share=share_words(handed_in_shares(cohort), project) if is_next else "",
        action=_action(stop) if is_next or stop.waits_for_student else "",
        action_url=target,
    )


def _action(stop: Stop) -> str:
    labels = {
        "": _("Start this project"),
        State.WITHDRAWN: _("Hand in again"),
        State.CHECKING: _("Watch the checks"),
        State.RETURNED: _("Read the hints"),
        State.EXPLAINING: _("Read the question"),
        State.CHANGES_REQUESTED: _("Read the review"),
        State.UNREVIEWABLE: _("Read why"),
    }
    return labels[stop.state]


def _news_rows(items: Sequence[Notification], stops: Sequence[Stop]) -> list[NewsRow]:
    changes = [one.change for one in items if one.change is not None]
    told = changes_told(changes, known=[stop.project for stop in stops])
    rows = (_news_row(one, told) for one in items)
    return [one for one in rows if one is not None]


def _news_row(
    item: Notification, told: Mapping[int, DateChange | PartChange]
) -> NewsRow | None:
    """None: what it tells of is gone."""
    is_read = item.read_at is not None
    if (copy := item.addressed) is not None:
        return NewsRow(
            what=copy.words.subject,
            about=copy.message.sender.name,
            url=reverse("projects:inbox_message", args=[copy.message_id]),
            at=copy.message.sent_at,
            is_read=is_read,
        )
    if item.change_id is not None:
        change = told.get(item.change_id)
        return _news_of_change(change, is_read=is_read) if change else None
    if (moved := item.certification_change) is not None:
        return _news_of_certification(moved, item.recipient_id, is_read=is_read)
    event = item.happened
    return NewsRow(
        what=event.get_kind_display(),
        about=event.submission.project.title,
        url=reverse("projects:submission", args=[event.submission.uid]),
        at=event.at,
        is_read=is_read,
    )


def _news_of_change(change: DateChange | PartChange, *, is_read: bool) -> NewsRow:
    if isinstance(change, PartChange):
        url = f"{reverse('projects:home')}?cohort={change.leads_to}"
    else:
        project = reverse("projects:project", args=[change.project.slug])
        url = f"{project}?cohort={change.cohort.slug}"
    return NewsRow(change.title, change.cohort.title, url, change.entry.at, is_read)


def _news_of_certification(
    change: CertificationChange, reader: int, *, is_read: bool
) -> NewsRow:
    row = change.certification
    if row.user_id == reader:
        words = _("Your certification: %(state)s")
        url = reverse("projects:my_certifications")
    else:
        words = _("%(name)s applies to become a reviewer")
        url = reverse("projects:certification", args=[row.pk])
    what = {"state": change.get_to_state_display(), "name": row.user.name}
    return NewsRow(words % what, row.project.title, url, change.at, is_read)
