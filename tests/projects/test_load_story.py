"""What the load's students did: drawn without a database, and the people it is told of."""

from datetime import UTC, datetime, timedelta
from itertools import groupby
from random import Random

import pytest
from django.utils import timezone

from projects.enums import EnrolmentState, State
from projects.models import Comment
from projects.operations.load import people
from projects.operations.load.copying import copy_comments, copy_judgements
from projects.operations.load.story import Course, attempts_of
from tests import factories

NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)
START = NOW - timedelta(weeks=15)
COURSE = Course(START, [START + timedelta(weeks=n) for n in people.DUE_WEEKS], NOW)


class Fate:
    """Luck that is always the same."""

    def __init__(self, luck):
        self.luck = luck

    def random(self):
        return self.luck

    def choice(self, some):
        return some[0]

    def uniform(self, least, most):
        return least

    def randint(self, least, most):
        return least


def told(course=COURSE, students=120):
    random = Random(1)
    return [one for n in range(students) for one in attempts_of(n, course, random)]


def at_projects(attempts):
    """The attempts of one student at one project, student by student."""
    by_place = groupby(attempts, lambda one: (one.student, one.project))
    return {place: list(some) for place, some in by_place}


def test_the_story_is_the_same_every_time():
    assert told() == told()


def test_nothing_happens_before_the_course_begins_or_after_now():
    ahead = [at + timedelta(weeks=30) for at in COURSE.due_at]
    assert told(Course(NOW + timedelta(weeks=3), ahead, NOW)) == []
    for one in told():
        times = [one.handed_in_at, one.claimed_at, one.decided_at]
        known = [at for at in times if at is not None]
        assert known == sorted(known), one
        assert START < known[0] <= known[-1] <= NOW, one


def test_only_the_last_attempt_is_open_or_approved_and_numbers_have_no_gap():
    for attempts in at_projects(told()).values():
        assert [one.number for one in attempts] == list(range(1, len(attempts) + 1))
        ended = (*State.open(), State.APPROVED)
        assert not any(one.state in ended for one in attempts[:-1])


def test_a_project_is_begun_when_the_one_before_is_approved():
    found = at_projects(told())
    for (student, project), attempts in found.items():
        if project:
            last = found[student, project - 1][-1]
            assert last.state == State.APPROVED
            assert last.decided_at < attempts[0].handed_in_at


def test_who_waits_has_passed_the_checks_and_who_was_returned_has_not():
    states = {}
    for one in told(students=400):
        states.setdefault(one.state, set()).add((one.checks_passed, one.was_queued))
    assert states[State.RETURNED] == {(False, False)}
    assert states[State.APPROVED] == states[State.CHANGES_REQUESTED] == {(True, True)}
    assert all(queued is False for _passed, queued in states.get(State.HELD, ()))


# --- people --------------------------------------------------------------------------------


@pytest.fixture
def cohort(db):
    projects = [factories.project() for _ in people.DUE_WEEKS]
    return people.make_cohort(people.KINDS[1], projects, timezone.now())


def test_a_cohort_has_every_project_due_within_its_weeks(cohort):
    due = [one.due_at.date() for one in cohort.cohort_projects.all()]
    assert due == sorted(set(due))
    assert cohort.starts_on.weekday() == 0
    assert cohort.starts_on < due[0] < due[-1] <= cohort.ends_on


def test_a_cohort_of_nobody_and_of_one_is_made(cohort):
    assert people.make_students(cohort, 0, "!", Fate(0.9)) == []
    (one,) = people.make_students(cohort, 1, "!", Fate(0.9))
    assert one.email == "march-1@load.test"
    assert one.enrolments.get().joined_at.date() < cohort.starts_on


def test_the_second_student_is_japanese(cohort):
    first, second = people.make_students(cohort, 2, "!", Fate(0.9))
    assert (first.language, second.language) == ("en", "ja")
    assert first.name.isascii()
    assert second.name == "佐藤 陽菜"


@pytest.mark.parametrize(
    ("luck", "state"),
    [(0.0, EnrolmentState.WITHDRAWN), (0.04, EnrolmentState.PAUSED)],
)
def test_some_have_left_or_pause_since_a_day_that_is_told(cohort, luck, state):
    people.make_students(cohort, 1, "!", Fate(luck))
    enrolment = cohort.enrolments.get()
    assert enrolment.state == state
    assert enrolment.state_since < timezone.now()
    assert not cohort.enrolments.active().exists()


def test_an_extension_is_later_than_the_date_and_of_the_first_project(cohort):
    people.make_students(cohort, 2, "!", Fate(0.9))
    people.grant_extensions(cohort, factories.lead(), Fate(0.9))
    assert not any(one.extensions.exists() for one in cohort.enrolments.all())
    people.grant_extensions(cohort, factories.lead(), Fate(0))
    first = cohort.cohort_projects.first()
    for one in cohort.enrolments.all():
        extension = one.extensions.get()
        assert extension.project == first.project
        assert extension.granted_at < first.due_at < extension.due_at


def test_without_a_date_nobody_has_an_extension(cohort):
    people.make_students(cohort, 1, "!", Fate(0.9))
    cohort.cohort_projects.update(due_at=None)
    people.grant_extensions(cohort, factories.lead(), Fate(0))
    assert not cohort.enrolments.get().extensions.exists()


def test_the_lead_leads_these_cohorts_only_and_reviewers_lead_nothing(cohort):
    other = factories.cohort()
    projects = [one.project for one in cohort.cohort_projects.all()]
    reviewers = people.make_staff(projects, [cohort])
    assert len({one.name for one in reviewers}) == people.REVIEWERS
    (lead,) = (one.lead for one in cohort.leads.all())
    assert not lead.leads_everywhere
    assert not other.leads.exists()
    assert not any(one.is_lead or one.is_staff for one in reviewers)


@pytest.mark.django_db
def test_rows_are_copied_whole_and_in_order_and_for_nobody_else():
    project = factories.project()
    pattern, *others = (
        factories.submission(project, state=State.CHANGES_REQUESTED) for _ in range(4)
    )
    factories.comment(pattern, "一つ目 'quoted'", cell=3)
    factories.comment(pattern, "Second", cell=1, tag="praise")
    of = pattern.reviews.get().pk
    into = [one.reviews.get() for one in others]
    copy_comments([(row.pk, of) for row in into[:2]])
    copy_comments([])
    for row in into[:2]:
        said = Comment.objects.filter(review=row).order_by("pk")
        assert list(said.values_list("body", "cell", "tag")) == [
            ("一つ目 'quoted'", 3, "required"),
            ("Second", 1, "praise"),
        ]
    assert not into[2].comments.exists()
    into[0].criteria.all().delete()
    copy_judgements([(into[0].pk, of)])
    assert list(into[0].criteria.values_list("criterion", "judgement")) == list(
        pattern.reviews.get().criteria.values_list("criterion", "judgement")
    )
