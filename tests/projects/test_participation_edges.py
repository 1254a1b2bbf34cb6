"""A student's part at its edges: whose seat is needed, and dates to the last moment."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from projects.enums import EnrolmentState
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import AuditEntry, CohortLead, CohortProject, Enrolment, Extension
from projects.operations import extensions, participation
from tests import factories

pytestmark = pytest.mark.django_db
WHY = "They asked for it."
HOUR, MOMENT = timedelta(hours=1), timedelta(microseconds=1)
IN, PAUSED = EnrolmentState.ACTIVE, EnrolmentState.PAUSED
OUT, MOVED = EnrolmentState.WITHDRAWN, EnrolmentState.TRANSFERRED


@pytest.fixture
def cohort():
    return factories.cohort()


@pytest.fixture
def lead():
    return factories.lead()


@pytest.fixture
def enrolment(cohort):
    return factories.student(cohort).enrolments.get()


@pytest.fixture
def now(monkeypatch):
    """Time stands still."""
    stopped = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: stopped)
    return stopped


def placed(enrolment, state, **fields):
    Enrolment.objects.filter(pk=enrolment.pk).update(state=state, **fields)
    enrolment.refresh_from_db()
    return enrolment


@pytest.mark.parametrize(
    ("there", "has_seat"),
    [(None, False), (OUT, False), (MOVED, False), (IN, True), (PAUSED, True)],
)
def test_a_full_cohort_takes_by_transfer_only_who_has_a_seat_in_it(
    enrolment, lead, there, has_seat
):
    to = factories.cohort(capacity=1)
    if there is not None:
        row = Enrolment.objects.create(cohort=to, student=enrolment.student)
        placed(row, there)
    if not has_seat:
        factories.student(to)
        with pytest.raises(Incomplete, match="full"):
            participation.transfer(enrolment, to=to, by=lead, reason=WHY)
        assert placed(enrolment, IN).is_active
        assert not AuditEntry.objects.exists()
        return
    moved = participation.transfer(enrolment, to=to, by=lead, reason=WHY)
    enrolment.refresh_from_db()
    assert (enrolment.state, moved.state, moved.cohort) == (MOVED, IN, to)
    assert enrolment.student.enrolments.count() == 2


def test_a_transfer_ends_a_pause_there_and_tells_of_both_cohorts(enrolment, lead):
    to = factories.cohort()
    row = Enrolment.objects.create(cohort=to, student=enrolment.student)
    placed(row, PAUSED, pause_ends_at=timezone.now() + 24 * HOUR)
    moved = participation.transfer(enrolment, to=to, by=lead, reason=WHY)
    assert (moved.is_active, moved.pause_ends_at) == (True, None)
    told = AuditEntry.objects.order_by("pk").values_list("cohort__slug", "data")
    here = enrolment.cohort.slug
    assert list(told) == [
        (here, {"before": "active", "after": "transferred", "other_cohort": to.slug}),
        (to.slug, {"before": "paused", "after": "active", "other_cohort": here}),
    ]
    assert enrolment.student.notifications.count() == 1


def test_who_leads_only_the_other_cohort_fetches_nobody_into_it(enrolment):
    to, lead = factories.cohort(), factories.lead(leads_all_cohorts=False)
    CohortLead.objects.create(cohort=to, lead=lead)
    with pytest.raises(NotAllowed):
        participation.transfer(enrolment, to=to, by=lead, reason=WHY)
    assert not Enrolment.objects.filter(cohort=to).exists()


@pytest.mark.parametrize(
    ("state", "may"),
    [
        (IN, {"pause", "withdraw"}),
        (PAUSED, {"pause", "withdraw", "bring_back"}),
        (OUT, {"bring_back"}),
        (MOVED, {"bring_back"}),
    ],
)
def test_what_a_lead_may_change_of_each_state(enrolment, lead, state, may):
    for verb in ("pause", "withdraw", "bring_back"):
        placed(enrolment, state)
        try:
            getattr(participation, verb)(enrolment, by=lead, reason=WHY)
        except WrongState:
            assert verb not in may, verb
            assert placed(enrolment, state).state == state
        else:
            assert verb in may, verb


@pytest.mark.parametrize("verb", ["pause", "withdraw", "bring_back"])
def test_a_deleted_account_stays_where_it_was(enrolment, lead, verb):
    placed(enrolment, PAUSED)
    enrolment.student.erased_at = timezone.now()
    enrolment.student.save()
    with pytest.raises(WrongState, match="deleted"):
        getattr(participation, verb)(enrolment, by=lead, reason=WHY)
    assert not AuditEntry.objects.exists()


def test_a_pause_that_ends_is_over_at_its_moment_for_the_row_and_the_query(
    enrolment, now
):
    for ends, takes_part in ((-MOMENT, True), (0 * MOMENT, True), (MOMENT, False)):
        placed(enrolment, PAUSED, pause_ends_at=now + ends)
        assert enrolment.is_active is takes_part, ends
        assert Enrolment.objects.active().exists() is takes_part, ends
        assert Enrolment.objects.seated().exists(), "the seat is kept"
    for state in (OUT, MOVED):
        placed(enrolment, state, pause_ends_at=now - HOUR)
        assert not enrolment.is_active
        assert not Enrolment.objects.active().exists()
        assert not Enrolment.objects.seated().exists()


def test_a_pause_whose_last_day_has_just_ended_is_over_already(
    enrolment, lead, monkeypatch
):
    today = date(2027, 3, 1)
    for early, is_over in ((MOMENT, False), (0 * MOMENT, True)):
        at = factories.end_of(today) - early
        monkeypatch.setattr(timezone, "now", lambda at=at: at)
        placed(enrolment, IN)
        if is_over:
            with pytest.raises(Incomplete, match="over already"):
                participation.pause(enrolment, by=lead, reason=WHY, until=today)
        else:
            participation.pause(enrolment, by=lead, reason=WHY, until=today)
            assert placed(enrolment, PAUSED).paused_until == today


def test_the_last_day_of_a_pause_may_be_the_last_of_the_next_century(enrolment, lead):
    until = date(2199, 12, 31)
    participation.pause(enrolment, by=lead, reason=WHY, until=until)
    enrolment.refresh_from_db()
    assert enrolment.paused_until == until


# --- dates of their own ------------------------------------------------------------------


def granted(enrolment, project, lead, at):
    """Whether it was; else the field that the refusal is about."""
    try:
        extensions.grant(enrolment, project, by=lead, due_at=at, reason=WHY)
    except Incomplete as refusal:
        assert not Extension.objects.exists()
        return refusal.field
    return Extension.objects.get().due_at == at


@pytest.mark.parametrize(
    ("later", "result"), [(-MOMENT, "due_at"), (0 * MOMENT, "due_at"), (MOMENT, True)]
)
def test_a_date_of_ones_own_gives_more_time_than_the_cohorts_with_its_grace(
    enrolment, lead, now, later, result
):
    project, due = factories.project(), now + HOUR
    CohortProject.objects.create(
        cohort=enrolment.cohort, project=project, order=1, due_at=due, grace_hours=6
    )
    assert granted(enrolment, project, lead, due + 6 * HOUR + later) == result


@pytest.mark.parametrize(
    ("later", "result"), [(-MOMENT, "due_at"), (0 * MOMENT, "due_at"), (MOMENT, True)]
)
def test_a_date_of_ones_own_lies_ahead(enrolment, lead, now, later, result):
    assert granted(enrolment, factories.project(), lead, now + later) == result


@pytest.mark.parametrize(
    ("later", "result"), [(-MOMENT, True), (0 * MOMENT, "due_at"), (MOMENT, "due_at")]
)
def test_a_date_of_ones_own_is_not_of_another_century(enrolment, lead, later, result):
    at = extensions.LAST + later
    assert granted(enrolment, factories.project(), lead, at) == result


def test_an_extension_of_one_project_replaces_none_of_another(enrolment, lead, now):
    for project in (factories.project(), factories.project()):
        due_at = now + HOUR
        extensions.grant(enrolment, project, by=lead, due_at=due_at, reason=WHY)
    assert Extension.objects.count() == 2
    assert [one.data["replaces"] for one in AuditEntry.objects.all()] == [False, False]


def test_an_extension_says_whether_it_replaces_one_and_is_a_leads_alone(
    enrolment, lead, now
):
    project = factories.project()
    first, second = now + HOUR, now + 2 * HOUR
    for at in (first, second):
        assert granted(enrolment, project, lead, at)
    names = ("replaces", "before", "after")
    told = [
        tuple(one.data[name] for name in names)
        for one in AuditEntry.objects.order_by("pk")
    ]
    assert told == [
        (False, None, first.isoformat()),  # the cohort has no date of its own
        (True, first.isoformat(), second.isoformat()),
    ]
    assert Extension.objects.get().granted_by == lead
    for person in (enrolment.student, factories.lead(leads_all_cohorts=False)):
        with pytest.raises(NotAllowed):
            extensions.grant(
                enrolment, project, by=person, due_at=now + 9 * HOUR, reason=WHY
            )
        with pytest.raises(NotAllowed):
            extensions.take_back(Extension.objects.get(), by=person, reason=WHY)
    assert Extension.objects.get().due_at == second
