"""Splits cells into statements, each with its text and its place."""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass

from notebooks.magics import plain_python
from notebooks.parse_errors import UNPARSABLE, Problem, problem_of, quietly_parsed

MOST_CHARACTERS = 300_000
"""Limit for one cell, because a syntax tree takes a hundred times the memory of the text."""

MOST_PARTS = 80_000
"""Limit for names, numbers, operators and opening brackets of one notebook: each may become a node,
which takes up to 2,000 bytes, once it is compiled as well. Of 685 real notebooks none has 4,100."""

MOST_STATEMENTS = 4000
"""Limit for statements at the top level of one notebook; real ones have a few hundred."""


_PART = re.compile(r"\d[\w.]*|\w+|[^\w\s,;:)\]}]")


@dataclass(frozen=True)
class Statement:
    cell: int
    first_line: int  # in the cell, counted from 1; decorators included
    source: str
    node: ast.stmt


def parse_cells(cells: Sequence[str]) -> tuple[list[Statement], list[Problem]]:
    """All top-level statements in order. A cell that does not parse is a Problem."""
    statements: list[Statement] = []
    problems: list[Problem] = []
    parts = 0
    for number, cell in enumerate(cells, 1):
        text = plain_python(cell)
        if text is None:
            continue
        if len(text) > MOST_CHARACTERS:
            problems.append(Problem(number, 1, "the cell is too long"))
            continue
        in_cell = sum(1 for _ in _PART.finditer(text))
        if parts + in_cell > MOST_PARTS:
            problems.append(Problem(number, 1, "there is too much code"))
            continue
        parts += in_cell
        try:
            tree = quietly_parsed(text)
        except UNPARSABLE as error:
            problems.append(problem_of(error, number, source=text))
        else:
            if len(statements) + _count(tree) > MOST_STATEMENTS:
                problems.append(Problem(number, 1, "there are too many statements"))
                continue
            statements.extend(_statements(number, text, tree))
    return statements, problems


def _count(tree: ast.Module) -> int:
    imports = [n for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)]
    return len(tree.body) + sum(len(node.names) for node in imports)


def _statements(number: int, text: str, tree: ast.Module) -> list[Statement]:
    lines = text.split("\n")
    statements: list[Statement] = []
    for node in tree.body:
        first = _first_line(node)
        if isinstance(node, ast.Import | ast.ImportFrom) and len(node.names) > 1:
            statements.extend(
                Statement(number, first, ast.unparse(part), part)
                for part in _one_by_one(node)
            )
        else:
            statements.append(
                Statement(number, first, _segment(lines, first, node), node)
            )
    return statements


def _one_by_one(node: ast.Import | ast.ImportFrom) -> list[ast.stmt]:
    """Splits `import a, b`, so that `b` is imported even if `a` is missing."""
    if isinstance(node, ast.Import):
        return [ast.copy_location(ast.Import([alias]), node) for alias in node.names]
    return [
        ast.copy_location(ast.ImportFrom(node.module, [alias], node.level), node)
        for alias in node.names
    ]


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _segment(lines: list[str], first: int, node: ast.stmt) -> str:
    """The statement's own text, without other statements after a `;`.

    Columns count UTF-8 bytes.
    """
    last = node.end_lineno or node.lineno
    own = [line.encode() for line in lines[first - 1 : last]]
    own[-1] = own[-1][: node.end_col_offset]
    if first == node.lineno:
        own[0] = own[0][node.col_offset :]
    return b"\n".join(own).decode()
