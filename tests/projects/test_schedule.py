"""What a cohort's schedule says, for everybody and for one student."""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.models import CohortProject, Extension, Submission
from projects.queries.help.standing import learners_of
from projects.queries.overview import overview_of
from projects.queries.schedule import schedule_of, scheduled
from tests import factories

pytestmark = pytest.mark.django_db


def listed(cohort, project, order, **fields):
    return CohortProject.objects.create(
        cohort=cohort, project=project, order=order, **fields
    )


def test_a_cohort_without_a_list_has_every_project_of_the_site():
    first, second = factories.project(), factories.project()
    rows = schedule_of(factories.cohort())
    assert [row.project for row in rows] == [first, second]
    assert rows[0].due_at is None
    assert rows[0].is_open()


def test_the_cohort_says_which_projects_and_in_which_order():
    first, second, third = (factories.project() for _ in range(3))
    cohort = factories.cohort()
    listed(cohort, third, 1)
    listed(cohort, first, 2, opens_at=timezone.now() + timedelta(days=1))
    rows = schedule_of(cohort)
    assert [(row.number, row.project) for row in rows] == [(1, third), (2, first)]
    assert [row.is_open() for row in rows] == [True, False]
    assert scheduled(cohort, second) is None


def test_an_extension_is_one_students_date_and_has_no_grace():
    project, cohort = factories.project(), factories.cohort()
    student, other = factories.student(cohort), factories.student(cohort)
    due = timezone.now()
    listed(cohort, project, 1, due_at=due, grace_hours=12)
    later = due + timedelta(days=7)
    Extension.objects.create(
        enrolment=student.enrolments.get(),
        project=project,
        due_at=later,
        reason="Ill.",
        granted_by=factories.lead(),
    )
    mine, theirs = (scheduled(cohort, project, one) for one in (student, other))
    assert (mine.late_from, mine.is_extended) == (later, True)
    assert (theirs.late_from, theirs.is_extended) == (due + timedelta(hours=12), False)


def test_a_lead_who_was_given_cohorts_reads_these_only():
    mine, other = factories.submission(), factories.submission()
    lead = factories.lead(leads_all_cohorts=False)
    assert not Submission.objects.visible_to(lead).exists()
    mine.cohort.leads.create(lead=lead)
    assert Submission.objects.visible_to(lead).get() == mine
    assert set(Submission.objects.visible_to(factories.lead())) == {mine, other}


@pytest.mark.parametrize("moved_by", [timedelta(0), timedelta(days=3)])
def test_nobody_with_an_extension_is_late_before_everybody_else(moved_by):
    """The cohort's date, or its grace, was moved past the extension since."""
    project, cohort = factories.project(), factories.cohort()
    student, now = factories.student(cohort), timezone.now()
    row = listed(cohort, project, 1, due_at=now - timedelta(days=2))
    Extension.objects.create(
        enrolment=student.enrolments.get(),
        project=project,
        due_at=now - timedelta(hours=1),
        reason="Ill.",
        granted_by=factories.lead(),
    )
    row.due_at, row.grace_hours = row.due_at + moved_by, 72
    row.save()
    mine = scheduled(cohort, project, student)
    assert (mine.late_from, mine.is_extended) == (
        row.due_at + timedelta(hours=72),
        False,
    )
    (standing,) = overview_of(cohort).standings
    assert not standing.places[0].is_late
    (learner,) = learners_of(cohort, now)
    assert learner.standings[0].late_from == mine.late_from
