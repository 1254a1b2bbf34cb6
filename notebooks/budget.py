"""How much of one notebook is parsed and shown; the rest is shown as text, or left out."""

import time
from dataclasses import dataclass, field

from notebooks.limits import IntakeLimits
from notebooks.markup import LONGEST_HTML
from notebooks.terminal import MOST_LINES as FOLDED_LINES

RICH_CHARACTERS = 600_000
"""Characters of Markdown, HTML and code parsed in one notebook; more is shown as text."""

RICH_SECONDS = 0.6
"""Processor time for parsing, measured before each piece; further ones are shown as text."""

MOST_LINES = IntakeLimits().cell_lines
MOST_CHARACTERS = 200_000  # of one cell's source
ALL_SOURCE_LINES = 30_000  # of one notebook
ALL_SOURCE_CHARACTERS = 4_000_000
ALL_OUTPUT_LINES = 60_000
MOST_OUTPUTS = 300  # of one cell; printed text that was flushed in pieces is one output
ALL_OUTPUTS = 4_000  # of one notebook


@dataclass
class Budget:
    """The limits of one notebook; parts beyond them are shown as text, shortened, or left out."""

    rich: int = RICH_CHARACTERS
    rich_until: float = field(
        default_factory=lambda: time.process_time() + RICH_SECONDS
    )
    source_lines: int = ALL_SOURCE_LINES
    source_characters: int = ALL_SOURCE_CHARACTERS
    output_lines: int = ALL_OUTPUT_LINES
    outputs: int = ALL_OUTPUTS

    def covers_parsing(self, text: str, most: int = LONGEST_HTML) -> bool:
        if len(text) > min(self.rich, most) or time.process_time() > self.rich_until:
            return False
        self.rich -= len(text)
        return True

    def source(self, text: str) -> tuple[list[str], int]:
        """The lines of a cell to show, and how many are left out."""
        most = max(0, min(MOST_CHARACTERS, self.source_characters))
        shown = text[:most].replace("\r\n", "\n").replace("\r", "\n")
        lines = shown.split("\n")
        kept = lines[: max(0, min(MOST_LINES, self.source_lines))]
        self.source_characters -= len(shown)
        self.source_lines -= len(kept)
        return kept, len(lines) - len(kept) + _line_count(text[most:])

    def outputs_of(self, cell: int) -> int:
        """How many of a cell's so many outputs to show."""
        shown = max(0, min(cell, MOST_OUTPUTS, self.outputs))
        self.outputs -= shown
        return shown

    def covers_output(self, text: str) -> bool:
        if self.output_lines <= 0:
            return False
        self.output_lines -= min(_line_count(text), FOLDED_LINES)
        return True


def _line_count(text: str) -> int:
    return text.count("\n") + 1 if text else 0
