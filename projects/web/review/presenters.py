"""The rows of the review workspace: criteria to judge, and what the machine says of each step."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from projects.enums import StepState
from projects.models import Run
from projects.templatetags.kit import duration
from projects.web.parts.evidence import Evidence
from projects.web.parts.rubric_rows import (
    CriterionSection,
    by_section,
    criterion_row,
)
from projects.web.parts.usage import usage_of
from projects.web.review.context import ReviewContext
from projects.web.review.forms import ReviewForm
from protocol.exhibits import EXHIBITS


def sections_of(
    review_context: ReviewContext, form: ReviewForm, evidence: Evidence
) -> list[CriterionSection]:
    disputes = {
        row.criterion_id: row.dispute  # type: ignore[attr-defined] # of `told_of`
        for review in reversed(review_context.published)
        for row in review.criteria.all()
        if row.dispute  # type: ignore[attr-defined]
    }
    answers = {
        one.criterion.slug: one for one in review_context.answers if one.criterion
    }
    rows = [
        replace(
            criterion_row(result, form, evidence, editable=review_context.editable),
            dispute=disputes.get(result.criterion.pk, ""),
            answer=answers.get(result.criterion.slug),
        )
        for result in review_context.found
    ]
    return by_section(rows)


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
