"""Which of a run's figures a student is shown: those that pages have words for."""

from collections.abc import Mapping
from typing import Any

LOSSES = ("training_loss", "validation_loss", "test_loss")
FOR_AUTHOR = (*LOSSES, "data", "attempt", "attempts")


def for_author(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {name: figures[name] for name in FOR_AUTHOR if name in figures}
