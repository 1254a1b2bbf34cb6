import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.enums import EventKind, State
from projects.models import CohortProject, Event, Notification
from tests import factories

pytestmark = pytest.mark.django_db


def home(client: Client, query: str = "") -> str:
    return client.get(reverse("projects:home") + query).content.decode()


def test_a_fresh_student_is_led_to_the_first_project(client, cohort):
    first, second = factories.project(), factories.project()
    page = home(client)
    assert page.count("btn btn--primary") == 1
    assert "Start this project" in page
    assert page.index(first.title) < page.index(second.title)
    assert "Your turn" in page


def test_an_announced_project_is_listed_and_never_the_next_step(client):
    factories.project(announced=True)
    page = home(client)
    assert "Not open yet" in page
    assert "Start this project" not in page


def test_what_came_back_goes_before_what_is_new(client, student, cohort):
    factories.project()
    returned = factories.submission(
        factories.project(), student, cohort, State.CHANGES_REQUESTED
    )
    page = home(client)
    assert "Read the review" in page
    assert page.count("btn btn--primary") == 1
    assert page.index("btn btn--primary") > page.index("Start this project")
    assert "1 criterion requires changes" in page
    assert reverse("projects:submission", args=[returned.uid]) in page


def test_every_project_that_waits_for_the_student_has_its_button(
    client, student, cohort
):
    for state in (State.RETURNED, State.UNREVIEWABLE, State.AWAITING_REVIEW):
        factories.submission(None, student, cohort, state)
    factories.project()
    page = home(client)
    for words in ("Read the hints", "Read why", "Start this project"):
        assert page.count(words) == 1
    assert page[page.index('class="path"') :].count('class="btn') == 3


def test_how_far_the_student_is_stands_above_the_path(client, student, cohort):
    factories.submission(None, student, cohort, State.APPROVED)
    factories.project()
    assert "Projects that meet specifications: 1 of 2" in home(client)


def test_with_everything_at_a_reviewer_the_place_in_line_is_told(
    client, student, cohort
):
    project = factories.project()
    factories.submission(project, state=State.AWAITING_REVIEW)
    factories.submission(project, student, cohort, State.AWAITING_REVIEW)
    page = home(client)
    assert "number 2 in line" in page
    assert "btn--primary" not in page


def test_the_date_of_a_deadline_is_shown(client, cohort, settings):
    project = factories.project()
    due = "2026-12-24T10:00:00Z"
    CohortProject.objects.create(
        cohort=cohort, project=project, order=project.order, due_at=due
    )
    assert "2026-12-24" in home(client)


def test_a_student_of_two_cohorts_chooses_by_the_address(client, student):
    second = factories.cohort(title="The second one")
    second.enrolments.create(student=student)
    page = home(client)
    assert 'aria-current="page">The second one' in page
    first = student.enrolments.order_by("joined_at").first().cohort
    page = home(client, f"?cohort={first.slug}")
    assert f'aria-current="page">{first.title}' in page


def test_news_leads_to_the_submission(client, student, cohort):
    subject = factories.submission(None, student, cohort, State.APPROVED)
    event = Event.objects.create(submission=subject, kind=EventKind.APPROVE)
    Notification.objects.create(recipient=student, event=event)
    page = home(client)
    assert f'href="{reverse("projects:submission", args=[subject.uid])}"' in page
    assert "data-unread" in page


def test_the_page_speaks_japanese_to_who_chose_it(client, student):
    student.language = "ja"
    student.save()
    factories.project()
    assert 'lang="ja"' in home(client)


def _rows(student, cohort, count: int) -> None:
    for _ in range(count):
        subject = factories.submission(None, student, cohort, State.CHANGES_REQUESTED)
        factories.submission(subject.project, student, cohort, State.CHANGES_REQUESTED)
        event = Event.objects.create(submission=subject, kind=EventKind.APPROVE)
        Notification.objects.create(recipient=student, event=event)


def test_three_projects_cost_as_many_queries_as_one(
    client, student, cohort, django_assert_num_queries
):
    _rows(student, cohort, 1)
    with CaptureQueriesContext(connection) as one:
        home(client)
    _rows(student, cohort, 2)
    with django_assert_num_queries(len(one)):
        home(client)
