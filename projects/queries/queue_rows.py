"""What the queue tells of a submission beside its own row, read for a whole page at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.cache import caches
from django.db.models import (
    Exists,
    OuterRef,
    Prefetch,
    Q,
    prefetch_related_objects,
)

from projects.enums import RunState, RunVerdict
from projects.models import (
    CheckResult,
    Criterion,
    CriterionDispute,
    Project,
    Review,
    Run,
    Step,
    Submission,
    User,
)
from projects.models.submission_queryset import SubmissionQuerySet
from projects.models.texts import text_in
from projects.queries.grading import by_criterion
from projects.queries.names import name_of
from projects.queries.searching import asked, holding
from protocol.steps import Outcome

FIRST, AGAIN = "first", "again"
# What is read of the review of an earlier attempt: of its work, and of whoever wrote it.
WORK = ("student", "cohort", "project")
NAME = tuple(f"reviewer__{name}" for name in ("name", "email", "erased_at"))
PASSED, FAILED, APPEALED, UNCHECKED = "passed", "failed", "appealed", "unchecked"


@dataclass(frozen=True)
class Filters:
    """As they stand in the address; empty is everything."""

    project: str = ""  # slug
    language: str = ""
    attempt: str = ""
    machine: str = ""
    disputed: str = ""
    student: str = ""  # words of the name under which the reader knows them

    def apply(
        self, submissions: SubmissionQuerySet, reader: User
    ) -> SubmissionQuerySet:
        found = submissions
        if self.project:
            found = found.filter(project__slug=self.project)
        if self.language:
            found = found.filter(language=self.language)
        if self.attempt:
            first = Q(attempt=1)
            found = found.filter(first if self.attempt == FIRST else ~first)
        if self.machine:
            found = found.filter(_machine(self.machine))
        if self.disputed:
            disputes = CriterionDispute.objects.filter(
                review__submission=OuterRef("pk")
            )
            is_disputed = Exists(disputes)
            wanted = is_disputed if self.disputed == "yes" else ~is_disputed
            found = found.filter(wanted)
        if asked(self.student):
            found = found.filter(_called(self.student, found, reader))
        return found


def _called(words: str, submissions: SubmissionQuerySet, reader: User) -> Q:
    """Of students whom the reader knows by such a name: in a blind cohort it is a code."""
    by_name = holding(words, "student__name") & Q(cohort__blind=False)
    wanted = [word.casefold() for word in asked(words)]
    blind = []
    there = submissions.filter(cohort__blind=True)
    for one in there.select_related("student", "cohort"):
        name = name_of(one.student, one, reader).casefold()
        if all(word in name for word in wanted):
            blind.append(one.pk)
    return by_name | Q(pk__in=blind)


def _machine(result: str) -> Q:
    if result == APPEALED:
        return ~Q(appeal_reason="")
    finished = Run.objects.counted().filter(
        submission=OuterRef("pk"), state=RunState.FINISHED
    )
    if result == UNCHECKED:
        return ~Q(Exists(finished))
    verdict = RunVerdict.PASSED if result == PASSED else RunVerdict.FAILED
    newer = finished.filter(
        submission=OuterRef("submission"), number__gt=OuterRef("number")
    )
    return Q(Exists(finished.filter(~Exists(newer), verdict=verdict)))


@dataclass(frozen=True)
class Machine:
    """What the checks came to, by criterion."""

    checked: bool
    failed: int = 0
    unmeasured: int = 0


@dataclass(frozen=True)
class Facts:
    machine: Machine
    previous: Review | None  # the last that was published on an earlier attempt


def facts_of(submissions: Sequence[Submission]) -> Mapping[int, Facts]:
    """By key. As many queries for a page of rows as for one."""
    machines, previous = _machines(submissions), _previous(submissions)
    return {
        one.pk: Facts(
            machines.get(one.pk, Machine(checked=False)), previous.get(one.pk)
        )
        for one in submissions
    }


def _machines(submissions: Sequence[Submission]) -> dict[int, Machine]:
    """A finished run never changes: what it came to is kept by each process."""
    kept = caches["finished_runs"]
    rows = Run.objects.counted().filter(
        submission__in=submissions, state=RunState.FINISHED
    )
    fields = ("submission", "number", "state", "finished_at")
    runs = {run.submission_id: run for run in rows.only(*fields).order_by("number")}
    keys = {work: _key(run) for work, run in runs.items()}
    known = kept.get_many(keys.values())
    unknown = [
        one for one in submissions if one.pk in keys and keys[one.pk] not in known
    ]
    if unknown:
        _read_results([runs[one.pk] for one in unknown])
        criteria = _criteria(unknown)
        found = {
            keys[one.pk]: _judged(criteria[one.rubric_id], runs[one.pk])
            for one in unknown
        }
        kept.set_many(found)
        known |= found
    return {work: known[key] for work, key in keys.items()}


def _key(run: Run) -> str:
    return f"{run.pk}:{run.finished_at and run.finished_at.timestamp()}"


def _judged(criteria: Sequence[Criterion], run: Run) -> Machine:
    measured = [one for one in by_criterion(criteria, run) if one.criterion.checks]
    outcomes = [one.outcome for one in measured]
    failed = outcomes.count(Outcome.FAILED)
    passed = outcomes.count(Outcome.PASSED)
    return Machine(
        checked=True, failed=failed, unmeasured=len(outcomes) - failed - passed
    )


def _read_results(runs: Sequence[Run]) -> None:
    """No more of their steps than outcomes need."""
    steps = Step.objects.only("run", "kind", "state")
    results = CheckResult.objects.only("step", "check_slug", "outcome")
    prefetch_related_objects(
        runs, Prefetch("steps", steps), Prefetch("steps__results", results)
    )


def _criteria(submissions: Sequence[Submission]) -> Mapping[int, list[Criterion]]:
    found: defaultdict[int, list[Criterion]] = defaultdict(list)
    rubrics = {one.rubric_id for one in submissions}
    rows = Criterion.objects.filter(rubric__in=rubrics).only("rubric", "checks")
    for row in rows:
        found[row.rubric_id].append(row)
    return found


def _previous(submissions: Sequence[Submission]) -> dict[int, Review]:
    again = [one for one in submissions if one.attempt > 1]
    rows = (
        Review.objects.filter(
            submission__student__in={one.student_id for one in again},
            published_at__isnull=False,
        )
        .select_related("reviewer", "submission")
        .only(*(f"submission__{name}" for name in ("attempt", *WORK)), *NAME)
        .order_by("published_at", "pk")
    )
    by_work: dict[tuple[int, ...], list[Review]] = {}
    for row in rows:
        by_work.setdefault(_work(row.submission), []).append(row)
    found = {}
    for one in again:
        earlier = [
            row
            for row in by_work.get(_work(one), [])
            if row.submission.attempt < one.attempt
        ]
        if earlier:
            found[one.pk] = earlier[-1]
    return found


def _work(submission: Submission) -> tuple[int, ...]:
    return submission.student_id, submission.cohort_id, submission.project_id


def edition_title(project: Project, slug: str) -> str:
    """Empty where the project has only one edition: then it says nothing."""
    editions = project.signature.get("editions", [])
    if len(editions) < 2:  # noqa: PLR2004 - one is no choice
        return ""
    titles = {one.get("slug"): text_in(one.get("title")) for one in editions}
    return titles.get(slug) or slug
