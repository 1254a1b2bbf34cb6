"""Small cohorts of January 2017 whose figures were told by hand before they were counted."""

from datetime import UTC, date, datetime, timedelta

import pytest

from projects.enums import Judgement, Queue, RunState, RunVerdict, State, StepState
from projects.models import (
    CheckResult,
    CohortProject,
    Criterion,
    Enrolment,
    Rubric,
    Run,
    Step,
    Submission,
)
from projects.operations import participation
from projects.queries.statistics.checks import findings_of
from projects.queries.statistics.progress import progress_of
from projects.queries.statistics.waiting import waiting_of
from tests import factories

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGAN = datetime(2017, 1, 2, tzinfo=UTC)


@pytest.fixture
def cohort():
    """Seven weeks are told of it."""
    return factories.cohort(starts_on=date(2017, 1, 2), ends_on=date(2017, 1, 16))


@pytest.fixture
def project(cohort):
    made = factories.project()
    CohortProject.objects.create(cohort=cohort, project=made, order=1)
    return made


@pytest.fixture
def works(cohort, project):
    """Hands in on a day; it joins the queue an hour later, and is decided after so many more."""

    def hand_in(state, day, *, decided_after=9, queued=True, **fields):
        made = factories.submission(project, in_=cohort, state=state, **fields)
        at = BEGAN + day * DAY
        decided = at + (1 + decided_after) * HOUR
        Submission.objects.filter(pk=made.pk).update(
            submitted_at=at,
            queued_at=at + HOUR if queued else None,
            decided_at=decided if made.decided_at else None,
        )
        made.reviews.exclude(published_at=None).update(published_at=decided)
        made.refresh_from_db()
        return made

    return hand_in


def run_of(submission, took=HOUR, number=1, state=RunState.FINISHED, **fields):
    at, ended = submission.submitted_at, state == RunState.FINISHED
    run = Run.objects.create(
        submission=submission,
        number=number,
        state=state,
        verdict=RunVerdict.FAILED if ended else "",
        finished_at=at + took if ended else None,
        **fields,
    )
    return Step.objects.create(
        run=run,
        kind="examine",
        queue=Queue.CPU,
        state=StepState.PASSED,
        queued_at=at,
        started_at=at + took / 4,
        finished_at=run.finished_at,
    )


def result(step, slug, outcome, **fields):
    order = step.results.count()
    CheckResult.objects.create(
        step=step, order=order, check_slug=slug, outcome=outcome, **fields
    )


def test_of_a_cohort_without_anybody_everything_is_nothing(cohort, project):
    [told] = progress_of(cohort).projects
    assert progress_of(cohort).students == 0
    assert told.started == told.handed_in == told.passed == [0] * 7
    assert (told.attempts, told.due) == ([0, 0, 0, 0], None)
    waiting = waiting_of(cohort)
    assert waiting.times.machine == waiting.times.review == [None] * 7
    assert waiting.load.waiting == [0] * 7
    assert (waiting.load.due, waiting.load.reviewers) == ([], [])
    findings = findings_of(cohort)
    assert (findings.checks, findings.criteria) == ([], [])


def test_attempts_are_counted_up_to_the_pass_and_four_and_more_are_told_together(
    cohort, works
):
    ada, bob, eve = (factories.student(cohort) for _ in range(3))
    works(State.APPROVED, 1, by=ada)
    for state in (*[State.CHANGES_REQUESTED] * 5, State.APPROVED):
        works(state, 2, by=bob)
    works(State.RETURNED, 3, by=eve, queued=False)
    works(State.WITHDRAWN, 4, by=eve)
    works(State.APPROVED, 10, by=eve)
    works(State.CHANGES_REQUESTED, 20)  # who has not passed is in no column
    [told] = progress_of(cohort).projects
    assert told.attempts == [1, 0, 1, 1]
    assert told.passed == [2, 3, 3, 3, 3, 3, 3]


def test_who_left_stays_in_the_numbers_so_that_no_line_rises(cohort, works):
    work = works(State.APPROVED, 1)
    works(State.RETURNED, 8, queued=False)
    before = progress_of(cohort)
    place = Enrolment.objects.get(student=work.student)
    participation.withdraw(place, by=factories.lead(), reason="Ill.")
    elsewhere = Enrolment.objects.exclude(pk=place.pk).get()
    to = factories.cohort(starts_on=date(2017, 1, 2))
    participation.transfer(elsewhere, to=to, by=factories.lead(), reason="Asked.")
    assert progress_of(cohort) == before
    assert before.students == 2
    assert progress_of(to).students == 1


def test_a_reopened_work_is_told_with_its_first_verdict(cohort, works):
    work = works(State.CHANGES_REQUESTED, 1, decided_after=5)
    again = factories.review(work, factories.reviewer(work.project), State.APPROVED)
    again.published_at = work.queued_at + 50 * HOUR
    again.save()
    [told] = waiting_of(cohort).times.projects
    assert (told.review.count, told.review.median) == (1, 5 * HOUR)


def test_work_that_joins_the_queue_anew_has_no_wait_below_nothing(cohort, works):
    """A dispute: the verdict of before is older than the place in the queue."""
    work = works(State.DISPUTED, 1)
    work.reviews.update(published_at=work.queued_at - HOUR)
    [told] = waiting_of(cohort).times.projects
    assert told.review is None


