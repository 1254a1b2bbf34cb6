"""Compiles statements for the problems that parsing does not find; runs none of them."""

import ast
import warnings
from typing import Any

from notebooks.parse_errors import UNPARSABLE, Problem, problem_of, quietly_parsed
from notebooks.parsing import Statement

CHARACTERS_WITH_NUMBERS = 5000
"""Limit for one statement, above which it is compiled without its numbers."""


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
