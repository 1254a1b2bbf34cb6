"""Reads of what came back to the student: the review that counts, and what to change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import (
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from projects.enums import CommentTag, Judgement, RunState
from projects.models import (
    CheckResult,
    Comment,
    Criterion,
    CriterionDispute,
    CriterionReview,
    Review,
    Submission,
)
from projects.queries.grading import PENDING, CriterionResult
from projects.queries.threads import comments_with_marks
from protocol.steps import Outcome

# What the checks say of a criterion, as a reviewer would say it; any other outcome measured nothing.
MACHINE_SAYS: Mapping[str, str] = {
    Outcome.PASSED: Judgement.MEETS,
    Outcome.FAILED: Judgement.CHANGES,
}


@dataclass(frozen=True)
class RequiredChange:
    """One line of the checklist that a resubmission answers."""

    body: str
    criterion: Criterion | None = None
    comment: Comment | None = None  # where in the files; None: the criterion as a whole
    is_hint: bool = False  # by machine, else Markdown of a person

    @property
    def key(self) -> str:
        """Names it in the checklist of the next attempt."""
        if self.comment is not None:
            return f"comment-{self.comment.pk}"
        return f"criterion-{self.criterion.slug}" if self.criterion else ""


@dataclass(frozen=True)
class Finding:
    """A check's result as students may read it: a hint, and nothing that is staff's."""

    outcome: str
    title: str
    hint: str


@dataclass(frozen=True)
class JudgedCriterion:
    """A criterion with what the machine found and what the reviewer said."""

    criterion: Criterion
    outcome: str
    results: Sequence[Finding]
    verdict: str  # a Judgement; empty before a review
    body: str

    @property
    def judged_by(self) -> str:
        """Whose finding stands: "machine", "person", or "nobody" where nothing was measured.

        What a reviewer leaves as the checks found it was judged by them. Empty before that is known.
        """
        found = MACHINE_SAYS.get(self.outcome)
        if self.verdict and (self.criterion.human or self.verdict != found):
            return "person"
        if found:
            return "machine"
        return "" if self.outcome == PENDING else "nobody"

    @property
    def slug(self) -> str:
        return self.criterion.slug

    @property
    def title(self) -> str:
        return self.criterion.title

    @property
    def passes_when(self) -> str:
        return self.criterion.passes_when


def published_review(submission: Submission) -> Review | None:
    """The last one: after a dispute or a reopening it replaces those before."""
    return next(iter(published_reviews(submission)), None)


def published_reviews(submission: Submission) -> list[Review]:
    """The newest first, whole: judgements with `dispute`, comments."""
    published = submission.reviews.filter(published_at__isnull=False)
    return list(whole(published).select_related("reviewer", "rating"))


def required_criteria(submission: Submission) -> int:
    """How many criteria the review that counts requires changes of: one query."""
    last = submission.reviews.filter(published_at__isnull=False).values("pk")[:1]
    judged = CriterionReview.objects.filter(
        review__in=last, judgement=Judgement.CHANGES
    )
    return judged.count()


def is_unchecked(submission: Submission) -> bool:
    """Whether a fault of ours ended its newest run, and none has a verdict: as `grading.newest_run`."""
    states = list(submission.runs.counted().values_list("state", flat=True))
    is_faulty = bool(states) and states[0] in RunState.faulty()
    return is_faulty and RunState.FINISHED not in states


def whole(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """With judgements, each with the `dispute` of it in the student's words, and comments."""
    disputes = CriterionDispute.objects.filter(
        review=OuterRef("review"), criterion=OuterRef("criterion")
    )
    words = Subquery(disputes.values("body")[:1])
    judged = CriterionReview.objects.select_related("criterion").annotate(
        dispute=Coalesce(words, Value("", TextField()))
    )
    return reviews.select_related("reviewer").prefetch_related(
        Prefetch("criteria", judged), comments_with_marks()
    )


def judged(
    found: Iterable[CriterionResult], review: Review | None
) -> list[JudgedCriterion]:
    said = {row.criterion_id: row for row in review.criteria.all()} if review else {}
    rows = []
    for result in found:
        criterion = result.criterion
        row = said.get(criterion.pk)
        rows.append(
            JudgedCriterion(
                criterion,
                outcome=result.outcome,
                results=_findings_of(result),
                verdict=row.judgement if row else "",
                body=row.body if row else "",
            )
        )
    return rows


def _findings_of(result: CriterionResult) -> list[Finding]:
    """What was never run is said once, and not by its name, which may tell what is checked."""
    missing = result.never_run
    run = [check for check in result.results if check not in missing]
    return [finding_of(check) for check in (*run, *missing[:1])]


def finding_of(check: CheckResult) -> Finding:
    hints: Mapping[str, str] = {
        Outcome.BROKEN: _(
            "An error on our side kept this check from running. It does not count against you."
        ),
        Outcome.SKIPPED: _(
            "Not run: what an earlier check found has to be changed first."
        ),
        Outcome.PASSED: "",
    }
    return Finding(
        check.outcome, check.title, str(hints.get(check.outcome, check.hint))
    )


def changes_of_review(review: Review) -> list[RequiredChange]:
    """Criteria that require changes in the rubric's order, then comments that do."""
    failing = [
        RequiredChange(row.body, criterion=row.criterion)
        for row in review.criteria.all()
        if row.judgement == Judgement.CHANGES
    ]
    places = [
        RequiredChange(comment.body, comment=comment)
        for comment in review.comments.all()
        if comment.tag == CommentTag.REQUIRED
    ]
    return failing + places


def changes_of_checks(found: Sequence[CriterionResult]) -> list[RequiredChange]:
    """The hints of the checks that failed; a fault of ours is no change to make."""
    return [
        RequiredChange(
            check.hint or check.title, criterion=result.criterion, is_hint=True
        )
        for result in found
        for check in result.results
        if check.outcome == Outcome.FAILED
    ]
