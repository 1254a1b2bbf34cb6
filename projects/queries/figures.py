"""Which of a run's figures a student is shown: those that the pack declares for pages."""

from collections.abc import Mapping
from typing import Any

from protocol.charts import Presentation

ALWAYS = ("data", "attempt", "attempts")  # which data were used, and which try counted


def for_author(
    figures: Mapping[str, Any], presentation: Presentation
) -> dict[str, Any]:
    names = (*(figure.name for figure in presentation.figures), *ALWAYS)
    return {name: figures[name] for name in names if name in figures}