def test_only_the_first_run_that_ended_tells_how_long_the_machine_took(cohort, works):
    first, second = works(State.AWAITING_REVIEW, 1), works(State.AWAITING_REVIEW, 8)
    run_of(first, took=2 * HOUR)
    run_of(first, took=90 * HOUR, number=2)
    run_of(second, state=RunState.RUNNING)
    times = waiting_of(cohort).times
    assert times.projects[0].machine.median == 2 * HOUR
    assert [one and one.count for one in times.machine] == [1, *[None] * 6]


def test_the_queue_at_each_weeks_end(cohort, works):
    works(State.APPROVED, 1, decided_after=24 * 14)  # waits over two ends of weeks
    works(State.WITHDRAWN, 1)  # waits for nobody
    works(State.RETURNED, 2, queued=False)
    works(State.AWAITING_REVIEW, 8)
    load = waiting_of(cohort).load
    assert load.uploads == [2, 1, 0, 0, 0, 0, 0]
    assert load.handed_in == [1, 1, 0, 0, 0, 0, 0]
    assert load.reviewed == [0, 0, 1, 0, 0, 0, 0]
    assert load.waiting == [1, 2, 1, 1, 1, 1, 1]


def test_a_step_that_runs_still_has_waited_but_not_worked(cohort, works):
    run_of(works(State.CHECKING, 1), took=4 * HOUR)
    run_of(works(State.CHECKING, 8), took=8 * HOUR, state=RunState.RUNNING)
    load = waiting_of(cohort).load
    assert [one and one.median for one in load.worker_waits][:2] == [HOUR, 2 * HOUR]
    assert load.work_hours["cpu"][:2] == [3, 0]
    assert sum(load.work_hours["gpu"]) == 0


def test_the_busiest_reviewers_of_the_last_weeks_stand_first(cohort, works, project):
    idle, busy, holder = (factories.reviewer(project) for _ in range(3))
    for day in (1, 2):
        works(State.APPROVED, day, reviewed_by=idle)
    factories.submission(
        project, in_=cohort, state=State.APPROVED, reviewed_by=busy
    )  # published now
    works(State.IN_REVIEW, 3, reviewed_by=holder)
    factories.submission(project, state=State.APPROVED, reviewed_by=holder)  # elsewhere
    rows = waiting_of(cohort).load.reviewers
    assert [(one.reviewer, one.lately, one.published, one.in_hand) for one in rows] == [
        (busy, 1, 1, 0),
        (idle, 0, 2, 0),
        (holder, 0, 0, 1),
    ]


def test_what_no_check_decided_and_what_later_runs_repeat_is_not_judged(cohort, works):
    work = works(State.RETURNED, 1, queued=False)
    step = run_of(work)
    result(step, "shape", "failed", title_text={"en": "Shape", "ja": "形"})
    result(step, "loss", "broken")
    result(step, "speed", "skipped")
    result(step, "style", "passed")
    result(run_of(work, number=2), "shape", "failed")
    other = run_of(works(State.AWAITING_REVIEW, 2))
    result(other, "shape", "passed", title_text={"en": "Shape of it", "ja": "形"})
    [told] = findings_of(cohort).checks
    assert (told.slug, told.title) == ("shape", "Shape of it")
    assert (told.judged, told.failed, told.rate) == (2, 1, 0.5)
    assert (told.appealed, told.overruled, told.example) == (0, 0, work.pk)


def test_a_person_who_overrules_is_counted_by_the_side_that_they_take(cohort, works):
    """The checks failed “code” and passed “training”; the reviewers say otherwise, once in a draft."""
    for state, machine in (
        (State.APPROVED, "failed"),
        (State.CHANGES_REQUESTED, "passed"),
    ):
        rows = works(state, 1).reviews.get().criteria
        rows.filter(criterion__slug="code").update(machine=machine)
    draft = works(State.IN_REVIEW, 2).reviews.get()
    code = draft.submission.rubric.criteria.get(slug="code")
    draft.criteria.create(criterion=code, judgement=Judgement.CHANGES, machine="passed")
    [told] = findings_of(cohort).criteria
    assert told.criterion.slug == "code"
    assert (told.strict, told.lenient) == (1, 1)
    assert (told.reviewed, told.changes) == (2, 1)


def test_a_criterion_is_one_row_over_all_versions_of_its_rubric(cohort, works, project):
    works(State.CHANGES_REQUESTED, 1)
    rubric = Rubric.objects.create(project=project, digest="f" * 64)
    newer = Criterion.objects.create(
        rubric=rubric,
        slug="code",
        order=1,
        section_slug="all",
        section_text={"en": "All"},
        title_text={"en": "The code, anew"},
        passes_when_text={"en": "It is right."},
        tips_text={},
        checks=[],
    )
    works(State.CHANGES_REQUESTED, 2, rubric=rubric).reviews.get().criteria.update(
        judgement=Judgement.CHANGES, body="Please."
    )
    [told] = findings_of(cohort).criteria
    assert (told.criterion, told.reviewed, told.changes) == (newer, 2, 2)


def test_a_project_that_the_cohort_no_longer_has_is_not_told(cohort, works, project):
    result(run_of(works(State.CHANGES_REQUESTED, 1)), "shape", "failed")
    CohortProject.objects.update(project=factories.project())
    assert findings_of(cohort).checks == findings_of(cohort).criteria == []
