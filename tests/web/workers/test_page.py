"""The workers page: what staff see of the engine, and drain."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from projects.enums import Queue, State, WorkerState
from projects.models import Regrade, Run, Worker
from projects.operations import grading, workers
from tests import factories

pytestmark = pytest.mark.django_db

PAGE = reverse("projects:workers")
LIVE = reverse("projects:workers_live")
NOTHING_NEW = 204


@pytest.fixture
def lead(client):
    person = factories.lead()
    client.force_login(person)
    return person


def worker(number=1, queue=Queue.CPU, *, fit=True, lines=("ok  sandbox",)):
    name = f"{queue}@here:{number}"
    workers.register(name, queue=queue, host="here", pid=number, device="CPU, 2 cores")
    if fit:
        workers.found_fit(name, lines)
    return Worker.objects.get(name=name)


def handed_in(**fields):
    submission = factories.submission(state=State.CHECKING, **fields)
    grading.start_run(submission)
    return submission


def take(one):
    return grading.take_next(Queue(one.queue), worker=one.name)


def die_three_times(submission):
    for _ in range(3):
        step = grading.take_next(Queue.CPU, worker="doomed")
        grading.record(
            step,
            [
                ("phase", {"name": {"en": "Loading"}, "index": 1, "of": 2}),
                ("log", {"text": "the last <words>\n"}),
            ],
        )
        past = timezone.now() - timedelta(seconds=1)
        run = submission.runs.get()
        run.steps.filter(pk=step.pk).update(lease_until=past)
        grading.sweep()
        run.steps.filter(pk=step.pk).update(not_before=None)


def page(client):
    return client.get(PAGE).content.decode()


def test_it_is_in_the_bar_for_staff_and_for_nobody_else(client, lead):
    assert f'href="{PAGE}"' in client.get(reverse("projects:queue")).content.decode()
    client.force_login(factories.student(factories.cohort()))
    home = client.get(reverse("projects:home"), follow=True).content.decode()
    assert f'href="{PAGE}"' not in home


def test_with_nothing_there_it_says_how_it_fills(client, lead):
    html = page(client)
    assert "No worker is up" in html
    assert "Nothing is set aside" in html


def test_a_tile_tells_what_runs_and_how_the_slot_is(client, lead):
    one = worker()
    workers.beat(one.name, memory_mb=87)
    submission = handed_in()
    take(one)
    html = page(client)
    assert submission.project.title in html
    assert submission.student.name in html
    assert "At work" in html
    assert "87 MB" in html
    assert "CPU, 2 cores" in html
    assert "ok  sandbox" in html


def test_a_tile_tells_the_most_that_a_grading_cost_in_both_languages(client, lead):
    one = worker()
    assert "Most for one grading" not in page(client), "nothing was graded yet"
    workers.cost(one.name, memory_mb=212, cpu_s=3.42, log_kb=2)
    assert "212 MB of memory, 3.4 s of processor time, 2 kB of log" in page(client)
    type(lead).objects.filter(pk=lead.pk).update(language="ja")
    assert "メモリ 212 MB、CPU 時間 3.4 秒、ログ 2 kB" in page(client)


def test_an_unfit_worker_says_why_and_the_first_line_too(client, lead):
    one = worker(fit=False)
    workers.found_unfit(one.name, "The sandbox has a <hole>.", ["NO  network"])
    html = page(client)
    assert "The sandbox has a &lt;hole&gt;." in html
    assert "1 worker cannot work" in html


def test_work_that_nobody_takes_is_the_first_line(client, lead):
    handed_in()
    worker(queue=Queue.GPU)
    assert "No worker serves “Checks”, and 1 wait: start a worker." in page(client)


def test_all_is_well(client, lead):
    worker()
    worker(2, Queue.GPU)
    assert "All workers are ready, and no run is stuck." in page(client)


def test_a_worker_that_fell_silent_is_seen_then_folded_away(client, lead):
    one = worker()
    Worker.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
    assert "Not answering" in page(client)
    Worker.objects.update(seen_at=timezone.now() - timedelta(hours=2))
    html = page(client)
    assert "No worker is up" in html
    assert "1 worker ended within a day" in html
    assert one.name in html


def test_what_killed_three_workers_is_shown_with_its_log_and_runs_again(client, lead):
    submission = handed_in()
    die_three_times(submission)
    html = page(client)
    assert "Set aside: workers died on it" in html
    assert "3 workers died" in html
    assert "The worker stopped answering." in html
    assert "phase: Loading" in html
    assert "the last &lt;words&gt;" in html
    decide = f"{reverse('projects:held')}#held-{submission.uid}"
    assert f'href="{decide}"' in html
    client.post(reverse("projects:rerun", args=[submission.uid]))
    assert decide not in page(client), "it runs again already"


def test_drain_and_second_thoughts(client, lead):
    one = worker()
    html = client.post(
        reverse("projects:worker_drain", args=[one.pk]), follow=True
    ).content.decode()
    assert "stops after its current step" in html
    one.refresh_from_db()
    assert one.judged() == WorkerState.DRAINING
    client.post(reverse("projects:worker_undo_drain", args=[one.pk]))
    one.refresh_from_db()
    assert one.judged() == WorkerState.READY


def test_it_moves_only_when_something_changed(client, lead):
    one = worker()
    first = client.get(LIVE)
    token = first.context["change_token"]
    workers.beat(one.name, memory_mb=1)
    assert client.get(LIVE, {"seen": token}).status_code == NOTHING_NEW
    workers.drain(one, by=lead)
    moved = client.get(LIVE, {"seen": token})
    assert "Finishing its last step" in moved.content.decode()


def test_the_number_of_queries_depends_on_nothing(
    client, lead, django_assert_num_queries
):
    def fill(count, start):
        for number in range(start, start + count):
            take_by = worker(number)
            submission = handed_in()
            take(take_by)
            die = handed_in()
            die_three_times(die)
            handed_in()
            submission.refresh_from_db()

    fill(1, 1)
    client.get(PAGE)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    fill(3, 10)
    with django_assert_num_queries(len(few)):
        client.get(PAGE)


def test_a_regrade_that_nobody_sees_hides_no_run_that_was_set_aside(client, lead):
    submission = handed_in()
    die_three_times(submission)
    ended = submission.runs.get()
    decide = f"{reverse('projects:held')}#held-{submission.uid}"
    assert decide in page(client)
    regrade = Regrade.objects.create(
        project=submission.project,
        cohort=submission.cohort,
        digest="b" * 64,
        reason="Corrected.",
        created_by=lead,
    )
    Run.objects.create(
        submission=submission, number=ended.number + 1, regrade=regrade, counts=False
    )
    assert decide in page(client)
