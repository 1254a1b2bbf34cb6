"""Certifications per project and language: their states, who moves them, what is kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.enums import CertificationState, Language, State
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import Submission
from projects.operations import certification, standing_requests
from projects.queries.queue import claimable_by
from projects.rules import is_certified
from tests import factories

pytestmark = pytest.mark.django_db
EN, JA = Language.ENGLISH, Language.JAPANESE


def row_of(world, language=EN):
    return world.certified.certifications.get(language=language)


def history(row):
    return [(one.to_state, one.by, one.reason) for one in row.changes.all()]


def test_who_is_certified_for_english_gets_no_japanese_work(world):
    row_of(world, JA).delete()
    english = world.submission(State.AWAITING_REVIEW, language="en")
    japanese = factories.submission(
        world.project, state=State.AWAITING_REVIEW, language="ja"
    )
    assert list(claimable_by(world.certified)) == [english]
    assert is_certified(world.certified, english)
    assert not is_certified(world.certified, japanese)
    seen = Submission.objects.visible_to(world.certified)
    assert list(seen) == [english]
    assert japanese in claimable_by(world.assigned)


def test_a_decision_is_kept_with_who_why_and_since_when(world):
    row = row_of(world)
    since = row.since
    certification.decide(
        row, by=world.lead, state=CertificationState.BLOCKED, reason="Copied."
    )
    row.refresh_from_db()
    assert (row.state, row.since > since) == ("blocked", True)
    assert history(row) == [("blocked", world.lead, "Copied.")]


@pytest.mark.parametrize("state", ["applied", "withdrawn"])
def test_what_is_the_applicant_s_own_step_no_lead_does(world, state):
    with pytest.raises(WrongState):
        certification.decide(
            row_of(world), by=world.lead, state=CertificationState(state), reason="So."
        )


def test_more_training_is_asked_for_and_kept(world):
    row = row_of(world)
    for reason in ("Learn first.", "Two more, please."):
        certification.decide(
            row, by=world.lead, state=CertificationState.TRAINING, reason=reason
        )
    since = row.since
    assert history(row)[0] == ("training", world.lead, "Two more, please.")
    assert row.changes.first().from_state == "training"
    row.refresh_from_db()
    assert row.since == since


@pytest.mark.parametrize("name", ["certified", "stranger"])
def test_only_leads_decide(world, name):
    by = world.person(name)
    with pytest.raises(NotAllowed):
        certification.decide(
            row_of(world), by=by, state=CertificationState.BLOCKED, reason="No."
        )
    with pytest.raises(NotAllowed):
        certification.give(
            by,
            by=by,
            project=factories.project(),
            language=EN,
            state=CertificationState.CERTIFIED,
            reason="I am good.",
        )


def test_a_decision_needs_a_reason_and_changes_something(world):
    row = row_of(world)
    with pytest.raises(Incomplete):
        certification.decide(
            row, by=world.lead, state=CertificationState.BLOCKED, reason="  "
        )
    with pytest.raises(WrongState):
        certification.decide(
            row, by=world.lead, state=CertificationState.CERTIFIED, reason="Again."
        )
    assert history(row) == []


def test_a_lead_enters_somebody_who_has_not_applied(world):
    row = certification.give(
        world.stranger,
        by=world.admin,
        project=world.project,
        language=EN,
        state=CertificationState.CERTIFIED,
        reason="Has taught it.",
    )
    assert history(row) == [("certified", world.admin, "Has taught it.")]


def test_reviewers_pause_and_resume_themselves(world):
    row = row_of(world)
    waiting = world.submission(State.AWAITING_REVIEW)
    certification.pause(row, by=world.certified, reason="On holiday.")
    assert waiting not in claimable_by(world.certified)
    with pytest.raises(WrongState):
        certification.pause(row, by=world.certified)
    certification.resume(row, by=world.certified)
    assert waiting in claimable_by(world.certified)
    with pytest.raises(WrongState):
        certification.resume(row, by=world.certified)


def test_what_a_lead_paused_a_lead_resumes(world):
    row = row_of(world)
    certification.decide(
        row, by=world.lead, state=CertificationState.PAUSED, reason="Talk to me."
    )
    with pytest.raises(NotAllowed, match="A lead paused it"):
        certification.resume(row, by=world.certified)


def test_nobody_pauses_somebody_else(world):
    with pytest.raises(NotAllowed):
        certification.pause(row_of(world), by=world.assigned)
    with pytest.raises(NotAllowed):
        certification.resume(row_of(world), by=world.assigned)


def test_a_loss_ends_what_waits_for_that_person(world):
    waiting = world.submission(
        State.AWAITING_REVIEW,
        offered_first_to=world.certified,
        offered_until=timezone.now() + timedelta(hours=1),
    )
    request = standing_requests.open_request(
        by=world.certified,
        wanted=[(world.project.pk, EN), (world.project.pk, JA)],
        at_once=1,
    )
    certification.pause(row_of(world), by=world.certified)
    waiting.refresh_from_db()
    assert waiting.offered_first_to is None
    assert [one.language for one in request.wanted.all()] == [JA]
    certification.pause(row_of(world, JA), by=world.certified)
    request.refresh_from_db()
    assert request.closed_at is not None


@pytest.mark.parametrize(("own", "most"), [(None, 3), (1, 1), (9, 3)])
def test_a_personal_limit_is_at_most_the_sites(world, own, most):
    certification.limit_hands(world.certified, by=world.certified, most=own)
    world.certified.refresh_from_db()
    assert world.certified.most_in_hand == most


def test_limits_of_others_are_for_leads(world):
    certification.limit_hands(world.certified, by=world.lead, most=2)
    with pytest.raises(NotAllowed):
        certification.limit_hands(world.certified, by=world.assigned, most=1)
    with pytest.raises(Incomplete):
        certification.limit_hands(world.certified, by=world.certified, most=0)
    world.certified.refresh_from_db()
    assert world.certified.reviews_in_hand == 2
