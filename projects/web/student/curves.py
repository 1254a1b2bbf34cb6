"""The loss curve of a run, drawn from its progress rows."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from projects.models import Run
from projects.queries.grading import curves
from projects.web import charts

Point = tuple[float, float]


def loss_curve(run: Run) -> SafeString | None:
    """Expects the run's steps prefetched; None before the first point."""
    names = {"train": _("training"), "validation": _("validation")}
    number = _counting(run)
    series: Mapping[str, Sequence[Point]] = {
        names.get(name, name): one_try(points, number)
        for name, points in curves(run).items()
    }
    if not series:
        return None
    return charts.loss_curve(
        series,
        x_label=_("iterations"),
        y_label=_("loss"),
        thresholds=_thresholds(run),
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


def _counting(run: Run) -> int | None:
    """The try whose figures were judged; None until then."""
    told = (step.figures.get("attempt") for step in run.steps.all())
    return next((int(number) for number in told if number), None)


def _thresholds(run: Run) -> dict[str, float]:
    """The limits that the training was judged by, once it has been."""
    names = {
        "training_limit": _("limit, training"),
        "validation_limit": _("limit, validation"),
    }
    return {
        words: float(step.figures[name])
        for step in run.steps.all()
        for name, words in names.items()
        if name in step.figures
    }
