"""The rows of a rubric that somebody judges: in the workspace, and in an audit."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.forms import BoundField, Form

from projects.enums import Judgement
from projects.models import ChangeAnswer, CheckResult, Criterion
from projects.queries.grading import PENDING, CriterionResult
from projects.web.parts.curves import DrawnCurve
from projects.web.parts.evidence import Evidence
from projects.web.parts.exhibits import ShownExhibit
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
    marked: str  # the judgement that stands now
    editable: bool
    dispute: str = ""  # what the student says was missed
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


def criterion_row(
    result: CriterionResult, form: Form, evidence: Evidence, *, editable: bool
) -> CriterionRow:
    """With the form's fields for its judgement and the words on it."""
    criterion = result.criterion
    judgement = form[f"judgement-{criterion.slug}"]
    return CriterionRow(
        criterion,
        result.outcome,
        result.results,
        judgement,
        form[f"body-{criterion.slug}"],
        marked=str(judgement.value() or ""),
        editable=editable,
        curves=evidence.curves_of.get(criterion.slug, ()),
        exhibits=evidence.exhibits_of.get(criterion.slug, ()),
        evidence_at=evidence.elsewhere(criterion),
    )


def by_section(rows: Sequence[CriterionRow]) -> list[CriterionSection]:
    grouped = groupby(rows, lambda row: row.criterion.section_slug)
    parts = [list(members) for _slug, members in grouped]
    return [CriterionSection(part[0].criterion.section, part) for part in parts]
