"""What the student reads while no worker has taken the work up yet."""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.enums import Queue, RunState, State
from projects.models import Run, Step
from projects.operations import grading, workers
from projects.queries import change_token
from tests import factories
from tests.web.student.pages import page, url

pytestmark = pytest.mark.django_db

NOBODY = (
    "No worker is up at the moment; your work is kept and starts as soon as one is."
)


@pytest.fixture
def waiting(mine):
    subject = mine()
    grading.start_run(subject)
    return subject


def worker():
    workers.register("cpu@here:1", queue=Queue.CPU, host="here", pid=1)
    workers.found_fit("cpu@here:1", [])


def others_wait_for(seconds, count, project):
    """So many before us in line, and steps of this project usually take so long."""
    now = timezone.now()
    for _ in range(count):
        run = grading.start_run(factories.submission(project))
        run.steps.filter(kind="examine").update(queued_at=now - timedelta(hours=1))
    done = grading.start_run(factories.submission(project))
    Step.objects.filter(run=done, kind="examine").update(
        state="passed", started_at=now - timedelta(seconds=seconds), finished_at=now
    )


def test_without_a_worker_the_page_says_so(client, waiting):
    assert NOBODY in page(client, waiting)


def test_with_one_that_is_idle_it_begins_at_any_moment(client, waiting):
    worker()
    assert "A worker will start it in a moment." in page(client, waiting)


def test_the_place_and_about_how_long(client, waiting):
    worker()
    others_wait_for(65, 2, waiting.project)
    assert "number 3 in line, about 2 min." in page(client, waiting)


def test_without_experience_the_place_alone(client, waiting):
    worker()
    earlier = grading.start_run(factories.submission(waiting.project))
    earlier.steps.filter(kind="examine").update(
        queued_at=timezone.now() - timedelta(hours=1)
    )
    assert "It waits for a worker: number 2 in line." in page(client, waiting)


def test_the_page_moves_when_a_worker_comes(client, waiting, monkeypatch):
    first = client.get(url("submission_live", waiting))
    token = {"seen": first.context["change_token"]}
    assert client.get(url("submission_live", waiting), token).status_code == 204
    worker()
    monkeypatch.setattr(
        change_token, "WAITING_S", change_token.WAITING_S - 1
    )  # the clock moves on
    moved = client.get(url("submission_live", waiting), token)
    assert "A worker will start it in a moment." in moved.content.decode()


@pytest.mark.parametrize("state", RunState.faulty())
def test_a_run_that_was_set_aside_is_told_as_a_fault_of_ours(client, mine, state):
    subject = mine(State.AWAITING_REVIEW)
    run = grading.start_run(subject)
    Run.objects.filter(pk=run.pk).update(state=state)
    assert "An error on our side stopped the checks" in page(client, subject)
