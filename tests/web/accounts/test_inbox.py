import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.enums import EventKind, State
from projects.models import Event, Notification, User
from projects.web.accounts.views import PER_PAGE
from tests import factories

pytestmark = pytest.mark.django_db

URL = "/inbox/"


@pytest.fixture
def cohort():
    return factories.cohort()


@pytest.fixture
def student(cohort) -> User:
    return factories.student(cohort)


@pytest.fixture
def client(student) -> Client:
    client = Client()
    client.force_login(student)
    return client


def news(student: User, cohort, count: int = 1) -> list[Notification]:
    made = []
    for _ in range(count):
        subject = factories.submission(None, student, cohort, State.APPROVED)
        event = Event.objects.create(submission=subject, kind=EventKind.APPROVE)
        made.append(Notification.objects.create(recipient=student, event=event))
    return made


def test_an_empty_inbox_says_how_it_fills(client):
    page = client.get(URL).content.decode()
    assert "Nothing new" in page
    assert "Mark all as read" not in page


def test_news_leads_to_its_submission(client, student, cohort):
    [told] = news(student, cohort)
    page = client.get(URL).content.decode()
    subject = told.event.submission
    assert reverse("projects:submission", args=[subject.uid]) in page
    assert subject.project.title in page
    assert "Inbox (1)" in page


def test_the_news_of_others_is_not_here(client, cohort):
    [told] = news(factories.student(cohort), cohort)
    page = client.get(URL).content.decode()
    assert str(told.event.submission.uid) not in page
    assert "Nothing new" in page


def test_reading_the_page_marks_nothing_and_the_button_marks_all(
    client, student, cohort
):
    news(student, cohort, 2)
    [other] = news(factories.student(cohort), cohort)
    client.get(URL)
    assert student.notifications.filter(read_at=None).count() == 2
    assert client.post(URL)["Location"] == URL
    assert not student.notifications.filter(read_at=None).exists()
    other.refresh_from_db()
    assert other.read_at is None
    assert "Mark all as read" not in client.get(URL).content.decode()


def test_opening_a_submission_reads_its_news_only(client, student, cohort):
    first, second = news(student, cohort, 2)
    subject = first.event.submission
    client.get(reverse("projects:submission", args=[subject.uid]))
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.read_at is not None
    assert second.read_at is None


def test_a_long_inbox_is_paged_newest_first(client, student, cohort):
    [oldest] = news(student, cohort)
    subject = oldest.event.submission
    for _ in range(PER_PAGE):
        event = Event.objects.create(submission=subject, kind=EventKind.REOPEN)
        Notification.objects.create(recipient=student, event=event)
    first, second = client.get(URL), client.get(URL, {"page": 2})
    assert len(first.context["page"]) == PER_PAGE
    assert list(second.context["page"]) == [oldest]
    assert "page=2" in first.content.decode()
    assert client.get(URL, {"page": "none"}).status_code == 200


def test_three_rows_cost_as_many_queries_as_one(
    client, student, cohort, django_assert_num_queries
):
    news(student, cohort)
    with CaptureQueriesContext(connection) as one:
        client.get(URL)
    news(student, cohort, 2)
    with django_assert_num_queries(len(one)):
        client.get(URL)
