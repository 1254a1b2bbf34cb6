"""Cells to statements, each with its own text and the place it came from."""

import ast
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from notebooks.magics import plain_python

MOST_CHARACTERS = 300_000
"""In one cell: the parser's trees take a hundred times the memory of the text."""

MOST_STATEMENTS = 4000
"""At the top level of one notebook; a real one has a few hundred."""

UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What Python raises for text that is not a program, or nests too deeply."""


@dataclass(frozen=True)
class Problem:
    """A place that is not Python. `cell` counts from 1; in a side file it is 0."""

    cell: int
    line: int
    message: str
    file: str = ""  # "my_answers.py" for a side file


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
    for number, cell in enumerate(cells, 1):
        text = plain_python(cell)
        if text is None:
            continue
        if len(text) > MOST_CHARACTERS:
            problems.append(Problem(number, 1, "the cell is too long"))
            continue
        try:
            tree = quietly_parsed(text)
        except UNPARSABLE as error:
            problems.append(problem_of(error, number))
        else:
            if len(statements) + _count(tree) > MOST_STATEMENTS:
                problems.append(Problem(number, 1, "there are too many statements"))
                continue
            statements.extend(_statements(number, text, tree))
    return statements, problems


def _count(tree: ast.Module) -> int:
    imports = [n for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)]
    return len(tree.body) + sum(len(node.names) for node in imports)


def problem_of(error: BaseException, cell: int, first_line: int = 1) -> Problem:
    if isinstance(error, SyntaxError):
        line = (error.lineno or 1) + first_line - 1
        return Problem(cell, line, error.msg)
    if isinstance(error, RecursionError | MemoryError):
        return Problem(cell, first_line, "the code is nested too deeply")
    return Problem(cell, first_line, str(error))


def quietly_parsed(text: str) -> ast.Module:
    r"""Student code is full of `"\d"`; the warning is for its author, not our log."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def compiles(statement: Statement) -> Problem | None:
    """What only the compiler sees: `return` outside a function and its kind."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(statement.source, "<cell>", "exec", dont_inherit=True)
    except UNPARSABLE as error:
        return problem_of(error, statement.cell, statement.first_line)
    return None


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
    """`import a, b` apart, so that a missing `a` does not hide `b`."""
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
    """The statement's own text: a neighbour behind a `;` is not part of it.

    Columns count UTF-8 bytes.
    """
    last = node.end_lineno or node.lineno
    own = [line.encode() for line in lines[first - 1 : last]]
    own[-1] = own[-1][: node.end_col_offset]
    if first == node.lineno:
        own[0] = own[0][node.col_offset :]
    return b"\n".join(own).decode()
