"""Places that are no valid Python, and parsing without warnings."""

import ast
import warnings
from dataclasses import dataclass

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
