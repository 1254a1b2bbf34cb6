"""A cohort's plan: its dates as its own clocks show them, so that it can be moved as a whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from projects.models import Cohort
from projects.queries.schedule import schedule_of
from projects.zones import local_time, zone_named

Texts = Mapping[str, str]  # by language
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class PlannedProject:
    slug: str
    opens: datetime | None = None  # of the cohort's clocks, without a zone; so is `due`
    due: datetime | None = None
    grace_hours: int = 0


@dataclass(frozen=True)
class PlannedWeek:
    number: int
    topic: Texts


@dataclass(frozen=True)
class PlannedSession:
    starts: datetime
    title: Texts
    url: str = ""


@dataclass(frozen=True)
class PlannedChannel:
    name: str
    url: str = ""
    language: str = ""  # empty: for everybody


@dataclass(frozen=True)
class Plan:
    starts_on: date
    ends_on: date | None
    time_zone: str
    projects: tuple[PlannedProject, ...]
    weeks: tuple[PlannedWeek, ...] = ()
    sessions: tuple[PlannedSession, ...] = ()
    channels: tuple[PlannedChannel, ...] = ()
    capacity: int | None = None
    blind: bool = False
    promised_review_hours: int = 24

    @property
    def zone(self) -> ZoneInfo:
        return zone_named(self.time_zone)

    def week_starts(self, number: int) -> date:
        return self.starts_on + (number - 1) * WEEK


def plan_of(cohort: Cohort) -> Plan:
    """A handful of queries."""
    zone = zone_named(cohort.time_zone)

    def local(at: datetime | None) -> datetime | None:
        return at and local_time(at, zone)

    return Plan(
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        time_zone=cohort.time_zone,
        projects=tuple(
            PlannedProject(
                one.project.slug,
                local(one.opens_at),
                local(one.due_at),
                int(one.grace.total_seconds()) // 3600,
            )
            for one in schedule_of(cohort)
        ),
        weeks=tuple(PlannedWeek(o.number, o.topic_text) for o in cohort.weeks.all()),
        sessions=tuple(
            PlannedSession(local_time(one.starts_at, zone), one.title_text, one.url)
            for one in cohort.live_sessions.all()
        ),
        channels=tuple(
            PlannedChannel(one.name, one.url, one.language)
            for one in cohort.help_channels.all()
        ),
        capacity=cohort.capacity,
        blind=cohort.blind,
        promised_review_hours=cohort.promised_review_hours,
    )


def started(plan: Plan, starts_on: date) -> Plan:
    """The same plan from another day on: what is at 18:00 stays at 18:00."""
    days = starts_on - plan.starts_on

    def later(at: datetime | None) -> datetime | None:
        return at and at + days

    return replace(
        plan,
        starts_on=starts_on,
        ends_on=plan.ends_on and plan.ends_on + days,
        projects=tuple(
            replace(one, opens=later(one.opens), due=later(one.due))
            for one in plan.projects
        ),
        sessions=tuple(replace(one, starts=one.starts + days) for one in plan.sessions),
    )


def times(plan: Plan) -> Iterator[tuple[str, datetime]]:
    """Every time that a clock shows, with the name of its place in a form."""
    for index, one in enumerate(plan.projects):
        for name, at in (("opens", one.opens), ("due", one.due)):
            if at is not None:
                yield f"projects-{index}-{name}", at
    for index, session in enumerate(plan.sessions):
        yield f"sessions-{index}-starts", session.starts


def plain(value: Any) -> Any:
    """A part of a plan as JSON can say it, for the audit."""
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        return {
            name: plain(getattr(value, name)) for name in value.__dataclass_fields__
        }
    if isinstance(value, Mapping):
        return dict(value)
    return value.isoformat() if isinstance(value, date) else value
