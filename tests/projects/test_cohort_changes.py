"""Cohorts that are made and changed: what is stored, what is refused, what the audit says."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from projects import zones
from projects.enums import AuditKind, EnrolmentState, State
from projects.errors import Incomplete, NotAllowed
from projects.models import AuditEntry, Cohort, CohortProject
from projects.operations.cohorts import changing, cohort_settings, making
from projects.operations.cohorts.checking import PlanRefused
from projects.operations.cohorts.names import Name
from projects.operations.cohorts.template_files import templates
from projects.queries import cohorts as reads
from projects.queries import syllabus
from projects.queries.cohorts import Filters
from projects.queries.overview import overview_of
from projects.queries.plans import (
    PlannedChannel,
    PlannedProject,
    PlannedSession,
    PlannedWeek,
    plan_of,
    started,
)
from projects.queries.schedule import zone_of
from tests import factories

pytestmark = pytest.mark.django_db

FIRST = date(2027, 3, 1)
NAME = Name("Autumn", "autumn", "copy:spring")
DUE = datetime(2027, 4, 1, 16, tzinfo=UTC)  # 18:00 in Berlin


@pytest.fixture
def cohort():
    return factories.cohort(time_zone="Europe/Berlin", starts_on=FIRST)


@pytest.fixture
def project(cohort):
    made = factories.project()
    CohortProject.objects.create(
        cohort=cohort, project=made, order=1, due_at=DUE, grace_hours=12
    )
    return made


@pytest.fixture
def admin():
    return factories.admin()


def change(cohort, by, part, *rows, reason=""):
    changing.change_part(cohort, part, rows, by=by, reason=reason)


def later(project):
    return PlannedProject(project.slug, due=datetime(2027, 4, 8, 18))  # noqa: DTZ001


# --- made ----------------------------------------------------------------------------------


def test_a_copy_has_everything_but_people_and_their_work(cohort, project, admin):
    Cohort.objects.filter(pk=cohort.pk).update(
        capacity=30, blind=True, promised_review_hours=48, ends_on=date(2027, 6, 27)
    )
    cohort.refresh_from_db()
    cohort.weeks.create(number=1, topic_text={"en": "Neurons", "ja": "ニューロン"})
    cohort.live_sessions.create(starts_at=DUE, title_text={"en": "Live"})
    cohort.help_channels.create(name="#japan", language="ja")
    factories.submission(project, in_=cohort)
    plan = started(plan_of(cohort), FIRST + timedelta(weeks=26))
    made = making.make(NAME, plan, by=admin)
    assert plan_of(made) == plan
    assert plan_of(made).projects[0].grace_hours == 12
    assert (made.capacity, made.blind, made.promised_review_hours) == (30, True, 48)
    assert made.weeks.get().topic_text["ja"] == "ニューロン"
    assert made.code != cohort.code
    assert not made.enrolments.exists()
    assert not made.submissions.exists()
    entry = AuditEntry.objects.get()
    assert entry.data["source"] == "copy:spring"
    assert entry.data["plan"]["projects"][0]["due"] == "2027-09-30T18:00:00"
    assert started(started(plan, FIRST), plan.starts_on) == plan


def test_of_a_refused_plan_not_a_row_is_stored(cohort, project, admin, monkeypatch):
    plan = plan_of(cohort)
    wrong = (PlannedWeek(1, {"ja": "日本語だけ"}),)
    with pytest.raises(PlanRefused) as refusal:
        making.make(NAME, replace(plan, weeks=wrong), by=admin)
    assert refusal.value.field == "weeks-0-en"
    with pytest.raises(Incomplete) as refusal:
        making.make(replace(NAME, title="x" * 500), plan, by=admin)
    assert refusal.value.field == "title"

    def breaks(cohort, plan):
        raise RuntimeError("the database went away")

    monkeypatch.setitem(making.WRITERS, "channels", breaks)
    with pytest.raises(RuntimeError):
        making.make(NAME, plan, by=admin)
    assert Cohort.objects.get() == cohort
    assert not AuditEntry.objects.exists()


def test_who_is_a_moment_slower_is_told_that_the_address_is_taken(
    cohort, project, admin, monkeypatch
):
    monkeypatch.setattr(making, "check_name", lambda name: None)
    with pytest.raises(PlanRefused) as refusal:
        making.make(replace(NAME, slug=cohort.slug), plan_of(cohort), by=admin)
    assert refusal.value.field == "slug"
    assert Cohort.objects.count() == 1


def test_a_template_is_named_in_the_readers_language_and_fits_any_start(cohort):
    for slug, one in templates().items():
        with translation.override("ja"):
            assert not one.title.isascii(), slug
        plans = [one.plan(FIRST + timedelta(days=n)) for n in (0, 3)]
        assert started(plans[0], plans[1].starts_on) == plans[1]


# --- changed -------------------------------------------------------------------------------


def test_only_dates_that_somebody_knows_need_a_reason(cohort, project, admin):
    other = factories.project()
    change(cohort, admin, "projects", later(project))  # nobody is in the cohort
    student = factories.student(cohort)
    known = plan_of(cohort).projects
    new = PlannedProject(other.slug, due=datetime(2027, 5, 1, 18))  # noqa: DTZ001
    change(cohort, admin, "projects", *known, new)  # it had no date before
    for moved in (replace(known[0], due=None), replace(known[0], grace_hours=1)):
        with pytest.raises(PlanRefused) as refusal:
            change(cohort, admin, "projects", moved, new, reason=" \n")
        assert refusal.value.field == "reason"
    student.enrolments.update(state=EnrolmentState.WITHDRAWN)
    change(cohort, admin, "projects", new)
    assert AuditEntry.objects.filter(kind=AuditKind.COHORT_CHANGED).count() == 3


def test_whose_pause_has_ended_is_in_the_cohort_again(cohort, project, admin):
    ada = factories.student(cohort, "Ada")
    yesterday = timezone.now().date() - timedelta(days=1)
    cohort.enrolments.update(
        state=EnrolmentState.PAUSED, pause_ends_at=factories.end_of(yesterday)
    )
    (standing,) = overview_of(cohort).standings
    assert standing.takes_part
    for state in (State.RETURNED, State.RETURNED):
        factories.submission(project, ada, cohort, state)
    (found,) = reads.enrolled(cohort, Filters(needs="stuck"))
    assert found.student == ada
    with pytest.raises(PlanRefused) as refusal:
        change(cohort, admin, "projects", later(project))
    assert refusal.value.field == "reason"
    today = timezone.now().date()
    cohort.enrolments.update(pause_ends_at=factories.end_of(today))
    assert not reads.enrolled(cohort, Filters(needs="stuck")).exists()


@pytest.mark.parametrize("part", ["weeks", "sessions", "channels"])
def test_the_same_again_is_no_change_also_without_a_list_of_projects(
    cohort, admin, part
):
    factories.project()
    row = {
        "weeks": PlannedWeek(1, {"en": "Neurons"}),
        "sessions": PlannedSession(datetime(2027, 3, 2, 18), {"en": "Live"}),  # noqa: DTZ001
        "channels": PlannedChannel("Forum", "https://forum.example.org/"),
    }[part]
    change(cohort, admin, part, row)
    change(cohort, admin, part, row)
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.data["part"], entry.data["before"]) == (admin, part, [])
    change(cohort, admin, part, reason="Gone.")
    assert AuditEntry.objects.first().data["after"] == []


def test_a_list_as_it_is_makes_the_cohort_keep_it(cohort, admin):
    first = factories.project()
    change(cohort, admin, "projects", *plan_of(cohort).projects)
    factories.project()  # a new one of the site, which this cohort does not have
    assert [one.slug for one in plan_of(cohort).projects] == [first.slug]


def test_a_start_is_moved_with_a_reason_and_weeks_move_with_it(cohort, project, admin):
    factories.student(cohort)
    asked = replace(
        cohort_settings.settings_of(cohort), starts_on=FIRST + timedelta(7), blind=True
    )
    with pytest.raises(PlanRefused) as refusal:
        cohort_settings.change_settings(cohort, asked, by=admin)
    assert refusal.value.field == "reason"
    cohort_settings.change_settings(cohort, asked, by=admin, reason="Snow.")
    cohort.refresh_from_db()
    assert (cohort.starts_on, cohort.blind) == (asked.starts_on, True)
    assert cohort.cohort_projects.get().due_at == DUE
    assert syllabus.week_number(cohort, DUE) == 4
    entry = AuditEntry.objects.get()
    assert (entry.reason, entry.data["before"]["starts_on"]) == ("Snow.", "2027-03-01")
    cohort_settings.change_settings(cohort, asked, by=admin)
    assert AuditEntry.objects.count() == 1


def test_a_title_is_one_cohorts_and_may_be_written_otherwise(cohort, project, admin):
    other = factories.cohort(title="深層学習 春")
    mine = cohort_settings.settings_of(cohort)
    with pytest.raises(PlanRefused) as refusal:
        cohort_settings.change_settings(
            cohort, replace(mine, title=other.title), by=admin
        )
    assert refusal.value.field == "title"
    cohort_settings.change_settings(
        cohort, replace(mine, title=mine.title.upper()), by=admin
    )
    cohort.refresh_from_db()
    assert cohort.title == mine.title.upper()


def test_students_and_reviewers_change_nothing(cohort, project):
    plan, mine = plan_of(cohort), cohort_settings.settings_of(cohort)
    for person in (factories.student(cohort), factories.reviewer(project)):
        with pytest.raises(NotAllowed):
            cohort_settings.change_settings(
                cohort, replace(mine, blind=True), by=person
            )
        with pytest.raises(NotAllowed):
            change(cohort, person, "projects", later(project), reason="Mine.")
        with pytest.raises(NotAllowed):
            making.make(NAME, plan, by=person)
    assert (plan_of(cohort), Cohort.objects.count()) == (plan, 1)


# --- read ----------------------------------------------------------------------------------


def test_without_weeks_students_and_projects_there_is_something_to_read(cohort):
    overview = overview_of(cohort)
    assert (overview.standings, overview.projects, overview.counts) == ([], [], {})
    guide = syllabus.guide_of(cohort)
    assert syllabus.this_week(cohort, guide) is None
    assert syllabus.next_session(guide) is None
    assert syllabus.weeks_of(cohort, guide, []) == []


def test_within_grace_nobody_is_late(cohort, project):
    factories.student(cohort)

    def is_late(**since):
        due_at = timezone.now() - timedelta(**since)
        cohort.cohort_projects.update(due_at=due_at)
        return overview_of(cohort).standings[0].places[0].is_late

    assert [is_late(hours=11), is_late(hours=13)] == [False, True]


def test_a_withdrawn_attempt_hides_none_before_it(cohort, project):
    ada, bob = factories.student(cohort, "Ada"), factories.student(cohort, "Bob")
    factories.submission(project, ada, cohort, State.CHANGES_REQUESTED)
    for one in (ada, bob):
        factories.submission(project, one, cohort, State.WITHDRAWN)
    overview = overview_of(cohort)
    places = [one.places[0] for one in overview.standings]
    assert [(one.state, one.attempts, one.sent_back) for one in places] == [
        (State.CHANGES_REQUESTED, 2, 1),
        (State.WITHDRAWN, 1, 0),
    ]
    rows = reads.board(cohort, overview, overview.standings)
    assert [row.cells[0].state for row in rows] == [one.state for one in places]


def test_dates_are_read_in_the_zone_of_the_newest_cohort(cohort):
    student = factories.student(cohort)
    assert zone_of(student) == ZoneInfo("Europe/Berlin")
    factories.cohort(time_zone="Asia/Tokyo").enrolments.create(student=student)
    assert zone_of(student) == ZoneInfo("Asia/Tokyo")
    student.time_zone = "Mars/Olympus"
    assert zone_of(student) == zone_of(factories.user()) == ZoneInfo("UTC")


@pytest.mark.parametrize(
    ("zone", "local", "becomes"),
    [
        ("Australia/Lord_Howe", "2027-10-03T02:15", "2027-10-03T02:45"),  # half an hour
        (
            "Pacific/Apia",
            "2011-12-30T18:00",
            "2011-12-31T18:00",
        ),  # a day that never was
        ("America/New_York", "2027-03-14T02:00", "2027-03-14T03:00"),
    ],
)
def test_a_time_that_is_skipped_somewhere_is_moved_over_the_gap(zone, local, becomes):
    found, at = ZoneInfo(zone), datetime.fromisoformat(local)
    assert zones.is_skipped(at, found)
    assert not zones.is_shown_twice(at, found)
    real = zones.local_time(zones.moment(at, found), found)
    assert real.isoformat(timespec="minutes") == becomes


@pytest.mark.parametrize(
    "name", ["Europe", "Europe/", "a" * 300, "x\0y", "\ud800", "/etc/localtime", "."]
)
def test_no_name_of_a_zone_breaks_a_page(name):
    assert zones.zone_named(name) == zones.zone_named("") == ZoneInfo("UTC")
