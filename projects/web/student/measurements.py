"""What a run measured, as label and value for the student's page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from projects.models import Run, localized
from protocol.charts import Figure, Presentation


@dataclass(frozen=True)
class Fact:
    label: str
    value: str


def facts_of(run: Run, presentation: Presentation) -> list[Fact]:
    """Expects the run's steps prefetched. Figures that the pack does not declare are staff's."""
    return [
        fact
        for step in run.steps.all()
        for fact in _facts(step.figures, presentation.figures)
    ]


def _facts(figures: Mapping[str, Any], declared: tuple[Figure, ...]) -> Iterator[Fact]:
    for figure in declared:
        if figure.name in figures:
            value = figures[figure.name]
            known = isinstance(value, int | float)
            shown = f"{value:.{figure.digits}f}" if known else _("not a number")
            yield Fact(localized(figure.label), shown)
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
