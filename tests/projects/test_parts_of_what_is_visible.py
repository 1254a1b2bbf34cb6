"""Shorter ways to a part of what somebody may see, which lead to nothing beyond it."""

import pytest

from projects.enums import State
from projects.models import CohortLead, Submission
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Two cohorts with work in several states, and a lead of the first who studies in the second."""
    project = factories.project()
    here, there = factories.cohort(), factories.cohort()
    person = factories.student(there, "Lead")
    CohortLead.objects.create(cohort=here, lead=person)
    person.is_lead, person.leads_all_cohorts = True, False
    person.save()
    for cohort in (here, there):
        for state in (State.HELD, State.APPROVED, State.AWAITING_REVIEW):
            factories.submission(project, in_=cohort, state=state)
    mine = factories.submission(project, person, there, State.RETURNED)
    return project, here, there, person, mine


def seen(rows):
    return set(rows.values_list("pk", flat=True))


def test_ones_own_are_visible_and_nobody_elses(world):
    _project, _here, _there, person, mine = world
    assert seen(Submission.objects.own_of(person)) == {mine.pk}
    assert mine in Submission.objects.visible_to(person)


def test_a_lead_decides_on_the_cohorts_that_they_lead(world):
    _project, here, _there, person, _mine = world
    led = seen(Submission.objects.led_by(person))
    assert led == seen(Submission.objects.filter(cohort=here))
    assert led < seen(Submission.objects.visible_to(person))


@pytest.mark.parametrize("make", [factories.lead, factories.admin])
def test_who_leads_everywhere_decides_on_everything(world, make):
    everything = seen(Submission.objects.all())
    assert seen(Submission.objects.led_by(make())) == everything


def test_a_reviewer_decides_on_nothing(world):
    reviewer = factories.reviewer(world[0])
    assert seen(Submission.objects.visible_to(reviewer))
    assert seen(Submission.objects.led_by(reviewer)) == set()


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"email_verified_at": None}], ids=str
)
def test_who_may_see_nothing_has_no_other_way(world, change):
    person = world[3]
    for name, value in change.items():
        setattr(person, name, value)
    for rows in ("visible_to", "own_of", "led_by"):
        assert seen(getattr(Submission.objects, rows)(person)) == set(), rows
