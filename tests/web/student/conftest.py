import pytest
from django.test import Client

from projects.enums import Queue, State
from projects.models import Submission
from projects.operations import grading
from projects.queries import shares, syllabus
from tests import factories


@pytest.fixture(autouse=True)
def no_figures_of_the_last_minute(monkeypatch):
    """What is kept for a minute is read anew for each page."""
    monkeypatch.setattr(shares, "KEPT_S", 0)
    monkeypatch.setattr(syllabus, "KEPT_S", 0)


@pytest.fixture
def cohort():
    return factories.cohort()


@pytest.fixture
def student(cohort):
    return factories.student(cohort)


@pytest.fixture
def client(student):
    """The student's own browser."""
    client = Client()
    client.force_login(student)
    return client


@pytest.fixture
def mine(student, cohort):
    """Makes a submission of the student's own."""

    def make(state: State = State.CHECKING, **fields) -> Submission:
        project = fields.pop("of", None)
        return factories.submission(project, student, cohort, state, **fields)

    return make


@pytest.fixture
def running(mine):
    """A submission whose first step a worker holds."""
    subject = mine()
    grading.start_run(subject)
    return subject, grading.take_next(Queue.CPU, worker="test")
