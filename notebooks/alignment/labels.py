"""The texts of a difference, which the caller translates."""

from dataclasses import dataclass
from typing import Any

from notebooks.labels import Plural


@dataclass(frozen=True)
class DifferenceLabels:
    source: str  # names the part of the page with the lines
    added: str  # before a line that is new, for whoever hears the page
    removed: str
    before: str  # above outputs
    after: str
    no_output: str
    unchanged_lines: Plural
    unchanged_outputs: Plural
    dropped_lines: Plural

    @classmethod
    def parse(cls, given: dict[str, Any]) -> "DifferenceLabels":
        """Reads what `dataclasses.asdict` made from labels."""
        words: dict[str, Any] = {
            name: Plural(**value) if isinstance(value, dict) else value
            for name, value in given.items()
        }
        return cls(**words)
