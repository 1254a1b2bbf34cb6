"""A project's page: what to build, what it is judged by, the starter, and the way to hand in."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from notebooks.html import Html
from notebooks.intake import HandIn
from notebooks.isolated.api import take_in
from notebooks.isolated.client import Overloaded
from notebooks.limits import IntakeLimits
from notebooks.markup import markdown
from notebooks.refusals import Refusal
from projects import site_settings
from projects.enums import State
from projects.errors import Busy, DomainError, TooOften
from projects.models import (
    ChangeAnswer,
    Cohort,
    Criterion,
    Project,
    Submission,
    User,
    current,
    localized,
)
from projects.operations import submissions, upload_limits
from projects.operations.notifications import mark_read
from projects.queries import quota
from projects.queries.checklist import Checklist, answers_of, by_key, checklist_for
from projects.queries.hand_ins import closed_words
from projects.queries.intake import signature_of
from projects.queries.shares import handed_in_shares
from projects.rules import is_review_staff
from projects.web.parts.attachments import attachment
from projects.web.parts.people import signed_in
from projects.web.parts.status_line import StatusLine
from projects.web.student import results, starters, status_line
from projects.web.student.attempts import shown_of
from projects.web.student.checklist import checklist_rows
from projects.web.student.cohort_project import (
    ProjectInCohort,
    cohort_project,
    is_readable,
)
from projects.web.student.forms import UploadForm
from projects.web.student.hand_ins import AttemptsHere, criteria_for, found_at
from projects.web.student.presenters import (
    attempt_rows,
    rubric_sections,
    todo_items,
)
from projects.web.student.share import share_words
from projects.web.student.summary import (
    AttemptSummary,
    status_line_in_list,
    summarize,
)

UNPROCESSABLE = 422


@login_required
def project(request: HttpRequest, slug: str) -> HttpResponse:
    user = signed_in(request)
    place = cohort_project(user, slug, request.GET.get("cohort", ""))
    found = found_at(user, place)
    mark_read(by=user, dates_of=slug)
    asked = _asked(user, place) if found.may_upload else Checklist()
    form = UploadForm(
        changes=asked.changes,
        answered=_answered(found, asked),
        initial={"cohort": place.cohort.slug if place.cohort else ""},
    )
    return render(
        request, "student/project.html", _context(user, place, found, form, asked)
    )


def _asked(user: User, place: ProjectInCohort) -> Checklist:
    """The changes that the form asks about."""
    if place.cohort is None:
        return Checklist()
    project = place.scheduled.project
    return checklist_for(student=user, cohort=place.cohort, project=project)


def _answered(found: AttemptsHere, asked: Checklist) -> Mapping[str, ChangeAnswer]:
    """What the newest attempt said to the same changes, if no reviewer has judged it."""
    judged, newest = asked.submission, next(iter(found.here), None)
    if judged is None or newest is None or newest.attempt <= judged.attempt:
        return {}
    return by_key(answers_of(newest))


@login_required
def submit(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes the files in as a new attempt; what is wrong with them is said beside the field."""
    if request.method != "POST":
        return redirect("projects:project", slug=slug)
    user = signed_in(request)
    place = cohort_project(user, slug, request.POST.get("cohort", ""))
    subject, cohort = place.scheduled.project, place.cohort
    if cohort is None:
        raise Http404
    asked = _asked(user, place)
    form = UploadForm(request.POST, request.FILES, changes=asked.changes)
    made = _submitted(user, subject, cohort, form)
    if made is None:
        found = found_at(user, place)
        return _refused(request, _context(user, place, found, form, asked))
    messages.success(request, _("Your work is stored. The checks start now."))
    return redirect("projects:submission", uid=made.uid)


