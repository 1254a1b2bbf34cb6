"""The loss curve of a run, drawn from its progress rows."""

from collections.abc import Mapping, Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from projects.models import Run
from projects.queries.grading import curves
from projects.web import charts

Point = tuple[float, float]


def loss_curve(run: Run) -> SafeString | None:
    """Expects the run's steps prefetched; None before the first point."""
    names = {"train": _("training"), "validation": _("validation")}
    series: Mapping[str, Sequence[Point]] = {
        names.get(name, name): last_try(points) for name, points in curves(run).items()
    }
    if not series:
        return None
    return charts.loss_curve(
        series,
        x_label=_("iterations"),
        y_label=_("loss"),
        thresholds=_thresholds(run),
    )


def last_try(points: Sequence[Point]) -> Sequence[Point]:
    """Training may be tried again with another seed: x then starts anew."""
    starts = [n for n in range(1, len(points)) if points[n][0] < points[n - 1][0]]
    return points[starts[-1] :] if starts else points


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
