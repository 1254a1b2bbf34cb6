"""What each page costs in queries, on a small site of `seed_load` and on one three times as large.

All SQL of a request is counted: sessions, the signed-in person, savepoints, what middleware and the
bar ask. "Cold": right after the caches were emptied; "warm": the same page once more.
"""

import gzip
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.enums import AuditKind, State
from projects.models import Cohort, User
from projects.operations import extensions, participation
from projects.operations.load import seed
from projects.operations.pack_sync import sync_packs
from tests import factories
from tests.web.tour import People, reviewer_in, subjects_in, visits

pytestmark = pytest.mark.django_db

MOST = 15
MOST_KB = 60
SMALL, LARGE = 60, 180
GROWING = (
    *("board", "cohort_map", "cohort_student", "people", "help", "cohorts"),
    *("statistics", "statistics_times", "statistics_checks", "queue", "my_reviews"),
    *("home", "syllabus", "inbox", "workers", "held", "explanations", "audits"),
    *("certifications", "regrades", "api list", "admin submission", "admin run"),
    *("admin event", "admin user", "admin step"),
)


@dataclass(frozen=True)
class Cost:
    status: int
    cold: int
    warm: int
    kilobytes: float  # of the compressed page

    @property
    def most(self) -> int:
        return max(self.cold, self.warm)


def costs_of(students: int) -> dict[str, Cost]:
    """Of every page of the tour, on a site of so many students."""
    seed(students)
    cohort = Cohort.objects.get(slug="load-january")
    people = People(
        reviewer_in(cohort),
        User.objects.get(email="lead@load.test"),
        factories.lead(),
        factories.admin(),
    )
    tour = visits(cohort, people, subjects_in(cohort))
    # An admin's pages are those of who leads every cohort, but for the administration.
    found = {
        str(one): cost_of(one.person, one.address)
        for one in tour
        if one.who != "admin" or one.page.startswith("admin")
    }
    return {page: cost for page, cost in found.items() if cost.status == 200}


def cost_of(person: User, address: str) -> Cost:
    client = Client()
    client.force_login(person)
    cache.clear()
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as cold:
        client.get(address)
    first = len(cold)
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as warm:
        response = client.get(address)
    again = len(warm)
    body = b"" if response.streaming else response.content
    kilobytes = len(gzip.compress(body, 6)) / 1000
    return Cost(response.status_code, first, again, kilobytes)


@pytest.fixture(scope="module")
def costs(django_db_setup, django_db_blocker) -> dict[int, dict[str, Cost]]:
    found = {}
    with django_db_blocker.unblock():
        for students in (SMALL, LARGE):
            with transaction.atomic():
                sync_packs(django_settings.PACKS_DIR)
                found[students] = costs_of(students)
                transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("students", [SMALL, LARGE])
def test_no_page_asks_more_than_fifteen_times(costs, students):
    many = {
        page: (cost.cold, cost.warm)
        for page, cost in costs[students].items()
        if cost.most > MOST
    }
    assert many == {}


def test_lists_ask_as_often_on_a_larger_site(costs):
    small, large = costs[SMALL], costs[LARGE]
    pages = [page for page in small if page.split(" · ")[0] in GROWING]
    assert len(pages) > 40
    grown = {
        page: (small[page].most, large[page].most)
        for page in pages
        if large[page].most > small[page].most
    }
    assert grown == {}


@pytest.mark.parametrize("students", [SMALL, LARGE])
def test_no_page_is_larger_than_sixty_kilobytes(costs, students):
    large = {
        page: cost.kilobytes
        for page, cost in costs[students].items()
        if cost.kilobytes > MOST_KB
    }
    assert large == {}


def test_the_tour_opens_what_people_open(costs):
    assert len(costs[SMALL]) > 200


def test_a_cohort_without_a_schedule_costs_its_students_no_more():
    """With everything that adds a query: dates of their own, news of each kind, a review."""
    cohort, lead = factories.cohort(), factories.lead()
    projects = [factories.project() for _ in range(5)]
    student = factories.student(cohort)
    for _ in range(12):  # fewer have no share of their cohort
        factories.student(cohort)
    factories.submission(projects[0], student, cohort, State.APPROVED)
    factories.submission(projects[1], student, cohort, State.CHANGES_REQUESTED)
    part, other = student.enrolments.get(), factories.cohort()
    due = timezone.now() + timedelta(days=3)
    for one in projects[1:3]:
        extensions.grant(part, one, by=lead, due_at=due, reason="Ill.")
    participation.transfer(part, to=other, by=lead, reason="A slip.")
    there = other.enrolments.get()
    participation.transfer(there, to=cohort, by=lead, reason="It was a slip.")
    project = reverse("projects:project", args=[projects[1].slug])
    home = reverse("projects:home")
    for page in (
        *(home, f"{home}?cohort={cohort.slug}", reverse("projects:syllabus")),
        *(f"{project}?cohort={cohort.slug}", reverse("projects:inbox")),
    ):
        cost = cost_of(student, page)
        assert cost.status == 200
        assert cost.most <= MOST, page
    assert not student.notifications.filter(
        read_at=None, change__kind=AuditKind.ENROLMENT_CHANGED
    ).exists()
