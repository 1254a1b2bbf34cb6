"""A project as the student's cohort has it: its number there, when it opens, when it is due."""

from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext as _

from projects.models import Cohort, Project, Submission, User
from projects.queries.dashboard import enrolments_of
from projects.queries.schedule import Scheduled, scheduled
from projects.rules import is_review_staff
from projects.web.student.home import chosen
from projects.web.student.presenters import Words, state_label


@dataclass(frozen=True)
class ProjectInCohort:
    """Without a cohort, as for reviewers: the project as the site has it."""

    cohort: Cohort | None
    scheduled: Scheduled

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


def cohort_project(user: User, project: Project, slug: str = "") -> ProjectInCohort:
    """In the cohort asked for, else in the newest of theirs that has the project.

    A student finds only what one of their cohorts has; who reviews finds every project.
    """
    enrolments = enrolments_of(user)
    if enrolments:
        first = chosen(enrolments, slug)
        others = [one for one in enrolments if one != first]
        for enrolment in (first, *others):
            found = scheduled(enrolment.cohort, project, user)
            if found is not None:
                return ProjectInCohort(enrolment.cohort, found)
        if not is_review_staff(user):
            raise Http404
    return ProjectInCohort(None, Scheduled(project, project.order))


def is_readable(user: User, project: Project) -> bool:
    """Whether its brief and its starter are shown: once it is open, and to those who review it."""
    return cohort_project(user, project).is_open or is_review_staff(user)
