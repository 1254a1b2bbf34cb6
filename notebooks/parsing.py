"""Splits cells into statements, each with its text and its place."""

import ast
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from notebooks.magics import plain_python

MOST_CHARACTERS = 300_000
"""Limit for one cell, because a syntax tree takes a hundred times the memory of the text."""

MOST_STATEMENTS = 4000
"""Limit for statements at the top level of one notebook; real ones have a few hundred."""

CHARACTERS_WITH_NUMBERS = 5000
"""Limit for one statement, above which it is compiled without its numbers."""

UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""The exceptions that Python raises for invalid or too deeply nested code."""


@dataclass(frozen=True)
class Problem:
    """A place that is no valid Python. `cell` counts from 1; it is 0 for a side file."""

    cell: int
    line: int
    message: str
    file: str = ""  # "my_answers.py" for a side file
    text: str = ""  # of the line, if there is one to blame


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


def problem_of(
    error: BaseException, cell: int, first_line: int = 1, source: str = ""
) -> Problem:
    """`source` starts at `first_line` of the cell."""
    if isinstance(error, SyntaxError):
        lines, at = source.split("\n"), error.lineno or 1
        text = lines[at - 1] if at <= len(lines) else ""
        return Problem(cell, at + first_line - 1, error.msg, text=text)
    if isinstance(error, RecursionError | MemoryError):
        return Problem(cell, first_line, "the code is nested too deeply")
    return Problem(cell, first_line, str(error))


def quietly_parsed(text: str) -> ast.Module:
    r"""Parses without warnings, such as for `"\d"`, because they do not belong into our log."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def compiles(statement: Statement) -> Problem | None:
    """The problem that only compiling finds, such as `return` outside a function."""
    try:
        tree = quietly_parsed(statement.source)
        if len(statement.source) > CHARACTERS_WITH_NUMBERS:
            without_numbers(tree)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(tree, "<cell>", "exec", dont_inherit=True)
    except UNPARSABLE as error:
        return problem_of(error, statement.cell, statement.first_line, statement.source)
    return None


class Compiled:
    """What compiling found of each statement: once for all rounds."""

    def __init__(self) -> None:
        self._found: dict[int, Problem | None] = {}

    def problem_of(self, statement: Statement) -> Problem | None:
        key = id(statement.node)
        if key not in self._found:
            self._found[key] = compiles(statement)
        return self._found[key]


def without_numbers(tree: ast.Module) -> None:
    """Puts a name in each number's place. Whether it compiles is the same with either.

    The compiler keeps constants in a dict, and numbers can be chosen so that all have the same hash:
    20,000 of them take it ten seconds. Patterns take no names; Python checks them otherwise.
    """
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        for name, value in ast.iter_fields(node):
            if isinstance(value, list):
                value[:] = [_unnumbered(part) for part in value]
                waiting.extend(part for part in value if _may_hold_numbers(part))
            elif isinstance(value, ast.AST):
                part = _unnumbered(value)
                setattr(node, name, part)
                if _may_hold_numbers(part):
                    waiting.append(part)


def _unnumbered(part: Any) -> Any:
    if isinstance(part, ast.Constant) and isinstance(part.value, int | float | complex):
        return ast.copy_location(ast.Name("number", ast.Load()), part)
    return part


def _may_hold_numbers(part: Any) -> bool:
    return isinstance(part, ast.AST) and not isinstance(part, ast.pattern)


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
