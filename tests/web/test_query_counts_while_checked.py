"""What pages of a work cost in queries while it is checked, which no work of `seed_load` is."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.enums import Queue, State
from projects.models import Submission
from projects.operations import grading
from tests import factories
from tests.web.test_query_counts import MOST
from tests.web.tour import People, Visit, of_submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def subject():
    """A second attempt, in a cohort with a schedule, before workers of which nobody is free."""
    project, cohort = factories.project(), factories.cohort()
    cohort.cohort_projects.create(project=project, order=1)
    first = factories.submission(project, in_=cohort, state=State.RETURNED)
    made = factories.submission(project, first.student, cohort)
    grading.start_run(made)
    return made


def costs(subject):
    """Of every page, cold, and with nothing that a process keeps."""
    row = Submission.objects.get(pk=subject.pk)
    lead = factories.lead()
    people = People(factories.reviewer(row.project), lead, lead, factories.admin())
    home = Visit("home", "student", row.student, reverse("projects:home"))
    live = reverse("projects:submission_live", args=[row.uid])
    moving = Visit("live", "student", row.student, live)
    found = {}
    for visit in (home, moving, *of_submission(State.CHECKING, row, people)):
        client = Client()
        client.force_login(visit.person)
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            response = client.get(visit.address)
        assert response.status_code == 200, visit
        found[str(visit)] = len(asked)
    return found


def told(step):
    words = {"en": "Loading", "ja": "読み込み"}
    points = [
        ("curve", {"series": "train", "x": float(x), "y": 1 / x, "x_of": 100.0})
        for x in range(1, 40)
    ]
    usage = {"memory_mb": 512.0, "limit_mb": 2048.0, "cpu_s": 1.0}
    grading.record(
        step,
        [
            ("phase", {"name": words, "index": 1, "of": 2}),
            *(("cell", {"index": index, "of": 12}) for index in range(1, 9)),
            ("usage", usage),
            ("log", {"text": "epoch 1\n"}),
            *points,
        ],
    )


def too_many(found):
    return {page: count for page, count in found.items() if count > MOST}


def test_no_page_asks_more_often_while_a_work_waits_for_a_worker(subject):
    found = costs(subject)
    assert len(found) > 15
    assert too_many(found) == {}


def test_no_page_asks_more_often_while_a_worker_tells_of_it(subject):
    told(grading.take_next(Queue.CPU, worker="test"))
    assert too_many(costs(subject)) == {}
