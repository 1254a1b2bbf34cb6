"""Claiming, writing, deciding, handing back; and a lead who takes it up again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from projects.enums import EventKind, Judgement, State, UnableReason
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import Submission
from projects.operations import drafts, reviews
from projects.queries import queue
from tests import factories


def time_is_up(submission):
    past = timezone.now() - timedelta(seconds=1)
    Submission.objects.filter(pk=submission.pk).update(claim_expires_at=past)


def waiting(world):
    return world.submission(State.AWAITING_REVIEW)


def test_a_claim_lasts_twelve_hours(world):
    submission = world.claimed()
    assert (submission.state, submission.reviewer) == (State.IN_REVIEW, world.assigned)
    left = submission.claim_expires_at - timezone.now()
    assert timedelta(hours=11, minutes=59) < left <= timedelta(hours=12)


def test_a_reviewer_holds_only_so_many(world, settings):
    for _ in range(settings.REVIEWS_IN_HAND):
        held = factories.submission(world.project, state=State.AWAITING_REVIEW)
        reviews.claim(held, by=world.assigned)
    one_more = waiting(world)
    with pytest.raises(NotAllowed, match="as many reviews in hand as you may"):
        reviews.claim(one_more, by=world.assigned)
    time_is_up(held)
    reviews.claim(one_more, by=world.assigned)
    assert one_more.reviewer == world.assigned


def test_an_expired_claim_is_free_for_the_next_before_any_clock(world):
    submission = world.claimed()
    time_is_up(submission)
    reviews.claim(submission, by=world.certified)
    assert submission.reviewer == world.certified
    kinds = list(submission.events.values_list("kind", flat=True))
    assert kinds == [EventKind.CLAIM, EventKind.EXPIRE, EventKind.CLAIM]
    expired = submission.events.get(kind=EventKind.EXPIRE)
    assert (expired.actor, expired.data) == (None, {"reviewer": world.assigned.pk})


@pytest.mark.parametrize("publish", [reviews.approve, reviews.request_changes])
def test_a_reviewer_whose_time_is_up_cannot_decide(world, publish):
    submission = world.claimed()
    factories.judge_all(submission, world.assigned, Judgement.CHANGES, "Words.")
    time_is_up(submission)
    with pytest.raises(WrongState):
        publish(submission, by=world.assigned)


def test_what_was_written_outlives_a_claim(world):
    submission = world.claimed()
    drafts.save_draft(submission, drafts.Draft("Good start."), by=world.assigned)
    time_is_up(submission)
    with pytest.raises(WrongState, match="What you wrote is kept"):
        drafts.save_draft(submission, drafts.Draft("More."), by=world.assigned)
    again = reviews.claim(submission, by=world.assigned)
    assert again.general == "Good start."


def test_a_stale_tab_cannot_write_into_work_handed_to_another(world):
    submission = world.claimed()
    reviews.release(submission, by=world.assigned)
    reviews.claim(submission, by=world.certified)
    with pytest.raises(WrongState):
        drafts.save_draft(submission, drafts.Draft("Mine."), by=world.assigned)
    with pytest.raises(NotAllowed):
        reviews.approve(submission, by=world.assigned)


def test_handing_back_keeps_the_original_place(world):
    first, second, third = (
        factories.submission(world.project, state=State.AWAITING_REVIEW)
        for _ in range(3)
    )
    place = first.queued_at
    reviews.claim(first, by=world.assigned)
    assert list(queue.claimable_by(world.certified)) == [second, third]
    reviews.release(first, by=world.assigned, reason=" Too long for today. ")
    assert first.queued_at == place
    assert first.reviewer is None
    assert list(queue.claimable_by(world.certified)) == [first, second, third]
    event = first.events.last()
    assert event.body == "Too long for today."
    assert event.data == {"reviewer": world.assigned.pk}


def test_a_lead_may_hand_back_for_somebody(world):
    submission = world.claimed()
    reviews.release(submission, by=world.lead)
    assert submission.state == State.AWAITING_REVIEW


def test_a_draft_is_saved_in_parts(world):
    submission = world.claimed()
    save, draft = drafts.save_draft, drafts.Draft
    save(submission, draft(general="Hello."), by=world.assigned)
    part = {"code": (Judgement.MEETS, "Neat.")}
    review = save(submission, draft(criteria=part), by=world.assigned)
    review.refresh_from_db()
    assert review.general == "Hello."
    said = review.criteria.get()
    assert (said.judgement, said.body) == (Judgement.MEETS, "Neat.")


@pytest.mark.parametrize(
    "criteria", [{"nonsense": ("meets", "")}, {"code": ("splendid", "")}]
)
def test_an_unknown_criterion_or_judgement_is_refused_whole(world, criteria):
    submission = world.claimed()
    draft = drafts.Draft("Hello.", criteria)
    with pytest.raises(Incomplete):
        drafts.save_draft(submission, draft, by=world.assigned)
    assert submission.reviews.get().general == ""


def test_comments_are_written_changed_and_taken_back(world):
    submission = world.claimed()
    made = drafts.comment(
        submission,
        by=world.assigned,
        file_name="notebook.ipynb",
        cell=1,
        line=2,
        body=" Name it. ",
    )
    assert (made.cell, made.line, made.body) == (1, 2, "Name it.")
    drafts.edit_comment(made, by=world.assigned, body="Good.", tag="awesome")
    made.refresh_from_db()
    assert (made.body, made.tag) == ("Good.", "awesome")
    drafts.delete_comment(made, by=world.assigned)
    assert not submission.reviews.get().comments.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"body": " "}, "body"),
        ({"tag": "rude"}, "tag"),
        ({"file_name": "other.py"}, "file_name"),
        ({"cell": -1}, "line"),
        ({"line": 0}, "line"),
    ],
)
def test_a_comment_needs_words_a_kind_and_a_place(world, change, field):
    submission = world.claimed()
    given = {"file_name": "notebook.ipynb", "body": "Hm.", **change}
    with pytest.raises(Incomplete) as refusal:
        drafts.comment(submission, by=world.assigned, **given)
    assert refusal.value.field == field


def test_published_comments_stay(world):
    submission = world.claimed()
    made = drafts.comment(
        submission, by=world.assigned, file_name="notebook.ipynb", body="Hm."
    )
    factories.judge_all(submission, world.assigned, Judgement.MEETS)
    reviews.approve(submission, by=world.assigned)
    with pytest.raises(WrongState):
        drafts.delete_comment(made, by=world.assigned)
    reviews.reopen(submission, by=world.lead, reason="A slip.")
    with pytest.raises(NotAllowed):
        drafts.edit_comment(made, by=world.lead, body="!", tag="required")


def test_approval_needs_every_criterion_judged(world):
    submission = world.claimed()
    one = drafts.Draft(criteria={"code": (Judgement.MEETS, "")})
    drafts.save_draft(submission, one, by=world.assigned)
    with pytest.raises(Incomplete, match="Still to judge: Training") as refusal:
        reviews.approve(submission, by=world.assigned)
    assert refusal.value.field == "training"


def test_approval_needs_none_failing(world):
    submission = world.claimed()
    factories.judge_all(submission, world.assigned, Judgement.CHANGES, "Words.")
    with pytest.raises(Incomplete, match="2 specifications"):
        reviews.approve(submission, by=world.assigned)


def test_approval_publishes(world):
    submission = world.decided(Judgement.MEETS)
    assert submission.state == State.APPROVED
    assert submission.decided_at is not None
    assert submission.claim_expires_at is None
    review = submission.reviews.get()
    assert (review.verdict, review.published_at) == ("approved", submission.decided_at)


def test_changes_need_a_failing_criterion(world):
    submission = world.claimed()
    factories.judge_all(submission, world.assigned, Judgement.MEETS)
    with pytest.raises(Incomplete, match="at least one"):
        reviews.request_changes(submission, by=world.assigned)


def test_changes_need_words_under_each_failing_criterion(world):
    submission = world.claimed()
    factories.judge_all(submission, world.assigned, Judgement.CHANGES, "  ")
    with pytest.raises(Incomplete) as refusal:
        reviews.request_changes(submission, by=world.assigned)
    assert refusal.value.field == "code"


def test_requested_changes_are_published(world):
    submission = world.decided(Judgement.CHANGES)
    assert submission.state == State.CHANGES_REQUESTED
    assert submission.reviews.get().verdict == "changes_requested"


def test_what_cannot_be_reviewed_says_why(world):
    submission = world.claimed()
    reviews.cannot_review(
        submission,
        by=world.assigned,
        reason=UnableReason.FILES_MISSING,
        body=" Add helper.py. ",
    )
    assert (submission.state, submission.unable_reason) == (
        State.UNREVIEWABLE,
        "files_missing",
    )
    review = submission.reviews.get()
    assert (review.general, review.unable_reason) == ("Add helper.py.", "files_missing")
    assert submission.events.last().body == "Add helper.py."


@pytest.mark.parametrize(
    ("reason", "body", "field"), [("mood", "x", "reason"), ("other", " ", "body")]
)
def test_unable_needs_a_reason_and_words(world, reason, body, field):
    submission = world.claimed()
    with pytest.raises(Incomplete) as refusal:
        reviews.cannot_review(submission, by=world.assigned, reason=reason, body=body)
    assert refusal.value.field == field


def test_a_lead_reopens_with_everything_that_was_said(world):
    submission = world.claimed()
    draft = drafts.Draft("Well done.")
    drafts.save_draft(submission, draft, by=world.assigned)
    drafts.comment(
        submission, by=world.assigned, file_name="notebook.ipynb", body="Hm."
    )
    factories.judge_all(submission, world.assigned, Judgement.MEETS, "Fine.")
    reviews.approve(submission, by=world.assigned)
    again = reviews.reopen(submission, by=world.lead, reason="A slip.")
    assert (submission.state, submission.reviewer) == (State.IN_REVIEW, world.lead)
    assert submission.decided_at is None
    assert again.general == "Well done."
    assert [c.body for c in again.criteria.all()] == ["Fine.", "Fine."]
    assert [c.body for c in again.comments.all()] == ["Hm."]
    published = submission.reviews.get(published_at__isnull=False)
    assert published.criteria.count() == 2, "what was published stays"
    assert published.comments.count() == 1
    reviews.approve(submission, by=world.lead)
    assert submission.reviews.filter(published_at__isnull=False).count() == 2


def test_reopening_needs_a_reason(world):
    submission = world.decided(Judgement.MEETS)
    with pytest.raises(Incomplete):
        reviews.reopen(submission, by=world.lead, reason=" ")


def test_an_old_attempt_is_not_reopened(world):
    submission = world.decided(Judgement.CHANGES)
    world.submission(State.CHECKING)
    with pytest.raises(WrongState, match="newer attempt"):
        reviews.reopen(submission, by=world.lead, reason="A slip.")


def test_a_draft_writes_only_the_criteria_that_differ(world):
    submission = world.claimed()
    factories.judge_all(submission, world.assigned, Judgement.MEETS, "Good.")
    review = submission.reviews.get(published_at=None)
    saved = review.saved_at
    factories.judge_all(submission, world.assigned, Judgement.MEETS, "Good.")
    review.refresh_from_db()
    assert (review.version, review.saved_at) == (1, saved)
    rows = {row.criterion.slug: row.pk for row in review.criteria.all()}
    both = {"code": (Judgement.MEETS, "Good."), "training": (Judgement.CHANGES, "No.")}
    with CaptureQueriesContext(connection) as queries:
        draft = drafts.Draft(criteria=both)
        drafts.save_draft(submission, draft, by=world.assigned)
    written = [
        query["sql"] for query in queries if "INSERT" in query["sql"].partition(" ")[0]
    ]
    assert [sql.count("Good.") for sql in written] == [0]
    after = {
        row.criterion.slug: (row.judgement, row.body) for row in review.criteria.all()
    }
    assert after == both
    assert {row.criterion.slug: row.pk for row in review.criteria.all()} == rows
