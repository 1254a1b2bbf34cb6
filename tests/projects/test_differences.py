"""Which attempts can be compared, and which of their files differ."""

import pytest
from django.utils import timezone

from projects.enums import State
from projects.models import Blob, Submission, SubmissionFile
from projects.queries.differences import (
    ComparedFile,
    FileChange,
    compared_files,
    earlier_attempts,
    last_reviewed,
    review_of,
)
from tests import factories
from tests.factories import keep


@pytest.fixture
def project(db):
    return factories.project()


@pytest.fixture
def cohort(db):
    return factories.cohort()


@pytest.fixture
def attempts(project, cohort):
    """Three: reviewed, returned by the checks, and one that waits."""
    student = factories.student(cohort, "Ada")
    states = (State.CHANGES_REQUESTED, State.RETURNED, State.AWAITING_REVIEW)
    return [factories.submission(project, student, cohort, state) for state in states]


def test_earlier_ones_come_newest_first_without_itself(attempts):
    one, two, three = attempts
    assert earlier_attempts(three, three.student) == [two, one]
    assert earlier_attempts(two, two.student) == [one]
    assert earlier_attempts(one, one.student) == []


def test_an_attempt_whose_files_were_removed_cannot_be_compared(attempts):
    one, two, three = attempts
    Submission.objects.filter(pk=two.pk).update(files_removed_at=timezone.now())
    assert earlier_attempts(three, three.student) == [one]


def test_nobody_compares_with_what_they_may_not_see(attempts, cohort):
    other = factories.student(cohort, "Bo")
    assert earlier_attempts(attempts[-1], other) == []


def test_another_persons_cohorts_and_projects_attempts_are_not_its_own(
    attempts, project, cohort
):
    student, newest = attempts[0].student, attempts[-1]
    factories.submission(project, None, cohort, State.APPROVED)
    factories.submission(factories.project(slug="two"), student, cohort, State.APPROVED)
    factories.submission(project, student, factories.cohort(), State.APPROVED)
    assert len(earlier_attempts(newest, student)) == 2


def test_the_last_review_is_compared_with_not_what_no_reviewer_saw(attempts):
    one, _two, three = attempts
    found = earlier_attempts(three, three.student)
    assert last_reviewed(found) == one
    assert review_of(found[1]).submission == one
    assert review_of(found[0]) is None


def test_without_any_review_it_is_the_one_before_and_of_none_nothing(project, cohort):
    student = factories.student(cohort)
    one, two = (
        factories.submission(project, student, cohort, state)
        for state in (State.RETURNED, State.AWAITING_REVIEW)
    )
    assert last_reviewed(earlier_attempts(two, student)) == one
    assert last_reviewed(earlier_attempts(one, student)) is None


def test_an_unpublished_review_is_not_the_one_that_counts(attempts):
    three = attempts[-1]
    factories.review(three, factories.reviewer(three.project), State.IN_REVIEW)
    Submission.objects.filter(pk=three.pk).update(state=State.WITHDRAWN)
    later = factories.submission(
        three.project, three.student, three.cohort, State.CHECKING
    )
    found = earlier_attempts(later, later.student)
    assert review_of(found[0]) is None


def file(name, blob):
    return SubmissionFile(name=name, blob=blob)


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        (None, "a", FileChange.ADDED),
        ("a", None, FileChange.REMOVED),
        ("a", "b", FileChange.CHANGED),
        ("a", "a", FileChange.SAME),
    ],
)
def test_a_file_is_added_removed_changed_or_the_same(old, new, change):
    old, new = (name and file("x.py", Blob(pk=ord(name))) for name in (old, new))
    assert ComparedFile("x.py", old, new).change == change


def test_the_notebook_comes_first_and_is_one_whatever_its_name_was(attempts):
    one, _two, three = attempts
    Submission.objects.filter(pk=one.pk).update(notebook_name="old.ipynb")
    SubmissionFile.objects.filter(submission=one).update(name="old.ipynb")
    for submission, names in ((one, ("b.py", "a.py")), (three, ("b.py", "データ.csv"))):
        for name in names:
            SubmissionFile.objects.create(
                submission=submission, name=name, blob=keep(name.encode())
            )
    old = earlier_attempts(three, three.student)[-1]
    compared = compared_files(old, three, three.files.all())
    assert [(row.name, row.change) for row in compared] == [
        ("notebook.ipynb", FileChange.SAME),
        ("a.py", FileChange.REMOVED),
        ("b.py", FileChange.SAME),
        ("データ.csv", FileChange.ADDED),
    ]
