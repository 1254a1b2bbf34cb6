"""The status line: the first line of a page says whose turn it is, and what comes next."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StatusLine:
    whose: str  # turn: "yours", "ours", "reviewer" or "done"
    text: str
