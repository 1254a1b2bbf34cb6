"""A project as the student's cohort has it: its number there, when it opens, when it is due."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from projects.models import Cohort, Enrolment, Project, Submission, User
from projects.queries.dashboard import enrolments_of
from projects.queries.schedule import Scheduled, schedule_of
from projects.rules import is_review_staff
from projects.web.student.home import chosen
from projects.web.student.presenters import Words, state_label


@dataclass(frozen=True)
class ProjectInCohort:
    """Without a cohort, as for reviewers: the project as the site has it."""

    enrolment: Enrolment | None
    scheduled: Scheduled

    @property
    def cohort(self) -> Cohort | None:
        return self.enrolment.cohort if self.enrolment else None

    @property
    def is_open(self) -> bool:
        return self.scheduled.is_open()

    def state_label(
        self, newest: Submission | None, carried: Submission | None
    ) -> Words:
        """`newest`: the student's last attempt here; `carried`: their pass of another cohort."""
        if carried is not None:
            return state_label(carried.state, carried.cohort.title)
        if newest is None and not self.is_open:
            return _("Not open yet")
        return state_label(newest.state if newest else "")


def cohort_project(user: User, project: str, slug: str = "") -> ProjectInCohort:
    """In the cohort asked for, else in the newest of theirs that has the project, named by its slug.

    A student finds only what one of their cohorts has; who reviews finds every project.
    """
    enrolments = enrolments_of(user)
    if enrolments:
        first = chosen(enrolments, slug)
        others = [one for one in enrolments if one != first]
        for enrolment in (first, *others):
            for found in schedule_of(enrolment.cohort, user):
                if found.project.slug == project:
                    return ProjectInCohort(enrolment, found)
        if not is_review_staff(user):
            raise Http404
    subject = get_object_or_404(Project, slug=project)
    return ProjectInCohort(None, Scheduled(subject, subject.order))


def is_readable(user: User, project: Project) -> bool:
    """Whether its brief and its starter are shown: once it is open, and to those who review it."""
    return cohort_project(user, project.slug).is_open or is_review_staff(user)
