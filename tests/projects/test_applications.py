"""Applying to review: who may, for what, again when, and what the applicant hears."""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.enums import CertificationState, Language, State
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import Certification, Delivery, Letter, Notification, Topic
from projects.operations import applications, certification, mailing
from projects.operations.letters.preferences import choose_deliveries
from projects.queries.certifications import Filters, certifications, may_apply_for
from projects.rules import may_apply
from tests import factories

pytestmark = pytest.mark.django_db
EN, JA = Language.ENGLISH, Language.JAPANESE


@pytest.fixture
def project():
    return factories.project()


@pytest.fixture
def ada(project):
    """Who has met its specifications."""
    made = factories.submission(project, state=State.APPROVED)
    made.student.name = "Ada"
    made.student.save()
    return made.student


def applied(ada, project, *languages, reason="I teach it."):
    return applications.apply(
        by=ada, project=project, languages=languages or [EN], reason=reason
    )


def decide(row, state, reason="Because."):
    certification.decide(
        row, by=factories.lead("Lena"), state=CertificationState(state), reason=reason
    )


def test_who_may_apply(project, ada):
    other = factories.project()
    assert may_apply(ada, project)
    assert not may_apply(ada, other)
    assert may_apply(factories.reviewer(other), project)
    assert may_apply(factories.lead(), project)
    assert may_apply(factories.admin(), project)
    assert not may_apply(factories.user(), project)


@pytest.mark.parametrize("state", ["in_review", "changes_requested", "returned"])
def test_work_that_is_not_approved_lets_nobody_apply(project, state):
    student = factories.submission(project, state=State(state)).student
    with pytest.raises(NotAllowed, match="Meet the specifications"):
        applied(student, project)
    assert may_apply_for(student) == []


def test_what_is_offered_is_what_may_be_applied_for(project, ada):
    other = factories.project()
    factories.project(announced=True)
    assert may_apply_for(ada) == [(project, [EN, JA])]
    applied(ada, project, JA)
    assert may_apply_for(ada) == [(project, [EN])]
    applied(ada, project, EN)
    assert may_apply_for(ada) == []
    grace = factories.reviewer(project)
    assert may_apply_for(grace) == [(other, [EN, JA])]


def test_both_languages_come_in_one_application(project, ada):
    rows = applied(ada, project, EN, JA)
    assert [(row.language, row.state) for row in rows] == [
        ("en", "applied"),
        ("ja", "applied"),
    ]
    assert {row.changes.get().reason for row in rows} == {"I teach it."}
    assert {row.changes.get().by for row in rows} == {ada}


def test_all_languages_or_none(project, ada):
    applied(ada, project, JA)
    with pytest.raises(Incomplete) as refused:
        applied(ada, project, EN, JA)
    assert refused.value.field == "languages"
    assert [row.language for row in ada.certifications.all()] == ["ja"]


@pytest.mark.parametrize(
    ("languages", "reason", "field"),
    [([], "I teach it.", "languages"), ([EN], "  ", "reason")],
)
def test_what_is_missing_is_told_at_its_field(project, ada, languages, reason, field):
    with pytest.raises(Incomplete) as refused:
        applications.apply(by=ada, project=project, languages=languages, reason=reason)
    assert refused.value.field == field
    assert not Certification.objects.filter(user=ada).exists()


def test_a_motivation_is_short(project, ada):
    with pytest.raises(Incomplete, match="too long"):
        applied(ada, project, reason="x" * 1001)


def test_nobody_applies_for_what_is_not_open(ada):
    with pytest.raises(WrongState):
        applied(ada, factories.project(announced=True))


def test_nobody_applies_before_their_address_is_proved(project):
    with pytest.raises(Incomplete):
        applied(factories.unproved(), project)


def test_an_application_is_withdrawn_and_made_again(project, ada):
    [row] = applied(ada, project)
    applications.withdraw(row, by=ada)
    assert row.state == CertificationState.WITHDRAWN
    with pytest.raises(WrongState):
        applications.withdraw(row, by=ada)
    [again] = applied(ada, project, reason="Now I have time.")
    assert again.pk == row.pk
    states = [one.to_state for one in row.changes.all()]
    assert states == ["applied", "withdrawn", "applied"]


def test_a_training_is_withdrawn_by_its_trainee_only(project, ada):
    [row] = applied(ada, project)
    decide(row, "training")
    with pytest.raises(NotAllowed):
        applications.withdraw(row, by=factories.user())
    applications.withdraw(row, by=ada)
    assert row.state == CertificationState.WITHDRAWN


