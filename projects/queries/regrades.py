"""Reads of regrades: whom one would look at, how far it is, what it found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Max, OuterRef, Q, QuerySet
from django.db.models import Subquery as Sub
from django.utils import timezone

from projects.enums import Change, RunState, State, StepState
from projects.models import (
    CheckResult,
    Cohort,
    Comparison,
    Project,
    Regrade,
    Run,
    Step,
    Submission,
)
from protocol.steps import Outcome

# Where a submission is once the machine has looked at it and the student kept it. What waits for
# staff after a fault of ours has no result to compare with: it is graded again instead.
EXAMINED = tuple(
    state
    for state in State
    if state not in (State.CHECKING, State.HELD, State.WITHDRAWN)
)


def to_regrade(cohort: Cohort, project: Project, digest: str) -> QuerySet:
    """What the version `digest` would look at, with `base` and `last_number` of its runs.

    Left out: what is being checked at this moment, and what this version has graded.
    """
    runs = Run.objects.filter(submission=OuterRef("pk"))
    counted = runs.counted().order_by("-number")
    highest = runs.order_by().values("submission").annotate(n=Max("number"))
    return (
        Submission.objects.latest_attempts()
        .filter(
            cohort=cohort,
            project=project,
            state__in=EXAMINED,
            files_removed_at=None,
        )
        .annotate(
            base=Sub(counted.values("pk")[:1]),
            base_state=Sub(counted.values("state")[:1]),
            base_digest=Sub(counted.values("pack_digest")[:1]),
            last_number=Sub(highest.values("n")),
        )
        .filter(
            Q(base_state__in=RunState.faulty())
            | Q(base_state=RunState.FINISHED) & ~Q(base_digest=digest)
        )
    )


def has_moved_on(comparison: Comparison, submission: Submission) -> bool:
    """Whether the result that the regrade looked at is not what counts any more."""
    newest = submission.runs.counted().first()
    return (
        submission.state not in EXAMINED
        or submission.files_removed_at is not None
        or newest is None
        or newest.pk != comparison.base_id
        or submission.is_superseded()
    )


# --- how far it is ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Numbers:
    """How many submissions came to what."""

    by_change: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.by_change.values())

    @property
    def waiting(self) -> int:
        return self.by_change.get("", 0)

    @property
    def done(self) -> int:
        return self.total - self.waiting

    @property
    def affected(self) -> int:
        return sum(self.by_change.get(change, 0) for change in Change.affecting())


def numbers_of(regrades: Iterable[Regrade]) -> dict[int, Numbers]:
    """By regrade: one query for all of them."""
    counted: dict[int, dict[str, int]] = {one.pk: {} for one in regrades}
    rows = Comparison.objects.filter(regrade__in=counted).order_by()
    for row in rows.values("regrade", "change").annotate(n=Count("pk")):
        counted[row["regrade"]][row["change"]] = row["n"]
    return {pk: Numbers(by_change) for pk, by_change in counted.items()}


def unsettled(regrade: Regrade) -> QuerySet[Comparison]:
    """What publishing has still to show and tell."""
    return regrade.comparisons.filter(
        change__in=Change.affecting(), settled_at=None
    ).order_by("pk")


def time_left(regrade: Regrade, numbers: Numbers) -> timedelta | None:
    """From the pace so far; None before anything is done. Live work goes first, so it varies."""
    if not numbers.done:
        return None
    elapsed = timezone.now() - regrade.created_at
    return elapsed / numbers.done * numbers.waiting


# --- what it found ---------------------------------------------------------------------------


def comparisons_of(regrade: Regrade, change: str) -> QuerySet[Comparison]:
    """The rows of the table, by name; `change` is a Change, or empty for all that is done."""
    rows = regrade.comparisons.exclude(change="")
    if change:
        rows = rows.filter(change=change)
    return (
        rows.select_related("submission__student", "base", "run")
        .prefetch_related("base__steps__results", "run__steps__results")
        .order_by("submission__student__name", "pk")
    )


@dataclass(frozen=True)
class Difference:
    """A check that says something else now. An outcome is empty where there is no such check."""

    slug: str
    title: str
    before: str
    after: str
    evidence: str  # of the side that is against the work; for staff

    @property
    def weighs(self) -> bool:
        """Whether it stands against the work on one side only."""
        return (self.before in Outcome.against()) != (self.after in Outcome.against())


def differences(base: Run, run: Run) -> list[Difference]:
    """In the order of the new results; expects both runs' steps and results prefetched."""
    before, after = _results(base), _results(run)
    found = []
    for slug in dict.fromkeys([*after, *before]):
        old, new = before.get(slug), after.get(slug)
        outcomes = (old.outcome if old else "", new.outcome if new else "")
        if outcomes[0] == outcomes[1]:
            continue
        told = new or old
        against = new if outcomes[1] in Outcome.against() else old
        found.append(
            Difference(
                slug,
                told.title if told else slug,
                *outcomes,
                evidence=against.evidence if against else "",
            )
        )
    return found


def incident_of(run: Run) -> str:
    """What went wrong on our side; expects the run's steps prefetched."""
    return "\n".join(step.incident for step in run.steps.all() if _errored(step))


def _errored(step: Step) -> bool:
    return step.state == StepState.ERRORED and bool(step.incident)


def _results(run: Run) -> dict[str, CheckResult]:
    return {
        result.check_slug: result
        for step in run.steps.all()
        for result in step.results.all()
    }
