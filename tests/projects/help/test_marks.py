"""What leads do about students on the list: how long it holds, who may, and what stays of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.enums import AuditKind, EnrolmentState, HelpKind, MarkKind, State
from projects.errors import Incomplete, NotAllowed
from projects.models import (
    AuditEntry,
    CohortLead,
    CohortProject,
    HelpMark,
    HelpNeed,
    HelpRule,
)
from projects.operations import help_lists
from projects.operations.erasure import erase
from projects.operations.help_lists import RuleSetting
from projects.queries.help.listing import HelpFilters, in_need, worst_first, written_to
from projects.queries.help.rules import MEANINGS, rules_of
from projects.queries.personal_messages import messages_by
from tests import factories

pytestmark = pytest.mark.django_db

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def cohort():
    made = factories.cohort()
    CohortProject.objects.create(
        cohort=made, project=factories.project(), order=1, due_at=timezone.now() - DAY
    )
    return made


@pytest.fixture
def ada(cohort):
    made = factories.student(cohort, "Ada", last_login=timezone.now())
    help_lists.work_out(cohort)
    return made.enrolments.get()


@pytest.fixture
def lead():
    return factories.lead("Grace")


@pytest.fixture
def later(monkeypatch):
    """Moves the clock on for everybody who asks Django for the time."""
    passed, real = [timedelta()], timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + passed[0])

    def move(by):
        passed[0] += by

    return move


def listed(cohort, **filters):
    return [pk for pk, _score in worst_first(cohort, HelpFilters(**filters))]


def set_aside(cohort, lead, *who, days=3, reason="Away."):
    until = timezone.now() + days * DAY
    return help_lists.snooze(
        cohort, by=lead, enrolments=[one.pk for one in who], until=until, reason=reason
    )


def test_being_set_aside_ends_by_itself_at_its_hour(cohort, ada, lead, later):
    set_aside(cohort, lead, ada)
    later(3 * DAY - MINUTE)
    assert listed(cohort) == []
    later(2 * MINUTE)
    assert listed(cohort) == [ada.pk], "without a new list, and without a worker"
    assert listed(cohort, aside="yes") == []
    assert in_need([ada.pk])[0].mark.body == "Away.", "what was noted is still read"


def test_who_was_written_to_comes_back_when_nothing_happened(cohort, ada, lead, later):
    help_lists.change_rules(cohort, by=lead, rules={}, days_after_writing=2)
    help_lists.mark_written(cohort, by=lead, enrolments=[ada.pk])
    assert [one.by for one in written_to(cohort.enrolments.all())] == [lead]
    later(2 * DAY + MINUTE)
    help_lists.work_out(cohort)
    assert listed(cohort) == [ada.pk]
    assert not written_to(cohort.enrolments.all()).exists()


def test_who_was_written_to_and_handed_in_does_not_come_back(cohort, ada, lead, later):
    help_lists.mark_written(cohort, by=lead, enrolments=[ada.pk])
    project = cohort.cohort_projects.get().project
    factories.submission(project, ada.student, cohort, State.CHECKING)
    later(9 * DAY)
    help_lists.work_out(cohort)
    assert listed(cohort) == []


def test_a_shorter_wait_is_for_letters_to_come(cohort, ada, lead, later):
    """The day that a lead was told of stays the day."""
    help_lists.mark_written(cohort, by=lead, enrolments=[ada.pk])
    help_lists.change_rules(cohort, by=lead, rules={}, days_after_writing=1)
    later(2 * DAY)
    assert listed(cohort) == []


def test_the_last_mark_of_two_leads_holds_and_both_are_kept(cohort, ada, lead):
    other = factories.admin()
    set_aside(cohort, lead, ada, days=30)
    help_lists.put_back(cohort, by=other, enrolments=[ada.pk])
    assert listed(cohort) == [ada.pk]
    kept = [(one.by, one.kind, one.is_last) for one in ada.help_marks.all()]
    assert kept == [(other, MarkKind.BACK, True), (lead, MarkKind.SNOOZED, False)]


def test_the_same_student_named_twice_is_marked_once(cohort, ada, lead):
    assert set_aside(cohort, lead, ada, ada) == 1
    assert ada.help_marks.count() == 1


def test_a_word_too_long_marks_nobody_and_leaves_the_last_mark(cohort, ada, lead):
    set_aside(cohort, lead, ada)
    with pytest.raises(Incomplete) as refusal:
        set_aside(cohort, lead, ada, days=9, reason="x" * 1001)
    assert refusal.value.field == "reason"
    assert ada.help_marks.get().is_last


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("admin", True),
        ("lead of this", True),
        ("lead of another", False),
        ("reviewer", False),
        ("student", False),
    ],
)
def test_who_may_mark_and_change_rules(cohort, ada, who, may):
    person = {
        "admin": factories.admin,
        "lead of this": lambda: factories.lead(leads_all_cohorts=False),
        "lead of another": lambda: factories.lead(leads_all_cohorts=False),
        "reviewer": lambda: factories.reviewer(cohort.cohort_projects.get().project),
        "student": lambda: ada.student,
    }[who]()
    if person.is_lead:
        led = cohort if may else factories.cohort()
        CohortLead.objects.create(cohort=led, lead=person)
    verbs = (
        lambda: set_aside(cohort, person, ada),
        lambda: help_lists.mark_written(cohort, by=person, enrolments=[ada.pk]),
        lambda: help_lists.put_back(cohort, by=person, enrolments=[ada.pk]),
        lambda: help_lists.change_rules(
            cohort, by=person, rules={}, days_after_writing=9
        ),
    )
    for verb in verbs:
        if may:
            verb()
        else:
            with pytest.raises(NotAllowed):
                verb()
    assert HelpMark.objects.count() == (3 if may else 0)


def all_as_they_are(cohort):
    return {
        kind: RuleSetting(one.is_on, one.number)
        for kind, one in rules_of(cohort).items()
    }


def test_rules_saved_as_they_were_are_no_change(cohort, ada, lead):
    rules = all_as_they_are(cohort)
    help_lists.change_rules(cohort, by=lead, rules=rules, days_after_writing=5)
    assert not AuditEntry.objects.filter(kind=AuditKind.HELP_RULES_CHANGED).exists()


def test_one_wrong_number_keeps_the_other_rules_and_the_days(cohort, ada, lead):
    wrong = all_as_they_are(cohort) | {
        HelpKind.LONG_WAIT: RuleSetting(is_on=False, number=5),
        HelpKind.NO_ATTEMPT: RuleSetting(is_on=True, number=0),
    }
    with pytest.raises(Incomplete) as refusal:
        help_lists.change_rules(cohort, by=lead, rules=wrong, days_after_writing=9)
    assert refusal.value.field == "no_attempt-number"
    assert not HelpRule.objects.exists()
    assert cohort.help_list.days_after_writing == 5


def test_rules_of_one_cohort_are_no_rules_of_another(cohort, ada, lead):
    off = {
        kind: RuleSetting(is_on=False, number=one.number)
        for kind, one in MEANINGS.items()
    }
    help_lists.change_rules(cohort, by=lead, rules=off, days_after_writing=5)
    assert listed(cohort) == []
    assert all(one.is_on for one in rules_of(factories.cohort()).values())


def test_a_list_worked_out_twice_is_the_same_list(cohort, ada):
    before = list(HelpNeed.objects.values_list("pk", "since", "weight"))
    assert [help_lists.work_out(cohort) for _ in range(2)] == [1, 1]
    assert list(HelpNeed.objects.values_list("pk", "since", "weight")) == before


def test_the_list_is_worked_out_in_as_many_queries_for_many(
    cohort, ada, django_assert_max_num_queries
):
    for _ in range(20):
        factories.student(cohort, last_login=timezone.now())
    help_lists.work_out(cohort)
    HelpNeed.objects.update(weight=1)
    factories.student(cohort, last_login=timezone.now())
    with django_assert_max_num_queries(22):
        assert help_lists.work_out(cohort) == 22


def test_erasure_takes_what_was_noted_of_a_student_and_by_a_lead(cohort, ada, lead):
    other = factories.student(cohort).enrolments.get()
    project = cohort.cohort_projects.get().project
    factories.submission(project, ada.student, cohort, State.APPROVED)
    set_aside(cohort, lead, ada, other, reason="Her mother is ill.")
    assert len(messages_by(lead)["noted"]) == 2
    erase(ada.student, by=None)
    ada.refresh_from_db()
    assert ada.state == EnrolmentState.WITHDRAWN
    assert not ada.help_marks.exists()
    erase(lead, by=None)
    mark = other.help_marks.get()
    assert (mark.body, mark.is_holding()) == ("", True), "their work for others stays"