def _refused(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    refusal = context["form"].refusal
    later = isinstance(refusal, TooOften | Busy)
    status = refusal.status if later else UNPROCESSABLE
    response = render(request, "student/project.html", context, status=status)
    if isinstance(refusal, TooOften):
        response["Retry-After"] = str(refusal.wait_s)
    return response


def _submitted(
    user: User, subject: Project, cohort: Cohort, form: UploadForm
) -> Submission | None:
    """None when something was refused; the form then says what, and where."""
    if not form.is_valid():
        return None
    try:
        # Before anything is parsed: whether it would be taken at all. Closed: nothing is counted.
        submissions.check_not_closed(subject)
        upload_limits.note_upload(by=user)
        submissions.check_may_submit(by=user, cohort=cohort, project=subject)
        return submissions.submit(
            by=user,
            cohort=cohort,
            project=subject,
            intake=_intake(form.cleaned_data["uploads"], subject),
            honour_code=form.cleaned_data["honour_code"],
            notes=form.cleaned_data["notes"],
            answers=form.answers(),
        )
    except Refusal as refusal:
        form.add_error("uploads", localized(refusal.words))
    except DomainError as error:
        form.add_error(error.field or None, str(error.message))
        form.refusal = error
    return None


def _intake(files: list[UploadedFile], subject: Project) -> HandIn:
    try:
        return take_in(
            [(file.name or "", file) for file in files],
            signature_of(subject),
            [signature_of(other) for other in Project.objects.all()],
            IntakeLimits(),
        )
    except Overloaded as error:
        raise Busy(
            _(
                "Many files are being read at this moment. Nothing was stored and no"
                " attempt was counted: upload again in a few seconds."
            ),
            field="uploads",
        ) from error


def _context(
    user: User,
    place: ProjectInCohort,
    found: AttemptsHere,
    form: UploadForm,
    asked: Checklist,
) -> dict[str, Any]:
    subject, cohort, is_open = place.scheduled.project, place.cohort, place.is_open
    is_shown = is_open or (is_review_staff(user) and not subject.announced)
    attempts, has_more = shown_of(found.here)
    last = found.last
    if last is not None:
        last.project = subject
    # Of the rubric that the next attempt is judged by.
    criteria = criteria_for(subject, last, asked) if is_shown or last else []
    summary = _summary(last, criteria)
    closed = closed_words(subject) if found.may_upload else ""
    line = _status_line(place, last, summary)
    is_asked = last is not None and last.state == State.EXPLAINING
    if line.whose == "yours" and not found.part.takes_part and not is_asked:
        line = status_line.takes_no_part()
    return {
        "project": subject,
        "crumbs": [
            {"label": _("My projects"), "url": reverse("projects:home")},
            {"label": subject.title, "url": ""},
        ],
        "eyebrow": _("Project %(n)s") % {"n": place.scheduled.number},
        "state": last.state if last else "",
        "state_label": place.state_label(found.newest, found.carried),
        "max_mb": IntakeLimits().megabytes,
        "cohort": cohort,
        "part": found.part,
        "is_shown": is_shown,
        "opens_at": None if is_open else place.scheduled.opens_at,
        "brief": _brief(subject) if is_shown else "",
        "sections": rubric_sections(criteria) if is_shown else [],
        "has_starter": is_shown and starters.exists(subject),
        "results": results.shown(subject),
        "due_at": place.scheduled.due_at,
        "share": share_words(handed_in_shares(cohort), subject) if cohort else "",
        "attempts": attempt_rows(attempts),
        "has_more_attempts": has_more,
        "last": last,
        "todo": todo_items(last, summary.changes) if last and summary else (),
        "checklist": checklist_rows(asked, form.answer_fields()),
        "status_line": status_line.closed() if closed else line,
        "closed": closed,
        "may_upload": found.may_upload and (not closed or form.is_bound),
        "form": form,
        "limits": _limits(user),
    }


def _summary(
    last: Submission | None, criteria: Sequence[Criterion]
) -> AttemptSummary | None:
    """Of what the checks returned: their hints. What a reviewer requires is answered in the form."""
    if last is None or last.state != State.RETURNED:
        return None
    is_same = bool(criteria) and criteria[0].rubric_id == last.rubric_id
    return summarize(last, criteria=criteria if is_same else ())


def _limits(user: User) -> dict[str, int]:
    """What the form says beforehand, in whole megabytes."""
    return {
        "used_mb": math.ceil(quota.bytes_of(user) / quota.MB),
        "most_mb": current(site_settings.STUDENT_MB),
        "attempts": current(site_settings.ATTEMPTS_PER_HOUR),
    }


def _brief(subject: Project) -> Html:
    """Without its first heading: the page has the title already."""
    text = subject.brief.lstrip()
    if text.startswith("# "):
        text = text.partition("\n")[2]
    return markdown(text, "brief", page_levels=1).html


def _status_line(
    place: ProjectInCohort, last: Submission | None, summary: AttemptSummary | None
) -> StatusLine:
    if summary is not None:
        return summary.status_line
    if last is not None:
        return status_line_in_list(last)
    if place.is_open:
        return status_line.not_started()
    return status_line.not_open(place.scheduled)


@login_required
def starter(request: HttpRequest, slug: str) -> HttpResponse:
    """Sends the starter's files as one zip: no other file of a pack may be downloaded."""
    subject = get_object_or_404(Project, slug=slug, announced=False)
    if not is_readable(signed_in(request), subject):
        raise Http404
    packed = starters.packed(subject)
    if packed is None:
        raise Http404
    return attachment(packed, f"{subject.slug}.zip", "application/zip")
