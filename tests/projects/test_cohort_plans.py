"""A cohort from a plan, and what is refused of one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from projects.enums import AuditKind
from projects.errors import NotAllowed
from projects.models import AuditEntry, Cohort, CohortProject, User
from projects.operations.cohorts import changing, cohort_settings, making, resolving
from projects.operations.cohorts.checking import PlanRefused
from projects.operations.cohorts.names import Name
from projects.operations.cohorts.template_files import templates
from projects.queries.plans import (
    Plan,
    PlannedChannel,
    PlannedProject,
    PlannedSession,
    PlannedWeek,
    plan_of,
    started,
)
from tests import factories

pytestmark = pytest.mark.django_db

FIRST = date(2027, 3, 1)
NAME = Name("March", "march", "template:2017-march")
SLUGS = (
    *("first-neural-network", "image-classification", "generate-tv-scripts"),
    *("translate-a-language", "generate-faces"),
)


def clock(text):
    return datetime.fromisoformat(text)


def a_plan(*projects, **fields):
    fields = {"ends_on": date(2027, 6, 27), "time_zone": "Europe/Berlin", **fields}
    planned = tuple(
        one if isinstance(one, PlannedProject) else PlannedProject(one.slug)
        for one in projects
    )
    return Plan(starts_on=FIRST, projects=planned, **fields)


def refused(plan, **more):
    with pytest.raises(PlanRefused) as caught:
        making.make(NAME, plan, by=factories.admin(), **more)
    assert not Cohort.objects.exists()
    return {one.field: one.words for one in caught.value.problems}


@pytest.mark.parametrize("slug", ["2017-january", "2017-march"])
def test_a_template_makes_a_cohort_with_everything(slug):
    for number, one in enumerate(SLUGS):
        factories.project(slug=one, order=number)
    admin, plan = factories.admin(), templates()[slug].plan(FIRST)
    cohort = making.make(NAME, plan, by=admin)
    assert [one.project.slug for one in cohort.cohort_projects.all()] == list(SLUGS)
    assert cohort.weeks.count() == cohort.live_sessions.count() == 17
    assert all(one.topic_text["ja"] for one in cohort.weeks.all())
    assert cohort.help_channels.filter(language="ja").get().name == "Slack #japan"
    assert cohort.ends_on == FIRST + timedelta(weeks=17, days=-1)
    assert plan_of(cohort) == plan
    entry = AuditEntry.objects.get()
    assert (entry.kind, entry.actor, entry.cohort) == (
        AuditKind.COHORT_MADE,
        admin,
        cohort,
    )


def test_the_two_templates_differ():
    first, second = (one.plan(FIRST) for one in templates().values())
    assert first.weeks != second.weeks
    assert first.projects != second.projects


def test_only_admins_make_cohorts():
    project = factories.project()
    with pytest.raises(NotAllowed):
        making.make(NAME, a_plan(project), by=factories.lead())


def test_a_copy_keeps_what_clocks_show_over_a_change_to_summer_time():
    project = factories.project()
    plan = a_plan(PlannedProject(project.slug, due=clock("2027-03-26T18:00")))
    copied = started(plan, FIRST + timedelta(days=7))
    assert copied.projects[0].due == clock("2027-04-02T18:00")
    cohort = making.make(NAME, copied, by=factories.admin())
    due_at = cohort.cohort_projects.get().due_at
    assert due_at == datetime(2027, 4, 2, 16, tzinfo=UTC)  # 17:00 in the week before
    assert copied.ends_on == date(2027, 7, 4)


def test_a_time_that_clocks_skip_is_moved_and_told_and_one_they_show_twice_is_told():
    project = factories.project()
    plan = a_plan(
        PlannedProject(
            project.slug,
            opens=clock("2027-03-28T02:30"),
            due=clock("2027-10-31T02:30"),
        ),
        ends_on=None,
    )
    resolved, notes = resolving.resolve(plan)
    assert resolved.projects[0].opens == clock("2027-03-28T03:30")
    assert resolved.projects[0].due == clock("2027-10-31T02:30")
    assert [(one.field, "twice" in one.words) for one in notes] == [
        ("projects-0-opens", False),
        ("projects-0-due", True),
    ]


def test_every_fault_of_a_plan_has_its_place():
    project, other = factories.project(), factories.project()
    week, channel = PlannedWeek(1, {"en": "A"}), PlannedChannel("Forum")
    session = PlannedSession(clock("2027-03-02T18:00"), {"en": "Live"})
    found = refused(
        a_plan(
            PlannedProject(
                project.slug, clock("2027-04-01T10:00"), clock("2027-04-01T09:00")
            ),
            PlannedProject(project.slug, due=clock("2027-02-01T09:00")),
            PlannedProject(other.slug, due=clock("2027-06-28T09:00")),
            PlannedProject("no-such-project"),
            weeks=(week, week, PlannedWeek(0, {"en": "B"}), PlannedWeek(30, {})),
            sessions=(
                session,
                session,
                replace(session, starts=clock("2027-02-01T18:00")),
            ),
            channels=(channel, replace(channel, name="FORUM")),
        )
    )
    assert set(found) == {
        *("projects-0-due", "projects-1-due", "projects-1-slug", "projects-2-due"),
        *("", "weeks-1-number", "weeks-2-number", "weeks-3-number", "weeks-3-en"),
        *("sessions-1-en", "sessions-2-starts", "channels-1-name"),
    }


def test_a_cohort_without_projects_or_that_ends_first_is_refused():
    project = factories.project()
    assert "at least one project" in refused(a_plan())[""]
    assert "ends_on" in refused(a_plan(project, ends_on=date(2027, 2, 28)))


@pytest.mark.parametrize(("starts", "said"), [(2017, "year ago"), (2150, "five years")])
def test_a_start_far_from_today_is_refused_unless_it_is_meant(starts, said):
    plan = replace(
        a_plan(factories.project(), ends_on=None), starts_on=date(starts, 1, 20)
    )
    assert said in refused(plan)["starts_on"]
    if starts == 2017:
        assert making.make(NAME, plan, by=factories.admin(), long_ago=True)


def test_an_address_and_a_title_are_one_cohorts():
    factories.cohort(slug="march", title="MARCH")
    with pytest.raises(PlanRefused) as caught:
        making.make(NAME, a_plan(factories.project()), by=factories.admin())
    assert {one.field for one in caught.value.problems} == {"slug", "title"}


@pytest.fixture
def cohort():
    return factories.cohort(time_zone="Europe/Berlin", starts_on=FIRST)


def planned(cohort, project, **fields):
    return CohortProject.objects.create(
        cohort=cohort, project=project, order=1, **fields
    )


def test_a_change_of_dates_of_students_needs_a_reason_and_is_kept(cohort):
    project, lead = factories.project(), factories.lead()
    planned(cohort, project, due_at=datetime(2027, 4, 1, 16, tzinfo=UTC))
    factories.student(cohort)
    rows = (PlannedProject(project.slug, due=clock("2027-04-08T18:00")),)
    with pytest.raises(PlanRefused) as caught:
        changing.change_part(cohort, "projects", rows, by=lead)
    assert caught.value.field == "reason"
    changing.change_part(cohort, "projects", rows, by=lead, reason="A holiday.")
    assert cohort.cohort_projects.get().due_at == datetime(2027, 4, 8, 16, tzinfo=UTC)
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.reason) == (lead, "A holiday.")
    assert entry.data["before"][0]["due"] == "2027-04-01T18:00:00"
    changing.change_part(cohort, "projects", rows, by=lead)  # the same: nothing to keep
    assert AuditEntry.objects.count() == 1


def test_a_project_that_was_handed_in_cannot_be_taken_away(cohort):
    project, other = factories.project(), factories.project()
    factories.submission(project, in_=cohort)
    rows = (PlannedProject(other.slug),)
    with pytest.raises(PlanRefused, match="handed in already"):
        changing.change_part(cohort, "projects", rows, by=factories.lead(), reason="x")
    assert not cohort.cohort_projects.exists()


def test_who_does_not_lead_the_cohort_changes_nothing(cohort):
    other = factories.lead(leads_all_cohorts=False)
    for someone in (other, factories.user()):
        with pytest.raises(NotAllowed):
            changing.change_part(cohort, "weeks", (), by=someone)
        with pytest.raises(NotAllowed):
            cohort_settings.change_settings(
                cohort, cohort_settings.settings_of(cohort), by=someone
            )
    cohort.leads.create(lead=other)
    other = User.objects.get(pk=other.pk)  # a request reads what they lead once
    factories.project()
    weeks = (PlannedWeek(1, {"en": "First"}),)
    changing.change_part(cohort, "weeks", weeks, by=other)
    assert cohort.weeks.get().topic == "First"


def test_in_another_zone_dates_stay_what_clocks_show(cohort):
    project = factories.project()
    planned(cohort, project, due_at=datetime(2027, 4, 1, 16, tzinfo=UTC))
    cohort.live_sessions.create(
        starts_at=datetime(2027, 4, 1, 16, tzinfo=UTC), title_text={"en": "Live"}
    )
    asked = replace(cohort_settings.settings_of(cohort), time_zone="Asia/Tokyo")
    cohort_settings.change_settings(cohort, asked, by=factories.admin())
    cohort.refresh_from_db()
    due_at = cohort.cohort_projects.get().due_at
    assert due_at == datetime(2027, 4, 1, 9, tzinfo=UTC)
    assert cohort.live_sessions.get().starts_at == due_at
    assert AuditEntry.objects.get().data["after"]["time_zone"] == "Asia/Tokyo"


def test_an_end_before_a_date_is_refused(cohort):
    planned(cohort, factories.project(), due_at=timezone.now() + timedelta(days=2000))
    asked = replace(
        cohort_settings.settings_of(cohort), ends_on=FIRST + timedelta(days=9)
    )
    with pytest.raises(PlanRefused, match="after the cohort's end"):
        cohort_settings.change_settings(cohort, asked, by=factories.admin())
