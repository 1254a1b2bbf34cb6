"""The tokens of a notebook's code: kinds of syntax nodes, without the names an author chose."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from notebooks.parsing import parse_cells

MOST_TOKENS = 60_000
"""Of one work: twenty times what the longest of 178 real notebooks has."""


@dataclass(frozen=True)
class Token:
    word: str
    cell: int  # counted from 1
    line: int  # in the cell, counted from 1


def tokens_of(cells: Sequence[str]) -> list[list[Token]]:
    """One row per run of statements in a cell; cells that do not parse give none.

    Rows are apart, so that cells in another order still look alike. Reads at most `MOST_TOKENS`.
    """
    statements, _problems = parse_cells(cells)
    rows: dict[int, list[Token]] = {}
    left = MOST_TOKENS
    for statement in statements:
        row = rows.setdefault(statement.cell, [])
        for token in _tokens(statement.node, statement.cell):
            if left == 0:
                return list(rows.values())
            row.append(token)
            left -= 1
    return list(rows.values())


def _tokens(root: ast.AST, cell: int) -> Iterator[Token]:
    """In the order of the text. An own stack, because deep code exceeds the interpreter's."""
    waiting: list[tuple[ast.AST, int]] = [(root, getattr(root, "lineno", 1))]
    while waiting:
        node, line = waiting.pop()
        line = getattr(node, "lineno", line)
        word = _word(node)
        if word:
            yield Token(word, cell, line)
        children = [(child, line) for child in ast.iter_child_nodes(node)]
        waiting.extend(reversed(children))


def _word(node: ast.AST) -> str:
    """What stays of a node. Docstrings and lone literals say nothing of how code works."""
    match node:
        case ast.expr_context() | ast.Expr() | ast.arguments():
            return ""
        case ast.Attribute(attr=name):
            return f".{name}"
        case ast.keyword(arg=name):
            return f"{name}="
        case ast.Constant(value=value):
            return type(value).__name__
        case ast.Import() | ast.ImportFrom() | ast.alias():
            return ""
        case _:
            return type(node).__name__
