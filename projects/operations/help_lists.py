"""Who needs help: the list is worked out, its rules changed, and what leads did is noted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import AuditKind, HelpKind, MarkKind
from projects.errors import Incomplete, NotAllowed
from projects.models import (
    Cohort,
    Enrolment,
    HelpList,
    HelpMark,
    HelpNeed,
    HelpRule,
    Message,
    User,
)
from projects.operations.audit import record
from projects.queries.help.finding import Found, find, is_running
from projects.queries.help.rules import MEANINGS, rules_of
from projects.rules import leads_cohort
from projects.text_limits import MARK, fitting

LONGEST_SNOOZE = timedelta(days=365)


@dataclass(frozen=True)
class RuleSetting:
    is_on: bool
    number: int


def work_out_all() -> int:
    """Of cohorts that run, and of those that ended and still have a list."""
    now = timezone.now()
    listed = set(
        HelpNeed.objects.values_list("enrolment__cohort", flat=True).distinct()
    )
    cohorts = [
        one for one in Cohort.objects.all() if is_running(one, now) or one.pk in listed
    ]
    return sum(work_out(cohort) for cohort in cohorts)


def work_out(cohort: Cohort) -> int:
    """Replaces the list by what holds now; what held before keeps its date. Returns its length."""
    found = {one.key: one for one in find(cohort)}
    with (
        transaction.atomic()
    ):  # after the reading, so that it locks only while it writes
        head = _head(cohort)
        present = {
            (row.enrolment_id, row.kind, row.project_id, row.subject): row
            for row in HelpNeed.objects.filter(enrolment__cohort=cohort)
        }
        gone = [row.pk for key, row in present.items() if key not in found]
        for start in range(0, len(gone), 500):
            HelpNeed.objects.filter(pk__in=gone[start : start + 500]).delete()
        new = [_row(one) for key, one in found.items() if key not in present]
        HelpNeed.objects.bulk_create(new, ignore_conflicts=True)
        _refresh(present, found)
        head.worked_out_at = timezone.now()
        head.save(update_fields=["worked_out_at"])
    return len(found)


def _head(cohort: Cohort) -> HelpList:
    """Locked: two workers that work out the same list write one after the other."""
    HelpList.objects.bulk_create([HelpList(cohort_id=cohort.pk)], ignore_conflicts=True)
    return HelpList.objects.select_for_update().get(cohort=cohort)


def _row(found: Found) -> HelpNeed:
    return HelpNeed(
        enrolment_id=found.enrolment,
        kind=found.kind,
        project_id=found.project,
        submission_id=found.submission,
        subject=found.subject,
        subject_text=found.subject_text,
        times=found.times,
        at=found.at,
        weight=found.weight,
    )


_MAY_CHANGE = ("submission_id", "subject_text", "times", "at", "weight")


def _refresh(
    present: Mapping[tuple[int, str, int, str], HelpNeed],
    found: Mapping[tuple[int, str, int, str], Found],
) -> None:
    changed = []
    for key, row in present.items():
        if key not in found:
            continue
        fresh = _row(found[key])
        if any(getattr(row, name) != getattr(fresh, name) for name in _MAY_CHANGE):
            for name in _MAY_CHANGE:
                setattr(row, name, getattr(fresh, name))
            changed.append(row)
    names = [name.removesuffix("_id") for name in _MAY_CHANGE]
    HelpNeed.objects.bulk_update(changed, names, batch_size=100)


def change_rules(
    cohort: Cohort,
    *,
    by: User,
    rules: Mapping[HelpKind, RuleSetting],
    days_after_writing: int,
) -> None:
    """The list follows at once."""
    _only_leads(by, cohort)
    with transaction.atomic():
        head = _head(cohort)
        before = {
            kind.value: [one.is_on, one.number]
            for kind, one in rules_of(cohort).items()
        }
        for kind, setting in rules.items():
            _within(kind, setting.number)
            HelpRule.objects.update_or_create(
                cohort=cohort,
                kind=kind,
                defaults={"is_on": setting.is_on, "number": setting.number},
            )
        after = {kind.value: [one.is_on, one.number] for kind, one in rules.items()}
        changed = {
            kind: [before[kind], now]
            for kind, now in after.items()
            if before[kind] != now
        }
        days = [head.days_after_writing, days_after_writing]
        head.days_after_writing = days_after_writing
        head.save(update_fields=["days_after_writing"])
        data = changed | ({"days_after_writing": days} if days[0] != days[1] else {})
        if data:
            record(AuditKind.HELP_RULES_CHANGED, by=by, cohort=cohort, data=data)
    work_out(cohort)


def _within(kind: HelpKind, number: int) -> None:
    meaning = MEANINGS[kind]
    if not meaning.least <= number <= meaning.most:
        raise Incomplete(
            _("The number is between %(least)s and %(most)s.")
            % {"least": meaning.least, "most": meaning.most},
            field=f"{kind}-number",
        )


@transaction.atomic
def snooze(
    cohort: Cohort,
    *,
    by: User,
    enrolments: Collection[int],
    until: datetime,
    reason: str,
) -> int:
    """They are not on the list before. Returns how many."""
    now = timezone.now()
    if not now < until <= now + LONGEST_SNOOZE:
        raise Incomplete(_("Choose a day to come, within a year."), field="until")
    return _mark(cohort, by, enrolments, MarkKind.SNOOZED, until, reason)


@transaction.atomic
def mark_written(
    cohort: Cohort,
    *,
    by: User,
    enrolments: Collection[int],
    reason: str = "",
    message: Message | None = None,
) -> int:
    """They come back if nothing happens for the days that the cohort's rules say."""
    days = timedelta(days=_head(cohort).days_after_writing)
    until = timezone.now() + days
    return _mark(cohort, by, enrolments, MarkKind.WROTE, until, reason, message)


@transaction.atomic
def put_back(cohort: Cohort, *, by: User, enrolments: Collection[int]) -> int:
    return _mark(cohort, by, enrolments, MarkKind.BACK, None, "")


def _mark(  # noqa: PLR0913, PLR0917 - one per column
    cohort: Cohort,
    by: User,
    enrolments: Collection[int],
    kind: MarkKind,
    until: datetime | None,
    reason: str,
    message: Message | None = None,
) -> int:
    _only_leads(by, cohort)
    reason = fitting(reason, MARK, "reason")
    chosen = list(_locked(cohort, enrolments))
    if not chosen:
        raise Incomplete(_("Choose at least one student."), field="students")
    for start in range(0, len(chosen), 500):
        part = chosen[start : start + 500]
        HelpMark.objects.filter(enrolment__in=part, is_last=True).update(is_last=False)
    HelpMark.objects.bulk_create(
        [
            HelpMark(
                enrolment_id=pk,
                kind=kind,
                by=by,
                until=until,
                body=reason,
                message=message,
            )
            for pk in chosen
        ]
    )
    return len(chosen)


def _locked(cohort: Cohort, enrolments: Collection[int]) -> list[int]:
    _head(cohort)  # two leads at once: one after the other
    wanted = set(enrolments)
    mine = Enrolment.objects.filter(cohort=cohort).values_list("pk", flat=True)
    return [pk for pk in mine if pk in wanted]


def _only_leads(by: User, cohort: Cohort) -> None:
    if not leads_cohort(by, cohort):
        raise NotAllowed(_("You do not lead this cohort."))
