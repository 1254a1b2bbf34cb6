"""How large modules and functions are, and how much of it all is tests."""

import ast
import math
import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.house import sources
from tests.stack import ROOT

MAP = ROOT / "docs" / "map.md"
HEAD = "## Figures\n"
ROW = "| {name} | {value} |"


@dataclass(frozen=True)
class Figures:
    modules: int
    median: float
    longest: int
    functions_p99: int
    tests_to_source: float

    def rows(self) -> dict[str, float]:
        return {
            "modules with code in them": self.modules,
            "median lines of a module": self.median,
            "lines of the longest module": self.longest,
            "lines of a function, of 99 in a hundred at most": self.functions_p99,
            "lines of tests for a line of source": round(self.tests_to_source, 2),
        }


def lines_of(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def module_lines() -> dict[str, int]:
    """Path → lines; an empty `__init__.py` is no module."""
    every = {str(path.relative_to(ROOT)): lines_of(path) for path in sources.modules()}
    return {path: lines for path, lines in every.items() if lines}


def function_lines() -> list[int]:
    return [lines for path in sources.modules() for lines in _functions(path)]


def _functions(path: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (node.end_lineno or node.lineno) - node.lineno + 1


def percentile(values: Sequence[int], share: float) -> int:
    """The smallest value that `share` of them do not exceed."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


def measured() -> Figures:
    lines = module_lines()
    return Figures(
        modules=len(lines),
        median=statistics.median(lines.values()),
        longest=max(lines.values()),
        functions_p99=percentile(function_lines(), 0.99),
        tests_to_source=sum(map(lines_of, sources.tests())) / sum(lines.values()),
    )


NOTE = """
Written by `python -m tests.house`, without migrations, exemplars and starters; `tests/house`
holds the limits.

| what | figure |
|---|---|
"""


def section(figures: Figures) -> str:
    rows = [ROW.format(name=n, value=f"{v:g}") for n, v in figures.rows().items()]
    return HEAD + NOTE + "\n".join(rows) + "\n"


def told(page: str) -> dict[str, float]:
    """What the page says, row by row."""
    _, _, after = page.partition(HEAD)
    return {
        n: float(v)
        for n, v in re.findall(r"^\| (.+?) \| ([\d.]+) \|$", after, re.MULTILINE)
    }


def write() -> None:
    """The section is the page's last: whatever stood there is written anew."""
    before, _, _ = MAP.read_text("utf-8").partition(HEAD)
    MAP.write_text(f"{before.rstrip()}\n\n{section(measured())}", "utf-8")
