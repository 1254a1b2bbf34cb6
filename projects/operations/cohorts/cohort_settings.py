"""Changes the settings of a cohort that is there. Each change is in the audit."""

from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from projects.models import Cohort, User
from projects.operations.cohorts.changing import check_reason, lock_led, record
from projects.operations.cohorts.checking import PlanRefused, Problem, check
from projects.operations.cohorts.writing import WRITERS
from projects.queries.plans import plain, plan_of
from projects.text_limits import NAME, fitting


@dataclass(frozen=True)
class Settings:
    title: str
    is_open: bool
    starts_on: date
    ends_on: date | None
    time_zone: str
    capacity: int | None
    blind: bool
    promised_review_hours: int


@transaction.atomic
def change_settings(
    cohort: Cohort, settings: Settings, *, by: User, reason: str = ""
) -> None:
    """In another time zone its dates stay what the clocks show there."""
    locked = lock_led(cohort, by)
    before, plan = settings_of(locked), plan_of(locked)
    if before == settings:
        return
    same_title = Cohort.objects.filter(title__iexact=settings.title.strip())
    if same_title.exclude(pk=locked.pk).exists():
        problem = Problem("title", _("Another cohort has this title."))
        raise PlanRefused([problem])
    after = replace(
        plan,
        starts_on=settings.starts_on,
        ends_on=settings.ends_on,
        time_zone=settings.time_zone,
    )
    check(after)
    is_moved = (before.starts_on, before.time_zone) != (
        after.starts_on,
        after.time_zone,
    )
    check_reason(locked, reason, moved=is_moved)
    for name in Settings.__dataclass_fields__:
        setattr(locked, name, getattr(settings, name))
    locked.title = fitting(settings.title, NAME, "title")
    locked.save(update_fields=list(Settings.__dataclass_fields__))
    if before.time_zone != settings.time_zone:
        if locked.cohort_projects.exists():
            WRITERS["projects"](locked, after)
        WRITERS["sessions"](locked, after)
    data = {"part": "settings", "before": plain(before), "after": plain(settings)}
    record(locked, by, reason, data)


def settings_of(cohort: Cohort) -> Settings:
    return Settings(
        **{name: getattr(cohort, name) for name in Settings.__dataclass_fields__}
    )
