"""What the machine had found, kept beside what a person judged: they may differ."""

from projects.models import CriterionReview, Review
from projects.queries.grading import by_criterion, newest_run
from protocol.steps import Outcome

DECIDED = (Outcome.PASSED, Outcome.FAILED)  # all others leave it to the person


def keep_findings(review: Review) -> None:
    """As the reviewer saw them: a later run, or a regrade, changes nothing of it."""
    criteria = list(review.submission.rubric.criteria.all())
    found = by_criterion(criteria, newest_run(review.submission))
    outcomes = {one.criterion.pk: one.outcome for one in found}
    rows = list(review.criteria.all())
    for row in rows:
        outcome = outcomes.get(row.criterion_id, "")
        row.machine = outcome if outcome in DECIDED else ""
    CriterionReview.objects.bulk_update(rows, ["machine"])
