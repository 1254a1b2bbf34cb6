"""Tells notebooks that are written for a framework for which nothing here can run them."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from notebooks.parsing import parse_cells
from notebooks.refusals import Refusal, Text

_ENOUGH = 3
"""As many different names tell the framework whatever else the notebook imports."""


@dataclass(frozen=True)
class Framework:
    """One that a project's notebooks may be written for and that is not supported."""

    title: Text
    modules: tuple[str, ...]  # the module, then names by which it is usually imported
    uses: tuple[str, ...]  # attributes of the module that no later version has
    unless: tuple[str, ...]  # words of code that works here, such as "keras"
    advice: Text

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> "Framework":
        """Raises KeyError for what is missing."""
        return cls(
            title=data["title"],
            modules=tuple(data["modules"]),
            uses=tuple(data["uses"]),
            unless=tuple(data["unless"]),
            advice=data["advice"],
        )


@dataclass(frozen=True)
class _Use:
    cell: int
    line: int
    name: str  # as it is written: "tf.placeholder"


def refuse_unsupported(cells: Sequence[str], frameworks: Sequence[Framework]) -> None:
    """Raises Refusal for the first framework that the code is written for."""
    for framework in frameworks:
        uses = _uses(cells, framework)
        if uses and (_is_enough(uses) or not _has_any(cells, framework.unless)):
            raise _written_for(framework, min(uses, key=lambda use: use.cell))


def _uses(cells: Sequence[str], framework: Framework) -> list[_Use]:
    if not _has_any(cells, framework.uses):
        return []  # nothing to parse for
    statements, problems = parse_cells(cells)
    modules = set(framework.modules)
    found = [
        use
        for number in sorted({problem.cell for problem in problems})
        for use in _written(number, cells[number - 1], framework)
    ]
    for statement in statements:
        for node in ast.walk(statement.node):
            modules.update(_aliases(node, framework.modules[0]))
            for name, line in _named(node, modules, framework):
                # Lines of a statement's tree count from the cell's first.
                found.append(_Use(statement.cell, line, name))
    return found


def _written(cell: int, text: str, framework: Framework) -> Iterator[_Use]:
    """Uses in a cell that is no Python, such as a template's with a loop that is still empty."""
    modules = "|".join(map(re.escape, framework.modules))
    names = "|".join(map(re.escape, framework.uses))
    pattern = re.compile(rf"(?<![\w.])(?:{modules})\.(?:{names})\b")
    for number, line in enumerate(text.split("\n"), 1):
        for seen in pattern.finditer(line.partition("#")[0]):
            yield _Use(cell, number, seen[0])


def _has_any(cells: Sequence[str], words: Sequence[str]) -> bool:
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")
    return any(pattern.search(cell) for cell in cells)


def _is_enough(uses: Sequence[_Use]) -> bool:
    return len({use.name for use in uses}) >= _ENOUGH


def _aliases(node: ast.AST, module: str) -> Iterator[str]:
    """Names under which the module is imported, such as `tf1`; its `compat.v1` counts as it."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            if alias.name == module or alias.name.startswith(f"{module}.compat"):
                yield alias.asname or module


def _named(
    node: ast.AST, modules: set[str], framework: Framework
) -> Iterator[tuple[str, int]]:
    if isinstance(node, ast.Attribute) and node.attr in framework.uses:
        path = ast.unparse(node.value) if _is_path(node.value) else ""
        if path.partition(".")[0] in modules and path.count(".") in (0, 2):
            yield f"{path}.{node.attr}", node.lineno  # tf, or tf.compat.v1
    elif isinstance(node, ast.ImportFrom | ast.Import):
        names = [node.module] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names]
        for name in names:
            first, _, rest = (name or "").partition(".")
            if first in modules and rest.partition(".")[0] in framework.uses:
                yield str(name), node.lineno


def _is_path(node: ast.expr) -> bool:
    """Whether it is names and dots alone."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def _written_for(framework: Framework, use: _Use) -> Refusal:
    title, advice = framework.title, framework.advice
    return Refusal(
        "unsupported_framework",
        en=f"This notebook is written for {title['en']}, which does not run here: cell"
        f" {use.cell}, line {use.line} uses `{use.name}`. {advice['en']}",
        ja=f"このノートブックは {title['ja']} 用に書かれており、ここでは動きません（セル"
        f" {use.cell} の {use.line} 行目に `{use.name}`）。{advice['ja']}",
    )
