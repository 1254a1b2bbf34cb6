"""Whose place counts in the queue, which verdicts tell of a wait, and what is told of the past."""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.enums import EventKind, State
from projects.models import Event
from projects.queries import queue
from tests import factories

HOUR = timedelta(hours=1)


def waiting(project, hours=1.0, **fields):
    queued = timezone.now() - hours * HOUR
    return factories.submission(
        project, state=State.AWAITING_REVIEW, queued_at=queued, **fields
    )


def judged(project, hours_ago, **fields):
    """Came three hours before its verdict, and was read in one."""
    end = timezone.now() - hours_ago * HOUR
    made = {"state": State.APPROVED, "queued_at": end - 3 * HOUR}
    made |= {"claimed_at": end - HOUR, "decided_at": end, **fields}
    return factories.submission(project, **made)


def test_only_what_the_same_reviewers_could_take_stands_before_it(world):
    mine = waiting(world.project, 1)
    waiting(world.project, 9, language="ja")
    waiting(factories.project(), 9)
    waiting(world.project, 0.5)
    for state in (State.CHECKING, State.HELD, State.EXPLAINING, State.WITHDRAWN):
        queued = timezone.now() - 9 * HOUR
        factories.submission(world.project, state=state, queued_at=queued)
    assert queue.queue_position(mine) == 1
    disputed = waiting(world.project, 9)
    type(disputed).objects.filter(pk=disputed.pk).update(state=State.DISPUTED)
    assert queue.queue_position(mine) == 2


def test_what_is_in_hand_comes_in_the_order_in_which_its_time_ends(world):
    now = timezone.now()
    ends = [3, 1, 2]
    held = {
        hours: factories.submission(
            world.project,
            state=State.IN_REVIEW,
            reviewed_by=world.assigned,
            claim_expires_at=now + hours * HOUR,
        )
        for hours in ends
    }
    factories.submission(
        world.project, state=State.IN_REVIEW, reviewed_by=world.certified
    )
    assert list(queue.in_hand(world.assigned)) == [held[n] for n in sorted(ends)]


@pytest.mark.parametrize("change", [{"is_active": False}, {"email_verified_at": None}])
def test_who_is_shut_out_is_offered_nothing_though_certified(world, change):
    waiting(world.project)
    for name, value in change.items():
        setattr(world.certified, name, value)
    assert not queue.claimable_by(world.certified).exists()
    assert not queue.fitting(world.certified).exists()


def test_what_is_kept_for_another_fits_but_cannot_be_claimed(world):
    work = waiting(
        world.project,
        offered_first_to=world.assigned,
        offered_until=timezone.now() + HOUR,
    )
    assert list(queue.fitting(world.certified)) == [work]
    assert not queue.claimable_by(world.certified).exists()
    assert list(queue.claimable_by(world.assigned)) == [work]


def test_a_draft_and_an_undisputed_review_keep_no_work_from_their_writer(world):
    work = waiting(world.project)
    work.reviews.create(reviewer=world.certified)
    factories.review(work, world.assigned, State.CHANGES_REQUESTED)
    for person in (world.certified, world.assigned):
        assert list(queue.claimable_by(person)) == [work]


@pytest.mark.parametrize(
    ("change", "tells"),
    [
        ({}, True),
        ({"state": State.CHANGES_REQUESTED}, True),
        ({"state": State.UNREVIEWABLE}, True),
        ({"state": State.RETURNED}, False),
        ({"state": State.DISPUTED}, False),
        ({"claimed_at": None}, False),
    ],
    ids=str,
)
def test_a_wait_is_told_by_what_reviewers_judged(world, change, tells):
    for hours in range(queue.ENOUGH - 1):
        judged(world.project, hours)
    judged(world.project, 9, **change)
    wait = queue.expected_wait(waiting(world.project), 1)
    assert (wait is not None) is tells


def test_verdicts_of_another_project_tell_nothing_of_this_ones_wait(world):
    other = factories.project()
    for hours in range(queue.ENOUGH):
        judged(other, hours)
    assert queue.expected_wait(waiting(world.project), 1) is None
    assert queue.expected_wait(waiting(other), 1) is not None


def test_only_the_last_verdicts_tell_the_pace(world, monkeypatch):
    """Long ago each took ten hours in hand; now it is one."""
    monkeypatch.setattr(queue, "SAMPLE", queue.ENOUGH)
    for hours in range(queue.ENOUGH):
        judged(world.project, hours)
    before = queue.expected_wait(waiting(world.project), 1)
    for hours in range(100, 110):
        end = timezone.now() - hours * HOUR
        judged(
            world.project, hours, queued_at=end - 99 * HOUR, claimed_at=end - 10 * HOUR
        )
    after = queue.expected_wait(waiting(world.project), 1)
    assert after.total_seconds() == pytest.approx(before.total_seconds(), abs=60)


@pytest.mark.parametrize(
    ("spans", "hours"),
    [
        ([(0, 2)], 2),
        ([(0, 2), (2, 3)], 3),  # one begins where the other ends
        ([(0, 2), (1, 3)], 3),  # they overlap
        ([(0, 9), (1, 2), (3, 4)], 9),  # one holds the others
        ([(5, 6), (0, 1)], 2),  # in whatever order, and idle between
        ([(0, 1), (0, 1)], 1),
    ],
)
def test_time_in_which_several_were_under_way_counts_once(
    world, monkeypatch, spans, hours
):
    """For the last in a line of as many, the wait is all of the time that they took."""
    monkeypatch.setattr(queue, "ENOUGH", 1)
    start = timezone.now() - 24 * HOUR
    for begins, ends in spans:
        end = start + ends * HOUR
        judged(
            world.project,
            0,
            queued_at=start + begins * HOUR,
            claimed_at=end,
            decided_at=end,
        )
    wait = queue.expected_wait(waiting(world.project), len(spans))
    assert wait.total_seconds() == pytest.approx(hours * 3600)


def test_staff_read_all_that_happened_and_students_what_is_theirs_to_know(world):
    work = world.submission(State.IN_REVIEW)
    for kind in EventKind:
        Event.objects.create(submission=work, kind=kind, actor=world.lead)
    told = {one.kind for one in queue.timeline_for(work, staff=False)}
    assert told == set(EventKind.shown_to_student())
    assert len(queue.timeline_for(work, staff=True)) == len(EventKind)
    secret = {EventKind.CLAIM, EventKind.RELEASE, EventKind.EXPIRE, EventKind.DECIDE}
    assert not told & secret
