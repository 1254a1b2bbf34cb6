"""A poll of a run's page: cheap, through the door, and only what is new."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.enums import Queue, State
from projects.operations import grading
from tests import factories
from tests.web.student.pages import url

pytestmark = pytest.mark.django_db

UNMOVED_QUERIES = (
    4  # session, person, what they may see with the run's token, and one spare
)


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


@pytest.fixture(autouse=True)
def _the_time_left_is_told_once(monkeypatch):
    """However slow the machine is: it is told anew every five seconds."""
    monkeypatch.setattr("projects.queries.change_token.RUNNING_S", 10**12)


@pytest.fixture
def running(settings):
    """A run that a worker holds, and the step itself."""
    settings.STEP_LEASE_S = 600
    subject = factories.submission(state=State.CHECKING)
    grading.start_run(subject)
    step = grading.take_next(Queue.CPU, worker="one")
    grading.record(step, [("log", {"text": "first line\n"})])
    return subject, step


def poll(client, subject, seen=""):
    return client.get(url("submission_live", subject), {"seen": seen} if seen else {})


def mark_of(subject):
    from projects.models import Submission
    from projects.queries.change_token import read_change_token

    return read_change_token(Submission.objects.all(), subject.uid).value


def test_a_poll_that_finds_nothing_new_is_cheap(client, running):
    subject, _step = running
    client.force_login(subject.student)
    with CaptureQueriesContext(connection) as queries:
        assert poll(client, subject, mark_of(subject)).status_code == 204
    assert len(queries) <= UNMOVED_QUERIES


def test_only_the_new_lines_of_the_log_travel(client, running):
    subject, step = running
    client.force_login(subject.student)
    seen = mark_of(subject)
    grading.record(step, [("log", {"text": "second line\n"})])
    moved = poll(client, subject, seen).content.decode()
    assert "second line" in moved
    assert "first line" not in moved
    whole = poll(client, subject).content.decode()
    assert "first line" in whole
    assert "second line" in whole


def test_what_is_drawn_once_for_all_still_goes_through_the_door(client, running):
    subject, _step = running
    client.force_login(subject.student)
    assert "first line" in poll(client, subject).content.decode()
    for person in (
        factories.student(subject.cohort),
        factories.reviewer(subject.project),
    ):
        client.force_login(person)
        assert poll(client, subject).status_code == 404
    client.force_login(factories.lead())
    assert poll(client, subject).status_code == 200


def test_the_turn_is_told_to_the_author_alone(client, running):
    subject, _step = running
    client.force_login(factories.lead())
    assert "We are checking" not in poll(client, subject).content.decode()
    client.force_login(subject.student)
    assert "We are checking" in poll(client, subject).content.decode()


def test_the_next_who_has_seen_the_same_costs_no_more_than_the_door(client, running):
    subject, step = running
    seen = mark_of(subject)
    grading.record(step, [("log", {"text": "second line\n"})])
    client.force_login(factories.lead())
    first = poll(client, subject, seen).content
    client.force_login(factories.lead())
    with CaptureQueriesContext(connection) as queries:
        assert poll(client, subject, seen).content == first
    assert len(queries) <= UNMOVED_QUERIES
