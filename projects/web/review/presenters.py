"""The rows of the review workspace: criteria to judge, and what the machine says of each step."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.forms import BoundField
from django.utils.translation import gettext as _

from projects.enums import Judgement, StepState
from projects.models import ChangeAnswer, CheckResult, Criterion, Run
from projects.queries.grading import PENDING, CriterionResult
from projects.templatetags.kit import duration
from projects.web.parts.curves import DrawnCurve
from projects.web.parts.exhibits import ShownExhibit
from projects.web.parts.usage import usage_of
from projects.web.review.context import ReviewContext
from projects.web.review.evidence import Evidence
from projects.web.review.forms import ReviewForm
from protocol.exhibits import EXHIBITS
from protocol.steps import Outcome

# Of a criterion of which something was not measured, or not yet.
UNMEASURED = frozenset({"none", PENDING, Outcome.SKIPPED, Outcome.BROKEN})


@dataclass(frozen=True)
class CriterionRow:
    """One criterion of the rubric, with what machine, student and reviewer say of it."""

    criterion: Criterion
    outcome: str
    results: Sequence[CheckResult]
    judgement: BoundField
    body: BoundField
    dispute: str  # what the student says was missed
    marked: str  # the judgement that stands now
    editable: bool
    answer: ChangeAnswer | None = None  # where the attempt before was to be changed
    curves: Sequence[DrawnCurve] = ()  # what informs it
    exhibits: Sequence[ShownExhibit] = ()
    evidence_at: Criterion | None = None  # where more of that stands

    @property
    def shown(self) -> str:
        """What stands in its line: the judgement, or else the machine's outcome."""
        return self.marked or self.outcome

    @property
    def is_unmeasured(self) -> bool:
        return self.outcome in UNMEASURED

    @property
    def is_undecided(self) -> bool:
        """Whether it needs something from the reviewer: a judgement, or words on what to change."""
        words = str(self.body.value() or "").strip()
        return not self.marked or (self.marked == Judgement.CHANGES and not words)

    @property
    def is_open(self) -> bool:
        """Folded to a line once there is nothing to decide, and nothing to be explained."""
        if self.body.errors or self.dispute or self.answer:
            return True
        if not self.editable and not self.marked:
            return self.outcome not in (Outcome.PASSED, "none")
        is_overruled = self.outcome in (Outcome.FAILED, Outcome.BROKEN)
        return self.marked != Judgement.MEETS or is_overruled


@dataclass(frozen=True)
class CriterionSection:
    title: str
    rows: list[CriterionRow]


def sections_of(
    review_context: ReviewContext, form: ReviewForm, evidence: Evidence
) -> list[CriterionSection]:
    disputes = {
        row.criterion_id: row.body
        for review in reversed(review_context.published)
        for row in review.disputes.all()
    }
    answers = {
        one.criterion.slug: one for one in review_context.answers if one.criterion
    }
    rows = [
        replace(
            _row(result, form, disputes),
            editable=review_context.editable,
            curves=evidence.curves_of.get(result.criterion.slug, ()),
            exhibits=evidence.exhibits_of.get(result.criterion.slug, ()),
            answer=answers.get(result.criterion.slug),
            evidence_at=evidence.elsewhere(result.criterion),
        )
        for result in review_context.found
    ]
    grouped = groupby(rows, lambda row: row.criterion.section_slug)
    parts = [list(members) for _slug, members in grouped]
    return [CriterionSection(part[0].criterion.section, part) for part in parts]


def _row(
    result: CriterionResult,
    form: ReviewForm,
    disputes: Mapping[int, str],
) -> CriterionRow:
    criterion = result.criterion
    judgement = form[f"judgement-{criterion.slug}"]
    return CriterionRow(
        criterion,
        result.outcome,
        result.results,
        judgement,
        form[f"body-{criterion.slug}"],
        disputes.get(criterion.pk, ""),
        str(judgement.value() or ""),
        editable=False,
    )


@dataclass(frozen=True)
class StepFacts:
    """What the machine says of one step, for reading."""

    title: str
    state: str
    took: str
    worker: str
    tries: int
    incident: str
    figures: list[tuple[str, str]]
    usage: dict[str, Any] | None  # as usage_figure.html takes it


def machine_of(run: Run | None) -> list[StepFacts]:
    if run is None:
        return []
    return [
        StepFacts(
            str(step.get_kind_display()),
            str(StepState(step.state).label),
            duration(step.duration_s()),
            step.worker,
            step.tries,
            step.incident,
            facts(step.figures),
            usage_of(step),
        )
        for step in run.steps.all()
    ]


def facts(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """JSON as names and short words, nested names joined by a dot."""
    rows: list[tuple[str, str]] = []
    for name, value in values.items():
        if name == EXHIBITS:  # laid out beside them
            continue
        if isinstance(value, Mapping):
            rows += [(f"{name}.{inner}", text) for inner, text in facts(value)]
        else:
            rows.append((name, _short(value)))
    return rows


def _short(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        return ", ".join(_short(one) for one in value)
    return value if isinstance(value, str) else json.dumps(value)
