"""The wait that a student is told: the queue played through with what steps took lately."""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.enums import Queue, State
from projects.models import Step
from projects.operations import grading, workers
from projects.queries import job_queue
from projects.queries.job_queue import (
    Experience,
    expected_wait,
    experience_of,
    wait_if_queued_now,
)
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def seconds(span):
    return None if span is None else round(span.total_seconds())


class Grader:
    def __init__(self):
        self.project = factories.project()
        self.at = timezone.now() - timedelta(hours=1)

    def queue(self, student=None, project=None):
        """A step that waits, a second younger than the one before."""
        submission = factories.submission(
            project or self.project, student, state=State.CHECKING
        )
        step = grading.start_run(submission).steps.get(kind="examine")
        self.at += timedelta(seconds=1)
        step.queued_at = self.at
        step.save()
        return step

    def took(self, *durations, project=None):
        """Steps that were done lately, and how long each took."""
        for each in durations:
            step = self.queue(project=project)
            end = timezone.now()
            start = end - timedelta(seconds=each)
            Step.objects.filter(pk=step.pk).update(
                state="passed", started_at=start, finished_at=end
            )

    def worker(self, number, *, fit=True):
        name = f"cpu@here:{number}"
        workers.register(name, queue=Queue.CPU, host="here", pid=number)
        if fit:
            workers.found_fit(name, [])
        return name

    def begin(self, name, ago):
        step = grading.take_next(Queue.CPU, worker=name)
        start = timezone.now() - timedelta(seconds=ago)
        Step.objects.filter(pk=step.pk).update(started_at=start)


@pytest.fixture
def grader(db):
    return Grader()


def told(step):
    wait = expected_wait(step)
    return wait.place, wait.workers, seconds(wait.time)


def test_nobody_is_up(grader):
    grader.took(10)
    assert told(grader.queue()) == (1, 0, None)


def test_whoever_is_first_before_an_idle_worker_waits_for_nothing(grader):
    grader.took(10)
    grader.worker(1)
    assert told(grader.queue()) == (1, 1, 0)


def test_a_worker_that_the_doctor_still_looks_at_counts(grader):
    grader.took(10)
    grader.worker(1, fit=False)
    assert told(grader.queue()) == (1, 1, 0)


@pytest.mark.parametrize("why", ["unfit", "drained", "stopped"])
def test_one_that_takes_no_more_does_not(grader, why):
    name = grader.worker(1)
    if why == "unfit":
        workers.found_unfit(name, "No GPU.")
    elif why == "stopped":
        workers.stopped(name)
    else:
        workers.drain(workers.Worker.objects.get(name=name), by=None)
    assert told(grader.queue())[1] == 0


def test_the_line_is_shared_among_the_workers(grader):
    grader.took(8, 10, 300)
    grader.worker(1)
    grader.worker(2)
    steps = [grader.queue() for _ in range(5)]
    assert [told(step)[2] for step in steps] == [0, 0, 10, 10, 20]
    assert seconds(wait_if_queued_now(Queue.CPU, 2, Experience(Queue.CPU))) == 20


def test_what_is_left_of_what_runs_is_waited_for(grader):
    grader.took(10)
    name = grader.worker(1)
    grader.queue()
    grader.begin(name, ago=4)
    place, _, wait = told(grader.queue())
    assert place == 1
    assert wait == pytest.approx(6, abs=1)


def test_a_step_that_takes_longer_than_usual_may_end_at_any_moment(grader):
    grader.took(10)
    name = grader.worker(1)
    grader.queue()
    grader.begin(name, ago=400)
    assert told(grader.queue())[2] == 0


def test_the_place_is_that_in_the_order_of_taking(grader):
    grader.took(10)
    grader.worker(1)
    eager = factories.student(factories.cohort())
    grader.queue(eager)
    second = grader.queue(eager, factories.project())
    other = grader.queue()
    assert told(other)[0] == 2, "a second run waits behind everybody's first"
    assert told(second)[0] == 3


def test_each_project_has_its_own_experience(grader):
    quick = factories.project()
    grader.took(60, 60, 60)
    grader.took(2, project=quick)
    grader.worker(1)
    grader.queue(project=quick)
    assert told(grader.queue())[2] == 2


def test_without_experience_only_the_place_is_known(grader):
    name = grader.worker(1)
    grader.queue()
    assert told(grader.queue()) == (2, 1, None)
    grader.begin(name, ago=1)
    assert expected_wait(Step.objects.filter(state="queued").get()).time is None


def test_what_runs_waits_for_nobody(grader):
    name = grader.worker(1)
    step = grader.queue()
    grader.begin(name, ago=1)
    step.refresh_from_db()
    assert expected_wait(step) is None


def test_three_queries_however_long_the_line(grader, django_assert_num_queries):
    grader.took(1, 2, 3)
    grader.worker(1)
    steps = [grader.queue() for _ in range(6)]
    with django_assert_num_queries(3):
        expected_wait(steps[-1])


@pytest.fixture
def kept_lines(settings, monkeypatch):
    """As it is outside of tests: a line that was just read is not read again."""
    settings.QUEUE_FIGURES_S = 5
    monkeypatch.setattr(job_queue, "_lines", {})


def test_a_line_is_read_once_for_everybody_who_watches(
    grader, kept_lines, django_assert_num_queries
):
    grader.took(10)
    grader.worker(1)
    steps = [grader.queue() for _ in range(3)]
    assert told(steps[0]) == (1, 1, 0)
    with django_assert_num_queries(0):
        assert [told(step) for step in steps[1:]] == [(2, 1, 10), (3, 1, 20)]


def test_who_joins_since_stands_at_its_end(grader, kept_lines):
    grader.took(10)
    grader.worker(1)
    assert told(grader.queue()) == (1, 1, 0)
    assert told(grader.queue()) == (2, 1, 10)


def test_a_line_that_is_too_old_is_read_anew(grader, kept_lines, settings):
    grader.worker(1)
    assert told(grader.queue()) == (1, 1, 0)
    settings.QUEUE_FIGURES_S = 0
    for _ in range(2):
        grader.queue()
    assert told(grader.queue())[0] == 4


def test_medians_are_read_anew_after_a_while(
    settings, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(job_queue, "_experiences", {})
    with django_assert_num_queries(1):
        settings.USUAL_DURATION_S = 60
        first = experience_of(Queue.GPU)
        assert experience_of(Queue.GPU) is first
    settings.USUAL_DURATION_S = 0
    with django_assert_num_queries(1):
        assert experience_of(Queue.GPU) is not first
