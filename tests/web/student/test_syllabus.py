"""The syllabus as students read it: where they are, what is due, where to ask."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.models import CohortProject, Extension
from projects.queries import syllabus
from tests import factories

pytestmark = pytest.mark.django_db

TOPICS = ("Neurons", "Graphs", "Words")


@pytest.fixture
def cohort():
    """In its second of three weeks."""
    began = timezone.now().date() - timedelta(days=8)
    made = factories.cohort(starts_on=began, time_zone="Asia/Tokyo")
    for number, topic in enumerate(TOPICS, 1):
        made.weeks.create(number=number, topic_text={"en": topic, "ja": f"{topic}入門"})
    return made


def page(client, query=""):
    return client.get(reverse("projects:syllabus") + query)


def test_the_weeks_say_where_the_cohort_is(client):
    response = page(client)
    assert response.context["now"].topic == "Graphs"
    text = response.content.decode()
    assert "Week 2 of 3: Graphs" in text
    assert text.count('aria-current="date"') == 1
    home = client.get(reverse("projects:home")).content.decode()
    assert "Week 2 of 3" in home


def test_what_opens_is_live_and_is_due_stands_in_its_week(client, cohort, student):
    project, now = factories.project(), timezone.now()
    CohortProject.objects.create(
        cohort=cohort,
        project=project,
        order=1,
        opens_at=now - timedelta(days=100),
        due_at=now,
    )
    cohort.live_sessions.create(starts_at=now, title_text={"en": "Ask us"})
    first, second, third = page(client).context["weeks"]
    assert [one.project for one in first.opening] == [project]  # the nearest week
    assert [one.project for one in second.due] == [project]
    assert [one.title for one in second.sessions] == ["Ask us"]
    Extension.objects.create(
        enrolment=student.enrolments.get(),
        project=project,
        due_at=now + timedelta(days=7),
        reason="Ill.",
        granted_by=factories.lead(),
    )
    response = page(client)
    assert [one.project for one in response.context["weeks"][2].due] == [project]
    assert "your own date" in response.content.decode()
    assert "Not started" in response.content.decode()
    assert third.due == []


def test_a_week_is_of_the_cohorts_calendar(cohort):
    cohort.starts_on = date(2027, 3, 1)
    midnight = datetime(2027, 2, 28, 15, tzinfo=UTC)
    assert syllabus.week_number(cohort, midnight) == 1  # it is the first in Tokyo
    assert syllabus.week_number(cohort, midnight - timedelta(seconds=1)) == 0


def test_channels_are_those_of_the_readers_language(client, cohort, student):
    cohort.help_channels.create(name="Forum", url="https://forum.example.org/")
    cohort.help_channels.create(name="#japan", language="ja")
    for name in ("projects:syllabus", "projects:home"):
        text = client.get(reverse(name)).content.decode()
        assert 'href="https://forum.example.org/"' in text
        assert "#japan" not in text
    student.language = "ja"
    student.save()
    text = page(client).content.decode()
    assert "#japan" in text
    assert "Graphs入門" in text


def test_the_next_live_session_is_told(client, cohort):
    now = timezone.now()
    for days in (-2, 3, 9):
        at = now + timedelta(days=days)
        cohort.live_sessions.create(starts_at=at, title_text={"en": f"In {days} days"})
    text = client.get(reverse("projects:home")).content.decode()
    assert "In 3 days" in text
    assert "In 9 days" not in text
    assert "(Asia/Tokyo)" in text


def test_without_weeks_it_says_how_they_come(client, cohort):
    cohort.weeks.all().delete()
    assert "No syllabus yet" in page(client).content.decode()


def test_who_is_in_no_cohort_is_sent_home():
    client = Client()
    client.force_login(factories.user())
    assert page(client)["Location"] == reverse("projects:home")


def test_more_weeks_cost_no_more_queries(client, cohort, django_assert_num_queries):
    project = factories.project()
    CohortProject.objects.create(cohort=cohort, project=project, order=1)
    with CaptureQueriesContext(connection) as three:
        page(client)
    for number in range(4, 18):
        cohort.weeks.create(number=number, topic_text={"en": "More"})
        cohort.live_sessions.create(
            starts_at=timezone.now(), title_text={"en": f"{number}"}
        )
    with django_assert_num_queries(len(three)):
        page(client)