@pytest.mark.parametrize("state", ["certified", "paused", "blocked", "declined"])
def test_what_was_decided_cannot_be_withdrawn_nor_applied_for(project, ada, state):
    [row] = applied(ada, project)
    decide(row, state)
    with pytest.raises(WrongState):
        applications.withdraw(row, by=ada)
    with pytest.raises(Incomplete):
        applied(ada, project)


def test_after_a_refusal_some_time_has_to_pass(project, ada, settings):
    settings.APPLY_AGAIN_DAYS = 30
    [row] = applied(ada, project)
    decide(row, "declined")
    assert may_apply_for(ada) == [(project, [JA])]
    row.since = timezone.now() - timedelta(days=30)
    row.save()
    assert may_apply_for(ada) == [(project, [EN, JA])]
    [again] = applied(ada, project)
    assert again.state == CertificationState.APPLIED


def test_applications_stand_first_the_oldest_at_the_top(project, ada):
    late = factories.submission(project, state=State.APPROVED).student
    factories.certify(factories.user(), project, EN)
    [second] = applied(late, project)
    [first] = applied(ada, project)
    first.since = timezone.now() - timedelta(days=1)
    first.save()
    rows = list(certifications(Filters()))
    assert rows[:2] == [first, second]
    assert rows[2].state == "certified"


# --- what the applicant hears ---------------------------------------------------------------


def letter_of(mailoutbox):
    mailing.send_waiting()
    (letter,) = mailoutbox
    return letter


@pytest.mark.parametrize(
    ("state", "subject"),
    [
        ("training", "Your training as a reviewer begins"),
        ("certified", "You are certified to review"),
        ("declined", "Your application was declined"),
        ("blocked", "Your certification is now “Blocked”"),
    ],
)
def test_a_decision_is_told_by_inbox_and_letter(
    project, ada, mailoutbox, state, subject
):
    [row] = applied(ada, project)
    assert not Letter.objects.exists()  # one's own step is no news
    decide(row, state, "Read *this*.")
    told = Notification.objects.get()
    assert (told.recipient, told.certification_change.to_state) == (ada, state)
    letter = letter_of(mailoutbox)
    assert letter.to == [ada.email]
    assert letter.subject == f"{subject}: {project.title}"
    assert "Read *this*." in letter.body
    assert "Lena" not in letter.body
    page = f"/training/{row.pk}/" if state == "training" else "/certifications/mine/"
    assert page in letter.body


def test_more_training_is_a_letter_of_its_own(project, ada, mailoutbox):
    [row] = applied(ada, project)
    decide(row, "training")
    letter_of(mailoutbox)
    mailoutbox.clear()
    decide(row, "training", "Two more.")
    letter = letter_of(mailoutbox)
    assert letter.subject.startswith("More training before you review")


def test_the_letter_is_in_the_reader_s_language(project, ada, mailoutbox):
    ada.language = JA
    ada.save()
    [row] = applied(ada, project)
    decide(row, "training")
    assert project.title_text["ja"] in letter_of(mailoutbox).subject


@pytest.mark.parametrize(
    ("delivery", "kinds"),
    [
        (Delivery.AT_ONCE, ["reviewing"]),
        (Delivery.DAILY, ["digest"]),
        (Delivery.NEVER, []),
    ],
)
def test_it_comes_as_they_chose(project, ada, delivery, kinds):
    choose_deliveries(by=ada, chosen={Topic.CERTIFYING: delivery})
    [row] = applied(ada, project)
    decide(row, "training")
    assert [one.kind for one in Letter.objects.all()] == kinds
    assert Notification.objects.filter(recipient=ada).count() == 1


def test_a_day_s_letter_has_its_line(project, ada, mailoutbox):
    choose_deliveries(by=ada, chosen={Topic.CERTIFYING: Delivery.DAILY})
    [row] = applied(ada, project)
    decide(row, "declined")
    Letter.objects.update(next_try_at=timezone.now())
    letter = letter_of(mailoutbox)
    assert f"Your application was declined: {project.title}" in letter.body


def test_a_letter_that_fails_is_tried_again_and_not_taken_for_a_newer_one(project, ada):
    """Two decisions are two letters: neither takes the other's place."""
    [row] = applied(ada, project)
    decide(row, "training")
    decide(row, "certified")
    assert Letter.objects.filter(kind="reviewing").count() == 2


def test_whoever_left_hears_nothing(project):
    gone = factories.reviewer(project, erased_at=timezone.now(), is_active=False)
    decide(gone.certifications.get(language="en"), "blocked")
    assert not Notification.objects.exists()
