"""A cohort's statistics in the browser: who reads them, what they say, their files."""

import csv
import io

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.enums import State
from projects.models import CohortLead
from tests import factories

pytestmark = pytest.mark.django_db

PAGES = ("statistics", "statistics_times", "statistics_checks")


@pytest.fixture(autouse=True)
def _nothing_kept():
    """Figures may be a minute old, and a test takes less."""
    cache.clear()


@pytest.fixture
def cohort():
    return factories.cohort(starts_on=timezone.now().date())


@pytest.fixture
def project():
    return factories.project()


@pytest.fixture
def lead(cohort):
    made = factories.lead(leads_all_cohorts=False)
    CohortLead.objects.create(cohort=cohort, lead=made)
    return made


def signed_in(person):
    made = Client()
    made.force_login(person)
    return made


def shown(person, name, cohort, **query):
    address = reverse(f"projects:{name}", args=[cohort.slug])
    response = signed_in(person).get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def rows(person, cohort, part, name, **query):
    address = reverse("projects:statistics_csv", args=[cohort.slug, part, name])
    response = signed_in(person).get(address, query)
    assert response.status_code == 200
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("name", PAGES)
def test_a_lead_reads_their_own_cohort_and_no_other(lead, cohort, name):
    assert "As of" in shown(lead, name, cohort)
    other = factories.cohort()
    address = reverse(f"projects:{name}", args=[other.slug])
    assert signed_in(lead).get(address).status_code == 404


def test_progress_is_a_table_that_is_drawn(lead, cohort, project):
    factories.submission(project, in_=cohort, state=State.APPROVED)
    page = shown(lead, "statistics", cohort)
    assert 'data-value="100.0"' in page
    assert "vendor/chart.js/chart.umd.min" in page


def test_two_cohorts_stand_beside_one_another(lead, cohort, project):
    march = factories.cohort(title="March", starts_on=timezone.now().date())
    factories.submission(project, in_=march)
    assert "March" not in shown(lead, "statistics", cohort, **{"with": march.slug})
    CohortLead.objects.create(cohort=march, lead=lead)
    assert "Started · March" in shown(
        lead, "statistics", cohort, **{"with": march.slug}
    )
    head, week = rows(lead, cohort, "progress", project.slug, **{"with": march.slug})
    assert head[-2:] == ["Passed · March, students", "Passed · March, percent"]
    assert week[head.index("Started · March, students")] == "1"


def test_what_was_counted_is_kept_for_a_minute(lead, cohort, project):
    before = shown(lead, "statistics", cohort)
    factories.submission(project, in_=cohort, state=State.APPROVED)
    assert 'data-value="100.0"' not in before
    assert 'data-value="100.0"' not in shown(lead, "statistics", cohort)


@pytest.mark.parametrize("name", PAGES)
def test_the_queries_are_the_same_for_any_number_of_students(
    lead, cohort, project, name
):
    def queries():
        cache.clear()
        client = signed_in(lead)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(f"projects:{name}", args=[cohort.slug]))
        return len(captured)

    factories.submission(project, in_=cohort, state=State.APPROVED)
    factories.submission(project, in_=cohort, state=State.CHANGES_REQUESTED)
    few = queries()
    for state in (State.APPROVED, State.CHANGES_REQUESTED, State.AWAITING_REVIEW):
        factories.submission(project, in_=cohort, state=state)
    assert queries() == few <= 15


def test_the_example_is_a_link_to_the_work(lead, cohort, project):
    made = factories.submission(project, in_=cohort, state=State.CHANGES_REQUESTED)
    page = shown(lead, "statistics_checks", cohort)
    assert reverse("projects:submission", args=[made.uid]) in page


def test_files_hold_no_formulas(lead, cohort, project):
    person = factories.reviewer(project, "=1+2")
    factories.submission(project, in_=cohort, state=State.APPROVED, reviewed_by=person)
    assert rows(lead, cohort, "times", "reviewers")[1][0] == "'=1+2"
    criteria = rows(lead, cohort, "checks", "criteria")
    assert criteria[0][0] == "Project"


@pytest.mark.parametrize(
    ("part", "name"), [("times", "nowhere"), ("nothing", "queue"), ("checks", "queue")]
)
def test_there_is_no_other_file(lead, cohort, part, name):
    address = reverse("projects:statistics_csv", args=[cohort.slug, part, name])
    assert signed_in(lead).get(address).status_code == 404
