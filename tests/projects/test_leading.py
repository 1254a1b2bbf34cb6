"""Who leads what, and whom it keeps out."""

import pytest
from django.utils import timezone

from projects.enums import State
from projects.errors import Incomplete, NotAllowed
from projects.models import AuditEntry, Regrade
from projects.operations import grading, leading, regrades
from projects.queries.held import held_count
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
    assert held_count(person) == 0
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
