"""What the student reads while no worker has taken the work up yet."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from projects import site_settings
from projects.enums import Queue, RunState, State
from projects.models import Run, Step, Worker
from projects.operations import grading, workers
from projects.operations.site_settings import change
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


def asked_again(client, subject, answer):
    """The next request of a page, which has seen this answer."""
    token = {"seen": answer.context["change_token"]}
    return client.get(url("submission_live", subject), token)


def test_the_page_moves_when_a_worker_comes(client, waiting):
    first = client.get(url("submission_live", waiting))
    assert asked_again(client, waiting, first).status_code == 204
    worker()
    moved = asked_again(client, waiting, first)
    assert "A worker will start it in a moment." in moved.content.decode()


def test_a_place_that_moved_is_news_and_all_that_is_sent(client, waiting):
    before = grading.start_run(factories.submission(waiting.project))
    before.steps.update(queued_at=timezone.now() - timedelta(hours=1))
    worker()
    first = client.get(url("submission_live", waiting))
    assert "number 2 in line" in first.content.decode()
    before.steps.update(state="cancelled")
    moved = asked_again(client, waiting, first)
    words = moved.content.decode()
    assert "A worker will start it in a moment." in words
    assert 'id="live"' not in words
    assert 'id="log"' not in words
    assert asked_again(client, waiting, moved).status_code == 204


def test_the_place_is_told_to_the_author_alone(client, waiting):
    worker()
    client.force_login(factories.lead())
    first = client.get(url("submission_live", waiting))
    Worker.objects.all().delete()
    moved = asked_again(client, waiting, first)
    assert moved.status_code == 200
    assert 'id="turn"' not in moved.content.decode()


def test_a_pause_of_grading_is_news(client, waiting):
    worker()
    first = client.get(url("submission_live", waiting))
    by = factories.admin()
    change(site_settings.GRADING_PAUSED, True, by=by, reason="A new driver comes.")
    moved = asked_again(client, waiting, first)
    assert "Grading is paused" in moved.content.decode()


INTERVAL = re.compile(r'hx-trigger="every ([\d.]+)s, shown"')
RELOAD = re.compile(r'http-equiv="refresh" content="(\d+);')


def intervals(client, subject):
    """How often the page asks, with JavaScript and without."""
    words = page(client, subject)
    return float(INTERVAL.search(words)[1]), int(RELOAD.search(words)[1])


def test_a_page_far_back_in_line_asks_rarely_and_one_near_its_turn_often(
    client, waiting
):
    worker()
    assert intervals(client, waiting)[0] < 2.5
    others_wait_for(60, 100, waiting.project)
    far, reload_far = intervals(client, waiting)
    assert 17 < far < 23
    assert reload_far == round(far)


def test_without_javascript_a_page_is_loaded_every_five_seconds_at_most(
    client, waiting
):
    assert intervals(client, waiting)[1] == 5


def test_the_answer_to_a_page_says_when_it_asks_next(client, waiting):
    worker()
    others_wait_for(60, 40, waiting.project)
    first = client.get(url("submission_live", waiting))
    Step.objects.exclude(run__submission=waiting).filter(state="queued").delete()
    moved = asked_again(client, waiting, first)
    assert float(INTERVAL.search(first.content.decode())[1]) > 17
    assert float(INTERVAL.search(moved.content.decode())[1]) < 2.5


@pytest.mark.parametrize("state", RunState.faulty())
def test_a_run_that_was_set_aside_is_told_as_a_fault_of_ours(client, mine, state):
    subject = mine(State.AWAITING_REVIEW)
    run = grading.start_run(subject)
    Run.objects.filter(pk=run.pk).update(state=state)
    assert "An error on our side stopped the checks" in page(client, subject)
