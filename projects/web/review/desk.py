"""Everything that lies on a reviewer's desk beside the notebook: rubric, machine, history."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.forms import BoundField
from django.utils.translation import gettext as _

from projects.enums import StepKind, StepState
from projects.models import (
    Artifact,
    CheckResult,
    Criterion,
    Review,
    Run,
    Submission,
    User,
)
from projects.queries.grading import CriterionResult, by_criterion, newest_run
from projects.queries.reviewing import Attempt, attempts_of, draft_of, said_before
from projects.templatetags.kit import duration
from projects.web.exhibits import IN_FIGURES
from projects.web.review.door import has_in_hand
from projects.web.review.forms import ReviewForm, initial_of
from projects.web.usage import usage_of


@dataclass(frozen=True)
class Desk:
    submission: Submission
    reader: User
    editable: bool
    draft: Review | None
    attempts: Sequence[Attempt]
    run: Run | None
    found: Sequence[CriterionResult]
    executed: Artifact | None

    @property
    def published(self) -> list[Review]:
        own = [one for one in self.attempts if one.submission.pk == self.submission.pk]
        return own[0].reviews if own else []

    @property
    def criteria(self) -> list[Criterion]:
        return [result.criterion for result in self.found]

    def form(self, data: Mapping[str, Any] | None = None) -> ReviewForm:
        """The draft's form; for those who only read, filled with what was published."""
        shown = self.draft if self.editable else next(iter(self.published), None)
        found = self.found if self.editable else ()
        initial = initial_of(shown, self.found if shown else found)
        return ReviewForm(data, criteria=self.criteria, initial=initial)


def lay_out(submission: Submission, reader: User) -> Desk:
    """Expects `project` and `rubric` loaded. A constant number of queries."""
    run = newest_run(submission)
    criteria = list(submission.rubric.criteria.all())
    made = Artifact.objects.filter(
        run__submission=submission, run__counts=True, name=Artifact.EXECUTED
    )
    return Desk(
        submission,
        reader,
        editable=has_in_hand(submission, reader),
        draft=draft_of(submission, reader),
        attempts=attempts_of(submission, reader),
        run=run,
        found=by_criterion(criteria, run),
        executed=made.select_related("blob").order_by("-run__number").first(),
    )


@dataclass(frozen=True)
class Row:
    """One criterion on the desk."""

    criterion: Criterion
    outcome: str
    results: Sequence[CheckResult]
    judgement: BoundField
    words: BoundField
    before: str  # the judgement of the attempt before
    dispute: str  # what the student says was missed
    marked: str  # the judgement that stands now

    @property
    def was_met(self) -> bool:
        """Met specifications last time: failing it now deserves a second thought."""
        return self.before == "meets"

    @property
    def was_missed(self) -> bool:
        return self.before == "changes"


@dataclass(frozen=True)
class Section:
    title: str
    rows: list[Row]


def sections_of(desk: Desk, form: ReviewForm) -> list[Section]:
    before = said_before(list(desk.attempts), desk.submission)
    disputes = {
        row.criterion_id: row.words
        for review in reversed(desk.published)
        for row in review.disputes.all()
    }
    rows = [_row(result, form, before, disputes) for result in desk.found]
    grouped = groupby(rows, lambda row: row.criterion.section_slug)
    parts = [list(members) for _slug, members in grouped]
    return [Section(part[0].criterion.section, part) for part in parts]


def _row(
    result: CriterionResult,
    form: ReviewForm,
    before: Mapping[str, str],
    disputes: Mapping[int, str],
) -> Row:
    criterion = result.criterion
    judgement = form[f"judgement-{criterion.slug}"]
    return Row(
        criterion,
        result.outcome,
        result.results,
        judgement,
        form[f"words-{criterion.slug}"],
        before.get(criterion.slug, ""),
        disputes.get(criterion.pk, ""),
        str(judgement.value() or ""),
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
            str(StepKind(step.kind).label),
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
        if name == IN_FIGURES:  # laid out beside them
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
