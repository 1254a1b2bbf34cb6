"""Whom a cohort's rules find, and why. Too much for a page: the list is kept as rows."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone

from projects.enums import HelpKind, State
from projects.models import Cohort, Event
from projects.queries.help.returns import AT_ONCE, Subject, subjects_of
from projects.queries.help.rules import Rule, rules_of
from projects.queries.help.standing import Attempt, Learner, Standing, learners_of

MOST_GROWTH = 30  # of a weight: the kind of rule counts more than how long it has held
PER_RETURN = 5
UNDER_REVIEW = (*State.queued(), State.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class Found:
    """A row to be: see `HelpNeed`."""

    enrolment: int
    kind: HelpKind
    project: int
    submission: int | None
    weight: int
    at: datetime | None = None
    times: int = 0
    subject: str = ""
    subject_text: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[int, str, int, str]:
        return (self.enrolment, self.kind, self.project, self.subject)


def is_running(cohort: Cohort, now: datetime) -> bool:
    today = now.date()
    return cohort.ends_on is None or cohort.ends_on >= today


def find(cohort: Cohort, now: datetime | None = None) -> list[Found]:
    """In a dozen queries for any size. A cohort that ended needs no help."""
    now = now or timezone.now()
    if not is_running(cohort, now):
        return []
    rules = {kind: rule for kind, rule in rules_of(cohort).items() if rule.is_on}
    learners = learners_of(cohort, now)
    found = [
        one
        for learner in learners
        for standing in learner.standings
        for one in _at_project(cohort, rules, learner, standing, now)
    ]
    if rule := rules.get(HelpKind.SAME_CRITERION):
        found += _same_criterion(rule, learners)
    if rule := rules.get(HelpKind.SILENT):
        found += _silent(rule, learners, now)
    return found


# --- one student at one project -----------------------------------------------------------


def _at_project(
    cohort: Cohort,
    rules: Mapping[HelpKind, Rule],
    learner: Learner,
    standing: Standing,
    now: datetime,
) -> Iterator[Found]:
    if rule := rules.get(HelpKind.NO_ATTEMPT):
        yield from _no_attempt(rule, learner, standing, now)
    if rule := rules.get(HelpKind.PAST_DUE):
        yield from _past_due(rule, learner, standing, now)
    if rule := rules.get(HelpKind.LONG_WAIT):
        promised = timedelta(hours=cohort.promised_review_hours + rule.number)
        yield from _long_wait(rule, learner, standing, now - promised)
    if rule := rules.get(HelpKind.SENT_BACK):
        yield from _sent_back(rule, learner, standing)


def _no_attempt(
    rule: Rule, learner: Learner, standing: Standing, now: datetime
) -> Iterator[Found]:
    due_at, late_from = standing.due_at, standing.late_from
    if due_at is None or late_from is None or standing.attempts or late_from <= now:
        return
    if (left := due_at - now) <= timedelta(days=rule.number):
        yield _found(
            rule, learner, standing, grown=rule.number - left.days, at=due_at, last=None
        )


def _past_due(
    rule: Rule, learner: Learner, standing: Standing, now: datetime
) -> Iterator[Found]:
    if standing.late_from is None or not standing.is_theirs:
        return
    if (over := now - standing.late_from) >= timedelta(days=rule.number):
        yield _found(
            rule,
            learner,
            standing,
            grown=over.days,
            at=standing.due_at,
            last=standing.last,
        )


def _long_wait(
    rule: Rule, learner: Learner, standing: Standing, since: datetime
) -> Iterator[Found]:
    last = standing.last
    if last is None or last.state not in UNDER_REVIEW or last.verdict_due_at:
        return
    if last.queued_at is not None and last.queued_at < since:
        days = (since - last.queued_at).days
        yield _found(
            rule, learner, standing, grown=2 * days, at=last.queued_at, last=last
        )


def _sent_back(rule: Rule, learner: Learner, standing: Standing) -> Iterator[Found]:
    returns = standing.returns
    if len(returns) >= rule.number:
        last = returns[-1]
        yield _found(
            rule,
            learner,
            standing,
            grown=PER_RETURN * (len(returns) - rule.number),
            at=last.decided_at,
            last=last,
            times=len(returns),
        )


def _found(  # noqa: PLR0913 - one per column
    rule: Rule,
    learner: Learner,
    standing: Standing,
    *,
    grown: int,
    at: datetime | None,
    last: Attempt | None,
    times: int = 0,
    subject: Subject | None = None,
) -> Found:
    return Found(
        enrolment=learner.enrolment,
        kind=rule.kind,
        project=standing.project,
        submission=last.pk if last else None,
        weight=rule.weight + max(0, min(grown, MOST_GROWTH)),
        at=at,
        times=times,
        subject=subject.slug if subject else "",
        subject_text=subject.title if subject else {},
    )


# --- what one project does not tell -------------------------------------------------------


def _same_criterion(rule: Rule, learners: list[Learner]) -> Iterator[Found]:
    chosen = [
        (learner, standing, returns)
        for learner in learners
        for standing in learner.standings
        if len(returns := standing.returns) >= rule.number
    ]
    subjects = subjects_of(
        {one.pk: one.project for _, _, returns in chosen for one in returns}
    )
    for learner, standing, returns in chosen:
        counts: defaultdict[str, int] = defaultdict(int)
        for attempt in returns:
            for slug in subjects.get(attempt.pk, {}):
                counts[slug] += 1
        last = returns[-1]
        for slug, subject in subjects.get(last.pk, {}).items():
            if counts[slug] >= rule.number:
                yield _found(
                    rule,
                    learner,
                    standing,
                    grown=PER_RETURN * (counts[slug] - rule.number),
                    at=last.decided_at,
                    last=last,
                    times=counts[slug],
                    subject=subject,
                )


def _silent(rule: Rule, learners: list[Learner], now: datetime) -> Iterator[Found]:
    """By what they did last: signed in, handed in, answered, appealed, rated."""
    since = now - timedelta(days=rule.number)
    quiet = {}
    for learner in learners:
        open_to_them = next((one for one in learner.standings if one.is_theirs), None)
        if open_to_them is not None and (seen := _seen_at(learner)) < since:
            quiet[learner.student] = (learner, open_to_them, seen)
    acted = _acted_at(sorted(quiet))
    for student, (learner, standing, seen_at) in quiet.items():
        seen = max(seen_at, acted.get(student, seen_at))
        if seen < since:
            grown = (since - seen).days // 2
            yield _found(
                rule, learner, standing, grown=grown, at=seen, last=standing.last
            )


def _seen_at(learner: Learner) -> datetime:
    uploads = [one.submitted_at for each in learner.standings for one in each.attempts]
    return max(learner.seen_at, *uploads) if uploads else learner.seen_at


def _acted_at(students: list[int]) -> Mapping[int, datetime]:
    acted: dict[int, datetime] = {}
    for start in range(0, len(students), AT_ONCE):
        rows = Event.objects.filter(actor__in=students[start : start + AT_ONCE])
        last = rows.order_by().values("actor").annotate(at=Max("at"))
        acted |= {row["actor"]: row["at"] for row in last}
    return acted
