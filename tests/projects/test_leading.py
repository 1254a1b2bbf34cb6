"""Who leads what, and whom it keeps out."""

import pytest
from django.utils import timezone

from projects.enums import State
from projects.errors import Incomplete, NotAllowed
from projects.models import AuditEntry, Cohort, Regrade
from projects.operations import grading, leading, regrades
from projects.queries.held import held_for
from projects.queries.leads import leads_of
from projects.rules import leads_cohort, leads_site
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return factories.cohort()


def give(person, by, *cohorts, leads=True, everywhere=False, reason="Knows them."):
    leading.set_lead(
        person,
        by=by,
        leads=leads,
        everywhere=everywhere,
        cohorts=cohorts,
        reason=reason,
    )


def test_a_lead_of_one_cohort_leads_no_other_and_not_the_site(cohort):
    person, other = factories.user(), factories.cohort()
    give(person, factories.admin(), cohort)
    assert leads_cohort(person, cohort)
    assert not leads_cohort(person, other)
    assert not leads_site(person)
    assert person in leads_of(cohort.pk)
    assert person not in leads_of(other.pk)
    give(person, factories.admin(), other)
    assert not leads_cohort(person, cohort)
    give(person, factories.admin(), everywhere=True)
    assert leads_site(person)
    give(person, factories.admin(), leads=False)
    assert not leads_cohort(person, cohort)
    told = [one.data["after"] for one in AuditEntry.objects.all()]
    assert told == ["nothing", "every cohort", [other.slug], [cohort.slug]]


def test_admins_give_cohorts_and_say_why(cohort):
    person = factories.user()
    with pytest.raises(NotAllowed):
        give(person, factories.lead(), cohort)
    with pytest.raises(Incomplete):
        give(person, factories.admin(), cohort, reason="")
    with pytest.raises(Incomplete):
        give(person, factories.admin())
    with pytest.raises(Incomplete):
        give(factories.unproved(), factories.admin(), cohort)
    assert not AuditEntry.objects.exists()


def test_the_work_of_other_cohorts_is_neither_counted_graded_nor_regraded(cohort):
    project, other = factories.project(), factories.cohort()
    person = factories.user()
    give(person, factories.admin(), other)
    held = factories.submission(project, in_=cohort, state=State.HELD)
    assert held_for(person).count() == 0
    with pytest.raises(NotAllowed):
        grading.rerun(held, by=person)
    with pytest.raises(NotAllowed):
        regrades.start(
            by=person, project=project, cohort=cohort, digest="b" * 64, reason="So."
        )
    for where in (cohort, other):
        Regrade.objects.create(
            project=project,
            cohort=where,
            digest="b" * 64,
            reason="So.",
            created_by=factories.admin(),
            created_at=timezone.now(),
        )
    assert [one.cohort for one in Regrade.objects.visible_to(person)] == [other]


def test_a_cohort_that_a_lead_keeps_is_theirs_since_it_was_given_first(cohort):
    person, other = factories.user(), factories.cohort()
    give(person, factories.admin(), cohort)
    since = person.leading.get().since
    give(person, factories.admin(), cohort, other)
    assert person.leading.get(cohort=cohort).since == since
    assert person.leading.count() == 2


def test_every_cohort_and_nothing_leave_no_cohort_that_would_come_back(cohort):
    person = factories.user()
    give(person, factories.admin(), cohort)
    give(person, factories.admin(), cohort, everywhere=True)
    assert not person.leading.exists()
    give(person, factories.admin(), cohort, leads=False)
    person.refresh_from_db()
    assert not person.leading.exists()
    assert not Cohort.objects.led_by(person).exists()
