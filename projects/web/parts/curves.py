"""The curves of a run, drawn from its progress rows as the project's pack declares them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.safestring import SafeString

from projects.models import Run, localized
from projects.queries.grading import curves
from projects.web.parts import charts
from projects.web.parts.drawings import kept
from protocol.charts import Curve, Presentation
from protocol.notebook_curves import NOTEBOOK_CURVES

Point = tuple[float, float]
Points = Mapping[str, Sequence[Point]]  # by series


@dataclass(frozen=True)
class DrawnCurve:
    slug: str
    title: str
    svg: SafeString
    caption: str


def drawn(run: Run, presentation: Presentation) -> list[DrawnCurve]:
    """Expects the run's steps prefetched. A curve is not here before its first point."""
    return kept("curves", run, lambda: _drawn(run, presentation))


def _drawn(run: Run, presentation: Presentation) -> list[DrawnCurve]:
    points = curves(run)
    judged = _judged_try(run)
    drawings = [(curve, judged) for curve in presentation.curves]
    drawings += [(curve, None) for curve in NOTEBOOK_CURVES]
    return [
        DrawnCurve(curve.slug, localized(curve.title), svg, localized(curve.caption))
        for curve, number in drawings
        if (svg := _svg(curve, points, number, run)) is not None
    ]


def _svg(
    curve: Curve, points: Points, number: int | None, run: Run
) -> SafeString | None:
    series = {
        localized(one.label): one_try(points[one.name], number)
        for one in curve.series
        if one.name in points
    }
    if not series:
        return None
    return charts.line_chart(
        series,
        x_label=localized(curve.x_label),
        y_label=localized(curve.y_label),
        thresholds=_thresholds(curve, run),
    )


def one_try(points: Sequence[Point], number: int | None) -> Sequence[Point]:
    """Training may be tried again with another seed: x then starts anew.

    Gives the try of that number (from 1), the last one when there is no such number.
    """
    starts = [n for n in range(1, len(points)) if points[n][0] < points[n - 1][0]]
    tries = [points[a:b] for a, b in pairwise([0, *starts, len(points)])]
    if number is not None and number <= len(tries):
        return tries[number - 1]
    return tries[-1]


def _judged_try(run: Run) -> int | None:
    """The try whose figures were judged; None until then."""
    told = (step.figures.get("attempt") for step in run.steps.all())
    return next((int(number) for number in told if number), None)


def _thresholds(curve: Curve, run: Run) -> dict[str, float]:
    """The limits that the training was judged by, once it has been."""
    return {
        localized(limit.label): float(step.figures[limit.figure])
        for step in run.steps.all()
        for limit in curve.limits
        if limit.figure in step.figures
    }
