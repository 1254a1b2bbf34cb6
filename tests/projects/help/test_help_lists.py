"""The list as it is kept: worked out anew, marked, its rules changed."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from projects.enums import AuditKind, EnrolmentState, HelpKind, MarkKind
from projects.errors import Incomplete, NotAllowed
from projects.models import AuditEntry, CohortProject, HelpMark, HelpNeed
from projects.operations import help_lists
from projects.operations.help_lists import RuleSetting
from projects.queries.help.listing import (
    HelpFilters,
    counts,
    in_need,
    needs_of,
    worst_first,
)
from projects.queries.help.rules import MEANINGS
from tests import factories

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def cohort():
    made = factories.cohort()
    CohortProject.objects.create(
        cohort=made,
        project=factories.project(),
        order=1,
        due_at=timezone.now() - 2 * DAY,
    )
    return made


@pytest.fixture
def enrolment(cohort):
    student = factories.student(cohort, last_login=timezone.now())
    help_lists.work_out(cohort)
    return student.enrolments.get()


@pytest.fixture
def lead():
    return factories.lead()


def listed(cohort, **filters):
    return [pk for pk, _score in worst_first(cohort, HelpFilters(**filters))]


def test_what_holds_still_keeps_its_date_and_what_does_not_goes(cohort, enrolment):
    [need] = HelpNeed.objects.all()
    long_ago = timezone.now() - 9 * DAY
    HelpNeed.objects.update(since=long_ago, weight=1)
    help_lists.work_out(cohort)
    need.refresh_from_db()
    assert (need.since, need.weight) == (
        long_ago,
        MEANINGS[HelpKind.PAST_DUE].weight + 2,
    )
    CohortProject.objects.update(due_at=None)
    help_lists.work_out_all()
    assert not HelpNeed.objects.exists()


def test_a_cohort_that_ended_is_emptied_once_and_then_left_alone(cohort, enrolment):
    cohort.ends_on = cohort.starts_on
    cohort.save()
    help_lists.work_out_all()
    at = cohort.help_list.worked_out_at
    help_lists.work_out_all()
    cohort.help_list.refresh_from_db()
    assert (HelpNeed.objects.count(), cohort.help_list.worked_out_at) == (0, at)


def test_who_paused_since_is_not_listed(cohort, enrolment):
    enrolment.state = EnrolmentState.PAUSED
    enrolment.save()
    assert listed(cohort) == []
    assert counts(cohort, None) == {"": 0}


def test_the_worst_come_first_and_filters_hold(cohort, enrolment):
    project = cohort.cohort_projects.get().project
    worse = factories.student(cohort, last_login=timezone.now() - 40 * DAY)
    worse.enrolments.update(joined_at=timezone.now() - 50 * DAY)
    help_lists.work_out(cohort)
    first = worse.enrolments.get().pk
    assert listed(cohort) == [first, enrolment.pk]
    assert listed(cohort, rule=HelpKind.SILENT) == [first]
    assert listed(cohort, project=project.slug) == [first, enrolment.pk]
    assert listed(cohort, project="another") == []
    found = {HelpKind.PAST_DUE: 2, HelpKind.SILENT: 1, "": 2}
    assert counts(cohort, None) == found
    reasons = in_need([first])[0].needs
    assert [one.kind for one in reasons] == [HelpKind.SILENT, HelpKind.PAST_DUE]


def test_set_aside_until_a_day_and_back(cohort, enrolment, lead):
    until = timezone.now() + 3 * DAY
    help_lists.snooze(
        cohort, by=lead, enrolments=[enrolment.pk], until=until, reason="On holiday."
    )
    assert listed(cohort) == []
    assert listed(cohort, aside="yes") == [enrolment.pk]
    [row] = in_need([enrolment.pk])
    assert (row.mark.by, row.mark.body) == (lead, "On holiday.")
    HelpMark.objects.update(until=timezone.now())
    assert listed(cohort) == [enrolment.pk]


def test_who_was_written_to_comes_back_after_the_days_of_the_rules(
    cohort, enrolment, lead
):
    help_lists.mark_written(cohort, by=lead, enrolments=[enrolment.pk])
    mark = enrolment.help_marks.get()
    assert mark.until - mark.at > 4.9 * DAY
    assert needs_of(cohort, HelpFilters()).count() == 0
    help_lists.put_back(cohort, by=lead, enrolments=[enrolment.pk])
    assert listed(cohort) == [enrolment.pk]
    history = [(one.kind, one.is_last) for one in enrolment.help_marks.all()]
    assert history == [(MarkKind.BACK, True), (MarkKind.WROTE, False)]


@pytest.mark.parametrize("days", [-1, 400])
def test_a_day_that_makes_no_sense_is_refused(cohort, enrolment, lead, days):
    until = timezone.now() + days * DAY
    with pytest.raises(Incomplete) as refusal:
        help_lists.snooze(
            cohort, by=lead, enrolments=[enrolment.pk], until=until, reason=""
        )
    assert refusal.value.field == "until"


def test_marks_are_for_students_of_the_cohort_and_by_its_leads(cohort, enrolment, lead):
    elsewhere = factories.student(factories.cohort()).enrolments.get()
    with pytest.raises(Incomplete):
        help_lists.mark_written(cohort, by=lead, enrolments=[elsewhere.pk])
    other = factories.lead(leads_all_cohorts=False)
    with pytest.raises(NotAllowed):
        help_lists.mark_written(cohort, by=other, enrolments=[enrolment.pk])
    assert not HelpMark.objects.exists()


def change(cohort, lead, number=1, days=5):
    rules = {
        kind: RuleSetting(is_on=True, number=meaning.number)
        for kind, meaning in MEANINGS.items()
    }
    rules[HelpKind.PAST_DUE] = RuleSetting(is_on=True, number=number)
    help_lists.change_rules(cohort, by=lead, rules=rules, days_after_writing=days)


def test_the_list_follows_its_rules_at_once(cohort, enrolment, lead):
    change(cohort, lead, number=3, days=7)
    assert listed(cohort) == []
    entry = AuditEntry.objects.get(kind=AuditKind.HELP_RULES_CHANGED)
    assert (entry.actor, entry.cohort) == (lead, cohort)
    assert entry.data == {
        "past_due": [[True, 0], [True, 3]],
        "days_after_writing": [5, 7],
    }
    change(cohort, lead, number=1)
    assert listed(cohort) == [enrolment.pk]


def test_a_number_out_of_bounds_changes_nothing(cohort, enrolment, lead):
    with pytest.raises(Incomplete) as refusal:
        change(cohort, lead, number=9999)
    assert refusal.value.field == "past_due-number"
    assert not cohort.help_rules.exists()


def test_counts_are_kept_until_a_lead_acts_or_the_list_is_worked_out_again(
    cohort, enrolment, lead, settings
):
    settings.COHORT_FIGURES_S = 60
    cache.clear()
    head = cohort.help_list
    assert counts(cohort, head)[""] == 1
    HelpNeed.objects.all().delete()  # by nobody whom the list knows
    assert counts(cohort, head)[""] == 1
    head.worked_out_at += timedelta(minutes=5)
    assert counts(cohort, head)[""] == 0
    help_lists.work_out(cohort)
    head.refresh_from_db()
    assert counts(cohort, head)[""] == 1
    help_lists.snooze(
        cohort,
        by=lead,
        enrolments=[enrolment.pk],
        until=timezone.now() + 3 * DAY,
        reason="On holiday.",
    )
    assert counts(cohort, head)[""] == 0
