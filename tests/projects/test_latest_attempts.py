"""Which attempt counts: the last that was not withdrawn; where all were, the last."""

from itertools import product

import pytest

from projects.enums import State
from projects.models import Submission
from tests import factories

pytestmark = pytest.mark.django_db

STORIES = [story for n in (1, 2, 3) for story in product("kw", repeat=n)]


def attempts(story, project, student, cohort):
    """k: kept, w: withdrawn; all but the last kept one were returned."""
    for number, what in enumerate(story, 1):
        state = State.WITHDRAWN if what == "w" else State.RETURNED
        factories.submission(project, student, cohort, state, attempt=number)


def number_that_counts(story):
    kept = [number for number, what in enumerate(story, 1) if what == "k"]
    return kept[-1] if kept else len(story)


@pytest.fixture
def cohort():
    return factories.cohort()


def test_of_every_story_one_attempt_counts(cohort):
    """All at once, so that nobody's attempts are taken for another's."""
    project = factories.project()
    students = [factories.student(cohort) for _story in STORIES]
    for student, story in zip(students, STORIES, strict=True):
        attempts(story, project, student, cohort)
    found = Submission.objects.latest_attempts().values_list("student", "attempt")
    expected = {
        (student.pk, number_that_counts(story))
        for student, story in zip(students, STORIES, strict=True)
    }
    assert sorted(found) == sorted(expected)


def test_other_projects_and_cohorts_have_their_own(cohort):
    student, other = factories.student(cohort), factories.cohort()
    first, second = factories.project(), factories.project()
    attempts("kw", first, student, cohort)
    attempts("k", second, student, cohort)
    attempts("ww", first, student, other)
    found = Submission.objects.latest_attempts().values_list(
        "cohort", "project", "attempt"
    )
    assert sorted(found) == sorted(
        [(cohort.pk, first.pk, 1), (cohort.pk, second.pk, 1), (other.pk, first.pk, 2)]
    )
