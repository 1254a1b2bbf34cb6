"""A measured line of the table, and the table in the terminal and in the documentation."""

import os
import platform
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.stack import ROOT

PAGE = ROOT / "docs" / "performance.md"


@dataclass(frozen=True)
class Row:
    """`met` is None where a line only informs. Figures are texts with their unit."""

    name: str
    ours: str
    other: str = "–"
    ratio: str = "–"
    target: str = "–"
    met: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        word = {True: "yes", False: "**NO**", None: "–"}[self.met]
        return self.name, self.ours, self.other, self.ratio, self.target, word


HEAD = ("what", "ReviewHub", "the other", "ratio", "target", "met")


@dataclass
class Report:
    """What one bench found: lines of the common table, and a table of its own if it likes."""

    rows: list[Row]
    details: str = ""
    quick: bool = field(default=False)

    @property
    def met(self) -> bool:
        return all(row.met is not False for row in self.rows)


def table(rows: list[tuple[str, ...]]) -> str:
    """Markdown, padded so that it reads well in a terminal too."""
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def shown(report: Report) -> str:
    parts = [table([HEAD, *(row.cells for row in report.rows)])] if report.rows else []
    return "\n\n".join([*parts, *([report.details] if report.details else [])])


def machine() -> str:
    """What the figures were measured on."""
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    cores = len(os.sched_getaffinity(0))
    load = os.getloadavg()[1]
    return (
        f"{model[1] if model else platform.machine()}, {cores} cores,"
        f" Linux {platform.release()}, Python {platform.python_version()},"
        f" {datetime.now(UTC):%Y-%m-%d}, load before {load:.1f}"
    )


def write(name: str, report: Report, facts: str, command: str) -> None:
    """Puts the report between the bench's markers in docs/performance.md."""
    start, end = f"<!-- bench {name} -->", f"<!-- /bench {name} -->"
    page = PAGE.read_text("utf-8")
    before, _, rest = page.partition(start)
    _, found, after = rest.partition(end)
    if not found:
        raise ValueError(f"{PAGE} has no place for the bench {name!r}: {start}…{end}")
    quick = " Shortened (`--quick`): provisional." if report.quick else ""
    body = f"{shown(report)}\n\n`{command}` — {facts}.{quick}"
    PAGE.write_text(f"{before}{start}\n{body}\n{end}{after}", "utf-8")
