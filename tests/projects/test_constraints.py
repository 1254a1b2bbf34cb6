"""What must never be is refused by the database itself."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.enums import RunState, State, StepState
from projects.models import Rating, Review, Run, Step, Submission, SubmissionFile, User
from protocol.steps import StepKind

pytestmark = pytest.mark.database


@pytest.fixture
def submission(world):
    return world.submission(State.CHECKING)


def refused(constraint, write):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
    # SQLite names the columns of a unique index, PostgreSQL its name.
    assert constraint in str(refusal.value) or "UNIQUE" in str(refusal.value)


def updated(**fields):
    return lambda: Submission.objects.update(**fields)


OPEN = ("checking", "held", "awaiting_review", "in_review", "disputed")
CLOSED = ("returned", "approved", "changes_requested", "unreviewable", "withdrawn")


@pytest.mark.parametrize("second", OPEN)
@pytest.mark.parametrize("first", OPEN)
def test_two_open_submissions_of_one_project(world, first, second):
    world.submission(State(first))
    refused("one_open_submission", lambda: world.submission(State(second)))


@pytest.mark.parametrize("first", CLOSED)
def test_a_closed_one_makes_room(world, first):
    world.submission(State(first))
    assert world.submission(State.CHECKING).attempt == 2


def test_two_attempts_with_one_number(world):
    world.submission(State.WITHDRAWN)
    refused("unique_attempt", lambda: world.submission(State.CHECKING, attempt=1))


@pytest.mark.parametrize(
    "state", ["in_review", "approved", "changes_requested", "unreviewable"]
)
def test_a_review_without_a_reviewer(submission, state):
    later = timezone.now() + timedelta(hours=1)
    write = updated(state=state, reviewer=None, claim_expires_at=later)
    refused("review_has_reviewer", write)


@pytest.mark.parametrize("state", ["awaiting_review", "disputed"])
def test_waiting_without_a_place_in_the_queue(submission, state):
    refused("queued_has_place", updated(state=state, queued_at=None))


def test_a_claim_without_an_end(world, submission):
    write = updated(state="in_review", reviewer=world.assigned, claim_expires_at=None)
    refused("claim_has_end", write)


def test_two_files_of_one_name(submission):
    file = submission.files.get()

    def write():
        SubmissionFile.objects.create(
            submission=submission, name=file.name, blob=file.blob
        )

    refused("unique_file_name", write)


def test_two_live_runs(submission):
    Run.objects.create(submission=submission, number=1)
    live = Run(submission=submission, number=2, state=RunState.RUNNING)
    refused("one_live_run", live.save)


def test_two_runs_with_one_number(submission):
    for state, number in ((RunState.CANCELLED, 1), (RunState.ERRORED, 2)):
        Run.objects.create(submission=submission, number=number, state=state)
    again = Run(submission=submission, number=1, state=RunState.ERRORED)
    refused("unique_run_number", again.save)


def test_a_finished_run_without_a_verdict(submission):
    run = Run(submission=submission, number=1, state=RunState.FINISHED)
    refused("finished_has_verdict", run.save)


@pytest.mark.parametrize("missing", ["fence", "lease_until"])
def test_a_running_step_without_a_lease(submission, missing):
    run = Run.objects.create(submission=submission, number=1)
    fields = {
        "fence": "12345678123456781234567812345678",
        "lease_until": timezone.now(),
    }
    step = Step(
        run=run,
        kind=StepKind.EXAMINE,
        queue="cpu",
        state=StepState.RUNNING,
        **{**fields, missing: None},
    )
    refused("running_has_lease", step.save)


def test_two_steps_of_a_kind_in_one_run(submission):
    run = Run.objects.create(submission=submission, number=1)
    Step.objects.create(run=run, kind=StepKind.TRAIN, queue="gpu")
    refused("unique_step", Step(run=run, kind=StepKind.TRAIN, queue="gpu").save)


def test_a_published_review_without_a_verdict(world, submission):
    review = Review(
        submission=submission, reviewer=world.assigned, published_at=timezone.now()
    )
    refused("published_has_verdict", review.save)


def test_two_drafts_of_one_reviewer(world, submission):
    Review.objects.create(submission=submission, reviewer=world.assigned)
    second = Review(submission=submission, reviewer=world.assigned)
    refused("one_draft_per_reviewer", second.save)


@pytest.mark.parametrize("stars", [0, 6])
def test_stars_beyond_five(world, stars):
    review = world.submission(State.APPROVED).reviews.get()
    refused("one_to_five_stars", Rating(review=review, stars=stars).save)


def test_one_address_for_two_accounts(world):
    refused("email", User(email=world.author.email).save)


def test_an_address_in_capitals(world):
    """Else two accounts could have addresses that differ in capitals only."""
    people = User.objects.filter(pk=world.author.pk)
    refused("email_in_lower_case", lambda: people.update(email="Ada@example.org"))
