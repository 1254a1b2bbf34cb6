"""Writes the parts of a plan as a cohort's rows, each part in place of what was there."""

from datetime import datetime

from projects.models import (
    Cohort,
    CohortProject,
    HelpChannel,
    LiveSession,
    Project,
    SyllabusWeek,
)
from projects.queries.plans import Plan
from projects.zones import moment


def write_projects(cohort: Cohort, plan: Plan) -> None:
    projects = {one.slug: one for one in Project.objects.all()}
    kept = [projects[one.slug] for one in plan.projects]
    cohort.cohort_projects.exclude(project__in=kept).delete()

    def at(local: datetime | None) -> datetime | None:
        return local and moment(local, plan.zone)

    for order, one in enumerate(plan.projects, 1):
        CohortProject.objects.update_or_create(
            cohort=cohort,
            project=projects[one.slug],
            defaults={
                "order": order,
                "opens_at": at(one.opens),
                "due_at": at(one.due),
                "grace_hours": one.grace_hours,
            },
        )


def write_weeks(cohort: Cohort, plan: Plan) -> None:
    cohort.weeks.all().delete()
    SyllabusWeek.objects.bulk_create(
        SyllabusWeek(cohort=cohort, number=one.number, topic_text=dict(one.topic))
        for one in plan.weeks
    )


def write_sessions(cohort: Cohort, plan: Plan) -> None:
    cohort.live_sessions.all().delete()
    LiveSession.objects.bulk_create(
        LiveSession(
            cohort=cohort,
            starts_at=moment(one.starts, plan.zone),
            title_text=dict(one.title),
            url=one.url,
        )
        for one in plan.sessions
    )


def write_channels(cohort: Cohort, plan: Plan) -> None:
    cohort.help_channels.all().delete()
    HelpChannel.objects.bulk_create(
        HelpChannel(
            cohort=cohort,
            name=one.name,
            url=one.url,
            language=one.language,
            order=order,
        )
        for order, one in enumerate(plan.channels, 1)
    )


WRITERS = {
    "projects": write_projects,
    "weeks": write_weeks,
    "sessions": write_sessions,
    "channels": write_channels,
}
