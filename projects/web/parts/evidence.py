"""Which criterion a curve or an exhibit of the training stands at: the one that it informs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from projects.models import Criterion, Run, Submission
from projects.queries.grading import CriterionResult
from projects.web.parts.curves import DrawnCurve, drawn
from projects.web.parts.exhibits import Address, ShownExhibit, exhibits_of
from protocol.notebook_curves import NOTEBOOK_CURVES
from protocol.rerun import RERUN
from protocol.trained import TRAIN, is_trained

OF_THE_NOTEBOOK = frozenset(curve.slug for curve in NOTEBOOK_CURVES)


@dataclass
class Evidence:
    """What a run shows, by criterion; `curves` and `exhibits` are those without one."""

    curves: list[DrawnCurve] = field(default_factory=list)
    exhibits: list[ShownExhibit] = field(default_factory=list)
    curves_of: dict[str, list[DrawnCurve]] = field(default_factory=dict)
    exhibits_of: dict[str, list[ShownExhibit]] = field(default_factory=dict)
    training_at: Criterion | None = None
    trained: frozenset[str] = frozenset()  # the criteria that the training informs

    def elsewhere(self, criterion: Criterion) -> Criterion | None:
        """Where to look for what also informs this criterion."""
        at = self.training_at
        shown = at and (self.curves_of.get(at.slug) or self.exhibits_of.get(at.slug))
        is_asked = at and criterion.slug != at.slug and criterion.slug in self.trained
        return at if shown and is_asked else None


def evidence_of(
    subject: Submission,
    run: Run | None,
    found: Sequence[CriterionResult],
    picture: Address | None = None,
) -> Evidence:
    """`picture`: where pictures are read by who may not open the submission."""
    curves = drawn(run, subject.project.charts()) if run else []
    return placed(found, curves, exhibits_of(run, subject, picture))


def placed(
    found: Sequence[CriterionResult],
    curves: Iterable[DrawnCurve],
    exhibits: Iterable[ShownExhibit],
) -> Evidence:
    """The training's evidence goes to one criterion that it decides, rather one for people."""
    criteria = [result.criterion for result in found]
    training_at = max(
        (one for one in criteria if _trained_checks(one)),
        key=lambda one: (one.human, _trained_checks(one)),
        default=None,
    )
    notebook_at = next((one for one in criteria if RERUN in one.checks), None)
    evidence = Evidence(
        training_at=training_at,
        trained=frozenset(one.slug for one in criteria if _trained_checks(one)),
    )
    for curve in curves:
        at = notebook_at if curve.slug in OF_THE_NOTEBOOK else training_at
        place = evidence.curves_of.setdefault(at.slug, []) if at else evidence.curves
        place.append(curve)
    shown = list(exhibits)
    if training_at is not None:
        evidence.exhibits_of[training_at.slug] = shown
    else:
        evidence.exhibits = shown
    return evidence


def _trained_checks(criterion: Criterion) -> int:
    return sum(is_trained(slug) and slug != TRAIN for slug in criterion.checks)
