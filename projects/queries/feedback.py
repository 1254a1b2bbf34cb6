"""Reads of what came back to the student: the review that counts, and what to change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from projects.enums import CommentTag, Judgement
from projects.models import (
    CheckResult,
    Comment,
    Criterion,
    CriterionReview,
    Review,
    Submission,
)
from projects.queries.grading import PENDING, CriterionResult
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
    criteria = CriterionReview.objects.select_related("criterion")
    return (
        submission.reviews.filter(published_at__isnull=False)
        .select_related("reviewer", "rating")
        .prefetch_related(Prefetch("criteria", criteria), "comments")
        .first()
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
            "A fault of ours kept this check from running. It does not count against you."
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
