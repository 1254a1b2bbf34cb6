"""Standing requests: served by the site, oldest work first, who waits longest first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.enums import EventKind, Judgement, Language, RunVerdict, State
from projects.errors import Incomplete
from projects.models import CriterionDispute, StandingRequest, Submission
from projects.operations import grading, reviews, standing_requests
from projects.operations.grading.moving_on import apply_verdict
from projects.queries import standing_requests as reads
from projects.workflow import lock_submission
from tests import factories

pytestmark = pytest.mark.django_db
EN, JA = Language.ENGLISH, Language.JAPANESE


@pytest.fixture
def project():
    return factories.project()


def waiting(project, hours=1.0, **fields):
    return factories.submission(
        project,
        state=State.AWAITING_REVIEW,
        queued_at=timezone.now() - timedelta(hours=hours),
        **fields,
    )


def ask(person, *projects, at_once=1, total=None, languages=(EN, JA), minutes=0):
    """A request that has stood in line for so many minutes."""
    wanted = [(one.pk, language) for one in projects for language in languages]
    request = standing_requests.open_request(
        by=person, wanted=wanted, at_once=at_once, total=total
    )
    if minutes:
        since = timezone.now() - timedelta(minutes=minutes)
        StandingRequest.objects.filter(pk=request.pk).update(waiting_since=since)
        request.refresh_from_db()
    return request


def holds(person):
    rows = Submission.objects.in_hand().filter(reviewer=person)
    return set(rows.values_list("pk", flat=True))


def test_what_waits_already_is_given_at_once_the_oldest_first(project):
    grace = factories.reviewer(project)
    young, old = waiting(project, 1), waiting(project, 9)
    request = ask(grace, project)
    assert standing_requests.serve_request(request) == 1
    assert holds(grace) == {old.pk}
    young.refresh_from_db()
    assert young.state == State.AWAITING_REVIEW


def test_as_many_as_were_asked_for_at_once(project):
    grace = factories.reviewer(project)
    for _ in range(3):
        waiting(project)
    assert standing_requests.serve_request(ask(grace, project, at_once=2)) == 2
    assert len(holds(grace)) == 2


def test_only_the_wanted_projects_and_languages_are_given(project):
    other = factories.project()
    grace = factories.reviewer(project)
    factories.certify(grace, other)
    waiting(other)
    waiting(project, language="ja")
    assert standing_requests.serve_request(ask(grace, project, languages=[EN])) == 0
    fits = waiting(project, language="en")
    assert standing_requests.serve(fits)
    assert holds(grace) == {fits.pk}


def test_who_is_told_of_it_reads_it_in_the_inbox(project):
    grace = factories.reviewer(project)
    ask(grace, project)
    subject = waiting(project)
    standing_requests.serve(subject)
    [told] = grace.notifications.all()
    assert told.event.kind == EventKind.SERVE_REQUEST
    assert (told.event.actor, told.event.submission) == (None, subject)
    assert grace.letters.count() == 1


def test_who_has_waited_longest_gets_the_next_and_goes_to_the_end(project):
    ada, bob = factories.reviewer(project), factories.reviewer(project)
    ask(bob, project, at_once=2, minutes=10)
    ask(ada, project, at_once=2, minutes=20)
    order = []
    for _ in range(4):
        subject = waiting(project)
        standing_requests.serve(subject)
        order.append(Submission.objects.get(pk=subject.pk).reviewer)
    assert order == [ada, bob, ada, bob]


def test_full_hands_do_not_stand_in_line_until_one_is_free(project):
    ada, bob = factories.reviewer(project), factories.reviewer(project)
    mine = ask(ada, project, minutes=20)
    ask(bob, project, minutes=10)
    first = waiting(project)
    standing_requests.serve(first)
    mine.refresh_from_db()
    assert (holds(ada), mine.waiting_since) == ({first.pk}, None)
    second = waiting(project)
    standing_requests.serve(second)
    assert holds(bob) == {second.pk}
    reviews.release(first, by=ada)
    third = waiting(project)
    standing_requests.sweep()
    assert holds(ada) == {third.pk}  # not what they have just handed back


def test_the_sweep_gives_each_one_before_anybody_gets_a_second(project):
    ada, bob = factories.reviewer(project), factories.reviewer(project)
    ask(ada, project, at_once=2, minutes=20)
    ask(bob, project, at_once=2, minutes=10)
    old, young = waiting(project, 2), waiting(project, 1)
    assert standing_requests.sweep() == 2
    assert (holds(ada), holds(bob)) == ({old.pk}, {young.pk})


def test_the_sweep_serves_what_an_expired_claim_gives_back(project):
    ada = factories.reviewer(project)
    subject = waiting(project)
    reviews.claim(subject, by=factories.reviewer(project))
    ask(ada, project)
    past = timezone.now() - timedelta(minutes=1)
    Submission.objects.filter(pk=subject.pk).update(claim_expires_at=past)
    grading.sweep(judging=False)  # as beat does, just before
    assert standing_requests.sweep() == 1
    assert holds(ada) == {subject.pk}


def test_it_ends_when_it_is_filled(project):
    grace = factories.reviewer(project)
    request = ask(grace, project, at_once=2, total=1)
    first, second = waiting(project), waiting(project)
    assert standing_requests.serve(first)
    assert not standing_requests.serve(second)
    request.refresh_from_db()
    assert (request.served, request.closed_at is None) == (1, False)


def test_it_stays_while_the_reviewer_is_away_and_ends_when_they_close_it(project):
    grace = factories.reviewer(project)
    request = ask(grace, project)
    assert standing_requests.close_request(by=grace)
    assert not standing_requests.close_request(by=grace)
    assert not standing_requests.serve(waiting(project))
    request.refresh_from_db()
    assert request.closed_at is not None


def test_a_change_keeps_the_place_in_line(project):
    grace = factories.reviewer(project)
    before = ask(grace, project, minutes=30)
    again = ask(grace, project, at_once=2, languages=[JA])
    assert (again.pk, again.waiting_since) == (before.pk, before.waiting_since)
    assert [one.language for one in again.wanted.all()] == [JA]


@pytest.mark.parametrize("at_once", [0, 4])
def test_nobody_asks_for_more_than_they_may_hold(project, at_once):
    with pytest.raises(Incomplete):
        ask(factories.reviewer(project), project, at_once=at_once)


def test_nobody_asks_for_nothing_or_for_what_they_are_not_certified_for(project):
    grace = factories.reviewer(project)
    with pytest.raises(Incomplete):
        ask(grace)
    with pytest.raises(Incomplete):
        ask(grace, project, factories.project())
    with pytest.raises(Incomplete):
        ask(grace, project, total=0)
    assert not StandingRequest.objects.exists()


def test_nobody_is_given_their_own_work(project):
    grace = factories.reviewer(project)
    ask(grace, project)
    assert not standing_requests.serve(waiting(project, by=grace))
    assert standing_requests.sweep() == 0


def test_nor_what_the_student_disputes_of_theirs(project):
    grace, other = factories.reviewer(project), factories.reviewer(project)
    subject = waiting(project)
    review = factories.review(subject, grace, State.CHANGES_REQUESTED)
    criterion = subject.rubric.criteria.first()
    CriterionDispute.objects.create(review=review, criterion=criterion, body="No.")
    ask(grace, project, minutes=60)
    ask(other, project)
    assert standing_requests.serve(subject)
    assert holds(other) == {subject.pk}


def test_nor_what_waits_for_its_previous_reviewer(project):
    grace, other = factories.reviewer(project), factories.reviewer(project)
    ask(other, project, minutes=60)
    subject = waiting(
        project,
        offered_first_to=grace,
        offered_until=timezone.now() + timedelta(hours=1),
    )
    assert not standing_requests.serve(subject)
    assert standing_requests.sweep() == 0
    ask(grace, project)
    assert standing_requests.serve(subject)
    assert holds(grace) == {subject.pk}


@pytest.mark.parametrize("change", [{"is_active": False}, {"email_verified_at": None}])
def test_nobody_is_served_who_may_not_review(project, change):
    grace = factories.reviewer(project)
    ask(grace, project)
    type(grace).objects.filter(pk=grace.pk).update(**change)
    assert not standing_requests.serve(waiting(project))


def test_what_passes_the_checks_is_served_when_that_is_written(
    project, django_capture_on_commit_callbacks
):
    grace = factories.reviewer(project)
    ask(grace, project)
    subject = factories.submission(project, state=State.CHECKING)
    with django_capture_on_commit_callbacks(execute=True):
        apply_verdict(lock_submission(subject), RunVerdict.PASSED)
    assert holds(grace) == {subject.pk}


def test_a_draft_is_ready_for_what_was_given(project):
    grace = factories.reviewer(project)
    ask(grace, project)
    subject = waiting(project)
    standing_requests.serve(subject)
    factories.judge_all(subject, grace, Judgement.MEETS)
    reviews.approve(subject, by=grace)
    assert Submission.objects.get(pk=subject.pk).state == State.APPROVED


# --- the place in line ----------------------------------------------------------------------


def test_the_place_counts_those_who_want_any_of_the_same(project):
    other = factories.project()
    ada, bob, eve = (factories.reviewer(project) for _ in range(3))
    factories.certify(eve, other)
    first = ask(ada, project, languages=[JA], minutes=30)
    ask(eve, other, minutes=20)
    mine = ask(bob, project, minutes=10)
    assert (reads.place_of(first), reads.place_of(mine)) == (1, 2)


def test_full_hands_have_no_place(project):
    grace = factories.reviewer(project)
    reviews.claim(waiting(project), by=grace)
    assert reads.place_of(ask(grace, project)) is None


def test_the_wait_is_told_once_enough_has_joined_the_queue(project):
    request = ask(factories.reviewer(project), project)
    for hours in (1, 2, 3, 4):
        waiting(project, hours)
    assert reads.expected_service(request, 1) is None
    waiting(project, 10)
    waits = [reads.expected_service(request, place) for place in (1, 2)]
    assert [round(one / timedelta(hours=1)) for one in waits] == [2, 4]
