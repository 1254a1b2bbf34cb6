"""The board of a cohort tells the truth, in a few queries, whatever the size."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.enums import State
from projects.models import CohortLead, CohortProject, Extension
from projects.queries import cohorts as reads
from projects.queries.cohorts import Filters
from projects.queries.overview import overview_of
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def cohort():
    return factories.cohort()


@pytest.fixture
def project():
    return factories.project()


@pytest.fixture
def client():
    made = Client()
    made.force_login(factories.lead())
    return made


def read(client, cohort, **query):
    return client.get(reverse("projects:board", args=[cohort.slug]), query)


def names(response):
    return [row.standing.name for row in response.context["rows"]]


def values(response):
    rows = [*response.context["people"], *response.context["numbers"]]
    return {str(row.label): row.value for row in rows}


def standings(cohort):
    return overview_of(cohort).standings


def late(cohort):
    """Students, and at which project."""
    return [
        (one, index)
        for one in standings(cohort)
        for index, place in enumerate(one.places)
        if place.is_late
    ]


def overdue(cohort, project, days=1):
    due_at = timezone.now() - timedelta(days=days)
    return CohortProject.objects.create(
        cohort=cohort, project=project, order=project.order, due_at=due_at
    )


def test_a_cell_shows_the_newest_attempt_and_leads_to_it(client, cohort, project):
    ada = factories.student(cohort, "Ada")
    factories.submission(project, ada, cohort, State.RETURNED)
    newest = factories.submission(project, ada, cohort, State.APPROVED)
    response = read(client, cohort)
    (cells,) = (row.cells for row in response.context["rows"])
    assert (cells[0].state, cells[0].attempt) == (State.APPROVED, 2)
    assert cells[0].url == reverse("projects:submission", args=[newest.uid])
    assert cells[0].url in response.content.decode()


def test_numbers_count_last_attempts_only(client, cohort, project):
    ada, bob = factories.student(cohort), factories.student(cohort)
    factories.student(cohort)
    factories.submission(project, ada, cohort, State.RETURNED)
    factories.submission(project, ada, cohort, State.APPROVED)
    factories.submission(project, bob, cohort, State.AWAITING_REVIEW)
    factories.submission(project, state=State.AWAITING_REVIEW)  # of another cohort
    found = values(read(client, cohort))
    assert (found["students"], found["have handed in"]) == (3, 2)
    assert (found["returned"], found["approved"], found["waiting"]) == (0, 1, 1)


def test_stuck_is_who_was_sent_back_twice_and_not_yet_answered(cohort, project):
    stuck, once, done = (factories.student(cohort) for _ in range(3))
    for state in (State.RETURNED, State.CHANGES_REQUESTED):
        factories.submission(project, stuck, cohort, state)
    factories.submission(project, once, cohort, State.RETURNED)
    for state in (State.RETURNED, State.RETURNED, State.APPROVED):
        factories.submission(project, done, cohort, state)
    (found,) = reads.enrolled(cohort, Filters(needs="stuck"))
    assert found.student == stuck
    (place,) = (one.places[0] for one in standings(cohort) if one.student == stuck.pk)
    assert place.sent_back == 2


def test_late_is_past_due_with_nothing_here(cohort, project):
    other = factories.project()
    overdue(cohort, project)
    coming = timezone.now() + timedelta(days=1)
    CohortProject.objects.create(
        cohort=cohort, project=other, order=other.order, due_at=coming
    )
    nothing, back, waiting, done = (factories.student(cohort) for _ in range(4))
    factories.submission(project, back, cohort, State.CHANGES_REQUESTED)
    factories.submission(project, waiting, cohort, State.AWAITING_REVIEW)
    factories.submission(project, done, cohort, State.APPROVED)
    found = {(one.student, place) for one, place in late(cohort)}
    assert found == {(nothing.pk, 0), (back.pk, 0)}


def test_an_approval_of_one_project_does_not_excuse_another(cohort, project):
    other = factories.project()
    overdue(cohort, project)
    overdue(cohort, other)
    ada = factories.student(cohort)
    factories.submission(project, ada, cohort, State.APPROVED)
    ((_ada, place),) = late(cohort)
    assert place == 1
    of = {
        slug: list(reads.enrolled(cohort, Filters(needs="late", project=slug)))
        for slug in (project.slug, other.slug)
    }
    assert (len(of[project.slug]), len(of[other.slug])) == (0, 1)


def test_nobody_is_late_for_a_project_that_is_not_open(client, cohort):
    factories.student(cohort)
    overdue(cohort, factories.project(announced=True))
    response = read(client, cohort)
    assert values(response)["past due"] == 0
    (cells,) = (row.cells for row in response.context["rows"])
    assert not any(cell.late for cell in cells)


def test_filters_come_from_the_address(client, cohort, project):
    other = factories.project()
    ada, bob = factories.student(cohort, "Ada"), factories.student(cohort, "Bob")
    factories.student(cohort, "Cleo")
    factories.submission(project, ada, cohort, State.RETURNED)
    factories.submission(project, ada, cohort, State.RETURNED)
    factories.submission(other, bob, cohort, State.RETURNED)
    assert names(read(client, cohort)) == ["Ada", "Bob", "Cleo"]
    assert names(read(client, cohort, name="CLE")) == ["Cleo"]
    assert names(read(client, cohort, state="returned")) == ["Ada", "Bob"]
    assert names(read(client, cohort, state="returned", project=other.slug)) == ["Bob"]
    assert names(read(client, cohort, state="none")) == ["Cleo"]
    assert names(read(client, cohort, state="none", project=project.slug)) == [
        "Bob",
        "Cleo",
    ]
    assert names(read(client, cohort, needs="stuck")) == ["Ada"]
    assert names(read(client, cohort, state="no such state")) == ["Ada", "Bob", "Cleo"]


def test_an_older_state_does_not_fit_the_filter(client, cohort, project):
    ada = factories.student(cohort, "Ada")
    factories.submission(project, ada, cohort, State.RETURNED)
    factories.submission(project, ada, cohort, State.APPROVED)
    assert names(read(client, cohort, state="returned")) == []


def test_an_extension_is_another_date_for_one_student(cohort, project):
    overdue(cohort, project)
    ada, bob = factories.student(cohort), factories.student(cohort)
    later = timezone.now() + timedelta(days=1)
    Extension.objects.create(
        enrolment=ada.enrolments.get(),
        project=project,
        due_at=later,
        reason="Ill.",
        granted_by=factories.lead(),
    )
    assert [one.student for one, _place in late(cohort)] == [bob.pk]


def test_orders_begin_with_what_one_looks_for(client, cohort, project):
    ada, bob = factories.student(cohort, "Ada"), factories.student(cohort, "Bob")
    factories.student(cohort, "Cleo")
    factories.submission(project, ada, cohort, State.AWAITING_REVIEW)
    factories.submission(project, bob, cohort, State.RETURNED)
    factories.submission(project, bob, cohort, State.APPROVED)
    assert names(read(client, cohort, sort="progress")) == ["Bob", "Cleo", "Ada"]
    assert names(read(client, cohort, sort="activity")) == ["Cleo", "Ada", "Bob"]
    assert names(read(client, cohort, sort="attempts")) == ["Bob", "Ada", "Cleo"]
    assert names(read(client, cohort, sort="waiting")) == ["Ada", "Bob", "Cleo"]
    assert names(read(client, cohort, sort="no such")) == ["Ada", "Bob", "Cleo"]


def test_figures_are_kept_for_as_long_as_told(client, cohort, project, settings):
    settings.COHORT_FIGURES_S = 60
    ada = factories.student(cohort, "Ada")
    assert values(read(client, cohort))["approved"] == 0
    made = factories.submission(project, ada, cohort, State.APPROVED)
    response = read(client, cohort)
    (cells,) = (row.cells for row in response.context["rows"])
    assert (values(response)["approved"], cells[0].state) == (0, made.state)
    settings.COHORT_FIGURES_S = 0
    assert values(read(client, cohort))["approved"] == 1


def test_a_lead_of_another_cohort_finds_nothing(cohort):
    mine = factories.cohort()
    lead = factories.lead(leads_all_cohorts=False)
    CohortLead.objects.create(cohort=mine, lead=lead)
    enrolment = factories.student(cohort).enrolments.get()
    client = Client()
    client.force_login(lead)
    assert read(client, mine).status_code == 200
    assert read(client, cohort).status_code == 404
    for name, more in (("cohort_map", ()), ("cohort_student", (enrolment.pk,))):
        url = reverse(f"projects:{name}", args=[cohort.slug, *more])
        assert client.get(url).status_code == 404
    assert list(client.get(reverse("projects:cohorts")).context["page"]) == [mine]


def test_filters_survive_turning_the_page(client, cohort):
    for number in range(51):
        factories.student(cohort, f"Student {number:02}")
    text = read(client, cohort, name="Student").content.decode()
    assert "?name=Student&amp;page=2" in text
    assert names(read(client, cohort, name="Student", page="2")) == ["Student 50"]


@pytest.mark.parametrize("query", [{}, {"state": "returned"}, {"needs": "late"}])
def test_as_many_queries_for_three_students_as_for_one(
    client, cohort, project, query, django_assert_num_queries
):
    overdue(cohort, project)

    def join():
        ada = factories.student(cohort)
        factories.submission(project, ada, cohort, State.RETURNED)
        factories.submission(project, ada, cohort, State.RETURNED)

    join()
    read(client, cohort, **query)
    with CaptureQueriesContext(connection) as at_one:
        read(client, cohort, **query)
    join()
    join()
    with django_assert_num_queries(len(at_one)):
        response = read(client, cohort, **query)
    assert len(names(response)) == 3


def test_the_list_of_cohorts_takes_as_many_queries_for_three_as_for_one(
    client, project, django_assert_num_queries
):
    factories.submission(project, state=State.AWAITING_REVIEW)
    with CaptureQueriesContext(connection) as at_one:
        client.get(reverse("projects:cohorts"))
    factories.submission(project, state=State.APPROVED)
    factories.submission(project, state=State.CHECKING)
    with django_assert_num_queries(len(at_one)):
        response = client.get(reverse("projects:cohorts"))
    counts = [
        (one.student_count, one.waiting_count, one.approved_count)
        for one in response.context["page"]
    ]
    assert sorted(counts) == [(1, 0, 0), (1, 0, 1), (1, 1, 0)]
