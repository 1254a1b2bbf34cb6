"""Attempts as the pages list them: the newest beside everything else, all on a page of their own."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from projects.models import Submission, User
from projects.models.submission_queryset import SubmissionQuerySet
from projects.queries.names import name_of
from projects.web.parts.people import signed_in
from projects.web.student.access import submission_for
from projects.web.student.presenters import attempt_rows, crumbs_of

NEWEST = 10
PER_PAGE = 50


def beside(submission: Submission, reader: User) -> SubmissionQuerySet:
    """The attempts of the same student and project that the reader may see, newest first."""
    return (
        Submission.objects.visible_to(reader)
        .filter(
            student=submission.student_id,
            cohort=submission.cohort_id,
            project=submission.project_id,
        )
        .order_by("-attempt")
    )


def shown_of(
    some: Sequence[Submission], current: Submission | None = None
) -> tuple[list[Submission], bool]:
    """The newest of these, and the one on the page; whether there are more.

    `some`: rows that were read, one more than are shown, if there are more.
    """
    shown, more = list(some[:NEWEST]), len(some) > NEWEST
    if current is not None and all(one.pk != current.pk for one in shown):
        shown.append(current)
    return shown, more


@login_required
def attempts(request: HttpRequest, uid: UUID) -> HttpResponse:
    """All of them, a page at a time."""
    user, subject = signed_in(request), submission_for(request, uid)
    page = Paginator(beside(subject, user), PER_PAGE).get_page(request.GET.get("page"))
    label = _("Attempt %(n)s") % {"n": subject.attempt}
    url = reverse("projects:submission", args=[subject.uid])
    above = crumbs_of(subject, user, label)[:-1]
    context = {
        "project": subject.project,
        "student": ""
        if subject.student_id == user.pk
        else name_of(subject.student, subject, user),
        "crumbs": [
            *above,
            {"label": label, "url": url},
            {"label": _("Attempts"), "url": ""},
        ],
        "attempts": attempt_rows(page),
        "current": subject.attempt,
        "page": page,
    }
    return render(request, "student/all_attempts.html", context)
