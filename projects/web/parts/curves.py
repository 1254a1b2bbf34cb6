"""The curves of a run, drawn from its progress rows: our training's, and the notebook's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from projects.models import Run
from projects.queries.grading import curves
from projects.web.parts import charts

Point = tuple[float, float]
Found = Mapping[str, Sequence[Point]]
OWN = "notebook "  # begins the series that the notebook drew itself
ERRORS = {"train error", "validation error"}


@dataclass(frozen=True)
class Curve:
    slug: str
    title: str
    svg: SafeString
    caption: str


def drawn(run: Run) -> list[Curve]:
    """Expects the run's steps prefetched. Nothing is here before its first point."""
    found = curves(run)
    of_ours = loss_curve(run, found)
    told: list[tuple[str, str, SafeString | None, str]] = [
        (
            "curve",
            _("The errors while training")
            if _counts_errors(found)
            else _("The loss while training"),
            of_ours,
            _what_it_tells(found),
        ),
        (
            "own-curve",
            _("The loss in your notebook's own run"),
            _own_losses(found),
            _("As the notebook itself tells or prints it. No check looks at it."),
        ),
        (
            "own-accuracy",
            _("The accuracy in your notebook's own run"),
            _own_accuracy(found),
            _("Higher is better. No check looks at it."),
        ),
    ]
    return [
        Curve(slug, title, svg, caption)
        for slug, title, svg, caption in told
        if svg is not None
    ]


def _own_losses(found: Found) -> SafeString | None:
    return _own(found, _names(), _("loss"))


def _counts_errors(found: Found) -> bool:
    """Some packs show the share of wrong answers, where a loss would say little."""
    return not ERRORS.isdisjoint(found)


def _what_it_tells(found: Found) -> str:
    if "generator" in found:
        return _(
            "Two networks against each other: neither loss goes to nothing when they "
            "are evenly matched."
        )
    return _(
        "Lower is better: training is what the network learns from, "
        "validation is data it has not seen."
    )


def _names() -> dict[str, str]:
    return {
        "train": _("training"),
        "validation": _("validation"),
        "discriminator": _("discriminator"),
        "generator": _("generator"),
    }


def _own_accuracy(found: Found) -> SafeString | None:
    names = {"accuracy": _("training"), "validation accuracy": _("validation")}
    return _own(found, names, _("accuracy"))


def _own(found: Found, names: Mapping[str, str], y_label: str) -> SafeString | None:
    series = {
        words: one_try(found[OWN + name], None)
        for name, words in names.items()
        if OWN + name in found
    }
    if not series:
        return None
    x_label = _("epochs or steps, as the notebook counts them")
    return charts.loss_curve(series, x_label=x_label, y_label=y_label, thresholds={})


def loss_curve(run: Run, found: Found | None = None) -> SafeString | None:
    """Of our training. Expects the run's steps prefetched; None before the first point."""
    found = curves(run) if found is None else found
    names = _names()
    number = _counting(run)
    series: Mapping[str, Sequence[Point]] = {
        names.get(name.removesuffix(" error"), name): one_try(points, number)
        for name, points in found.items()
        if not name.startswith(OWN)
    }
    if not series:
        return None
    return charts.loss_curve(
        series,
        x_label=_("epochs or iterations"),
        y_label=_("share of wrong answers") if _counts_errors(found) else _("loss"),
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
