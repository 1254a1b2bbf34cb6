"""The order in which steps are taken."""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.enums import Priority, Queue, State
from projects.models import Step
from projects.operations import grading
from tests import factories

pytestmark = pytest.mark.django_db


class Line:
    """Students by name hand in; `taken()` tells whose step a worker gets."""

    def __init__(self):
        self.cohort = factories.cohort()
        self.people = {}
        self.start = timezone.now() - timedelta(hours=1)
        self.handed_in = 0

    def hand_in(self, *names, priority=Priority.LIVE):
        """Each a minute after the one before; every one is of another project."""
        for name in names:
            if name not in self.people:
                self.people[name] = factories.student(self.cohort, name)
            submission = factories.submission(
                factories.project(), self.people[name], self.cohort, State.CHECKING
            )
            run = grading.start_run(submission, priority=priority)
            self.handed_in += 1
            at = self.start + timedelta(minutes=self.handed_in)
            run.steps.filter(kind="examine").update(queued_at=at)

    def take(self):
        return grading.take_next(Queue.CPU, worker="one")

    def taken(self, *, ended):
        """Names in the order in which they are taken; each ends before the next, or none."""
        names = []
        while (step := self.take()) is not None:
            names.append(step.run.submission.student.name)
            if ended:
                Step.objects.filter(pk=step.pk).update(state="passed")
        return " ".join(names)


@pytest.fixture
def line(db):
    return Line()


def test_who_hands_in_first_is_first(line):
    line.hand_in("a", "b", "c")
    assert line.taken(ended=True) == "a b c"


def test_a_second_run_waits_behind_everybodys_first(line):
    line.hand_in("a", "a", "a", "b", "c", "b")
    assert line.taken(ended=False) == "a b c a b a"


def test_what_runs_counts_as_the_students_first(line):
    line.hand_in("a")
    assert line.take() is not None
    line.hand_in("a", "b")
    assert line.taken(ended=False) == "b a"


def test_whose_first_is_done_is_first_again(line):
    line.hand_in("a", "a", "b")
    assert line.taken(ended=True) == "a a b", "nobody starves who has waited longest"


def test_what_somebody_waits_for_comes_before_the_background(line):
    line.hand_in("old", "older", priority=Priority.REGRADE)
    line.hand_in("a", "b")
    assert line.taken(ended=False) == "a b old older"


def test_a_regrade_does_not_push_a_students_own_work_back(line):
    line.hand_in("a", priority=Priority.REGRADE)
    assert line.take() is not None
    line.hand_in("a", "b")
    assert line.taken(ended=False) == "a b"


def test_what_waits_after_a_fault_lets_others_pass(line):
    line.hand_in("a", "b")
    grading.fail_step(line.take(), "The disk is full.")
    assert line.taken(ended=False) == "b"


def test_a_long_line_is_one_query_whatever_its_length(line, django_assert_num_queries):
    line.hand_in(*"abcabcab")
    with django_assert_num_queries(1):
        list(grading.waiting(Queue.CPU))
