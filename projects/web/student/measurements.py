"""What a run measured, as label and value for the student's page."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from projects.models import Run

DIGITS = 3


@dataclass(frozen=True)
class Fact:
    label: str
    value: str


def facts_of(run: Run) -> list[Fact]:
    """Expects the run's steps prefetched. Figures without words here are staff's business."""
    return [fact for step in run.steps.all() for fact in _facts(step.figures)]


def _facts(figures: dict[str, object]) -> Iterator[Fact]:
    numbers = {
        "training_loss": _("Training loss"),
        "validation_loss": _("Validation loss"),
        "test_loss": _("Loss on data never seen"),
    }
    for name, label in numbers.items():
        if name not in figures:
            continue
        value = figures[name]
        known = isinstance(value, int | float)
        shown = f"{value:.{DIGITS}f}" if known else _("not a number")
        yield Fact(label, shown)
    kinds = {
        "real": _("the real data"),
        "stand-in": _("our stand-in data, made to resemble the real ones"),
    }
    kind = kinds.get(str(figures.get("data", "")))
    if kind:
        yield Fact(_("Trained on"), kind)
    if "attempt" in figures and figures.get("attempts", 1) != 1:
        tries = {"n": figures["attempt"], "all": figures["attempts"]}
        yield Fact(_("Best of our tries"), _("number %(n)s of %(all)s") % tries)
