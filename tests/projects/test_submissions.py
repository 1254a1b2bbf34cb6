"""What a student does, and what it leads to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notebooks.intake import take_in
from projects.enums import EventKind, Judgement, RunState, State, StepState
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import Blob, Rubric, Submission
from projects.operations import reviews, submissions
from projects.operations.answers import Answer
from projects.queries.checklist import checklist_for
from projects.queries.intake import signature_of
from tests import factories


def intake_for(project, data=factories.NOTEBOOK):
    signature = signature_of(project)
    return take_in([("notebook.ipynb", data)], signature, [signature])


def submit(world, *, by=None, project=None, honour_code=True, notes=""):
    """Whatever the last review requires is answered as done."""
    project, by = project or world.project, by or world.author
    asked = checklist_for(student=by, cohort=world.cohort, project=project)
    return submissions.submit(
        by=by,
        cohort=world.cohort,
        project=project,
        intake=intake_for(project),
        honour_code=honour_code,
        notes=notes,
        answers={change.key: Answer(done=True) for change in asked.changes},
    )


def test_a_first_attempt_is_frozen_and_queued(world):
    submission = submit(world, notes="  Please look at cell 3. ")
    assert (submission.state, submission.attempt) == (State.CHECKING, 1)
    assert submission.previous is None
    assert submission.notes == "Please look at cell 3."
    assert submission.edition == "only"
    file = submission.files.get()
    assert (file.name, file.blob.read()) == ("notebook.ipynb", factories.NOTEBOOK)
    event = submission.events.get()
    assert (event.kind, event.actor) == (EventKind.SUBMITTED, world.author)
    run = submission.runs.get()
    assert [(s.kind, s.queue, s.state) for s in run.steps.all()] == [
        ("examine", "cpu", StepState.QUEUED),
        ("train", "gpu", StepState.PENDING),
    ]


@pytest.mark.parametrize(
    "state", [State.RETURNED, State.CHANGES_REQUESTED, State.UNREVIEWABLE]
)
def test_the_next_attempt_points_to_the_one_before(world, state):
    first = world.submission(state)
    second = submit(world)
    assert (second.attempt, second.previous) == (2, first)
    submissions.withdraw(second, by=world.author)
    third = submit(world)
    assert (third.attempt, third.previous) == (3, second)


def test_attempts_are_counted_per_project(world):
    submit(world)
    other = factories.project()
    assert submit(world, project=other).attempt == 1


@pytest.mark.parametrize(
    "state",
    [State.CHECKING, State.AWAITING_REVIEW, State.IN_REVIEW, State.DISPUTED],
)
def test_one_open_submission_at_a_time(world, state):
    world.submission(state)
    with pytest.raises(WrongState, match="still with us"):
        submit(world)


def test_an_approved_project_is_done(world):
    world.submission(State.APPROVED)
    with pytest.raises(WrongState, match="approved already"):
        submit(world)


def test_a_project_that_is_only_announced_takes_nothing(world):
    world.project.announced = True
    world.project.save()
    with pytest.raises(WrongState, match="not open yet"):
        submit(world)


def test_only_students_of_the_cohort_hand_in(world):
    with pytest.raises(NotAllowed):
        submit(world, by=world.lead)


def test_the_honour_code_must_be_confirmed(world):
    with pytest.raises(Incomplete) as refusal:
        submit(world, honour_code=False)
    assert refusal.value.field == "honour_code"


def test_a_refused_hand_in_leaves_nothing(world):
    with pytest.raises(Incomplete):
        submit(world, honour_code=False)
    assert not Submission.objects.exists()
    assert not Blob.objects.exists()


def test_a_submission_keeps_the_rubric_it_was_made_under(world):
    submission = submit(world)
    Rubric.objects.create(project=world.project, digest="newer")
    submission.refresh_from_db()
    assert submission.rubric.digest != "newer"
    submissions.withdraw(submission, by=world.author)
    assert submit(world).rubric.digest == "newer"


def test_withdrawing_cancels_what_runs(world):
    submission = submit(world)
    submissions.withdraw(submission, by=world.author)
    assert submission.state == State.WITHDRAWN
    run = submission.runs.get()
    assert run.state == RunState.CANCELLED
    assert {step.state for step in run.steps.all()} == {StepState.CANCELLED}


def test_nobody_withdraws_the_work_of_others(world):
    submission = submit(world)
    with pytest.raises(NotAllowed):
        submissions.withdraw(submission, by=world.stranger)
    assert submission.runs.get().state == RunState.QUEUED


def test_an_appeal_brings_returned_work_to_a_reviewer(world):
    submission = world.submission(State.RETURNED)
    submissions.appeal_checks(submission, by=world.author, reason=" It is right. ")
    assert submission.state == State.AWAITING_REVIEW
    assert submission.appeal_reason == "It is right."
    assert submission.queued_at is not None
    assert submission.decided_at is None
    assert submission.events.get().body == "It is right."


def test_an_appeal_needs_words(world):
    submission = world.submission(State.RETURNED)
    with pytest.raises(Incomplete) as refusal:
        submissions.appeal_checks(submission, by=world.author, reason="  ")
    assert refusal.value.field == "reason"


def test_an_old_attempt_is_not_appealed(world):
    first = world.submission(State.RETURNED)
    world.submission(State.RETURNED)
    with pytest.raises(WrongState, match="newer attempt"):
        submissions.appeal_checks(first, by=world.author, reason="It is right.")


def test_a_dispute_goes_to_a_second_reviewer(world):
    submission = world.decided(Judgement.CHANGES)
    submissions.dispute(submission, by=world.author, reasons={"code": "See cell 3."})
    assert submission.state == State.DISPUTED
    assert submission.reviewer is None
    dispute = submission.reviews.get().disputes.get()
    assert (dispute.criterion.slug, dispute.body) == ("code", "See cell 3.")
    with pytest.raises(NotAllowed):
        reviews.claim(submission, by=world.assigned)
    draft = reviews.claim(submission, by=world.certified)
    assert draft.criteria.count() == 2, "it starts from what was said"


@pytest.mark.parametrize("reasons", [{}, {"code": "  "}, {"nonsense": "words"}])
def test_a_dispute_needs_words_on_a_criterion(world, reasons):
    submission = world.decided(Judgement.CHANGES)
    with pytest.raises(Incomplete):
        submissions.dispute(submission, by=world.author, reasons=reasons)
    submission.refresh_from_db()
    assert submission.state == State.CHANGES_REQUESTED


def test_a_dispute_has_its_time(world, settings):
    submission = world.decided(Judgement.CHANGES)
    long_ago = timezone.now() - timedelta(days=settings.DISPUTE_DAYS, minutes=1)
    Submission.objects.update(decided_at=long_ago)
    with pytest.raises(WrongState, match="within 14 days"):
        submissions.dispute(submission, by=world.author, reasons={"code": "No."})


def test_an_old_attempt_is_not_disputed(world):
    submission = world.decided(Judgement.CHANGES)
    submit(world)
    with pytest.raises(WrongState, match="newer attempt"):
        submissions.dispute(submission, by=world.author, reasons={"code": "No."})


def test_a_student_rates_a_finished_review_and_may_think_again(world):
    review = world.decided(Judgement.MEETS).reviews.get()
    submissions.rate(review, by=world.author, stars=3)
    submissions.rate(review, by=world.author, stars=5, body=" Thank you! ")
    review.refresh_from_db()
    assert (review.rating.stars, review.rating.body) == (5, "Thank you!")


def test_others_do_not_rate_and_drafts_are_not_rated(world):
    review = world.decided(Judgement.MEETS).reviews.get()
    with pytest.raises(NotAllowed):
        submissions.rate(review, by=world.stranger, stars=5)
    review.published_at = None
    with pytest.raises(NotAllowed):
        submissions.rate(review, by=world.author, stars=5)


@pytest.mark.parametrize("stars", [0, 6])
def test_stars_are_one_to_five(world, stars):
    review = world.decided(Judgement.MEETS).reviews.get()
    with pytest.raises(Incomplete):
        submissions.rate(review, by=world.author, stars=stars)
