"""Finds definitions that the checks would miss, in whatever place they stand instead."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import nbformat

from notebooks import misplacement
from notebooks.definitions import Definitions
from notebooks.magics import plain_python
from notebooks.misplacement import Misplaced
from notebooks.parse_errors import UNPARSABLE, Problem, quietly_parsed
from notebooks.syntax import code_cells

_DEFINES = r"(?:class|(?:async[ \t]+)?def)[ \t]+"
Look = Callable[[Sequence[str], nbformat.NotebookNode], Iterator[Misplaced]]


def missing_names(names: Iterable[str], found: Definitions) -> list[str]:
    """Those of the names that would not be there once the definitions are loaded."""
    return [n for n in names if n not in found.defines or n not in found.names]


def broken_definition(
    names: Sequence[str], cells: Sequence[str], found: Definitions
) -> tuple[str, Problem] | None:
    """The first of the names whose cell is no Python, and what is wrong there."""
    pattern = _pattern(names)
    for problem in found.problems:
        seen = problem.cell and pattern.search(cells[problem.cell - 1])
        if seen:
            return seen[1], problem
    return None


def misplaced(
    names: Sequence[str],
    notebook: nbformat.NotebookNode,
    modules: Mapping[str, str],
    found: Definitions,
) -> list[Misplaced]:
    """Where each of the names was seen, at most once for each; the surest kinds first."""
    seen = {one.name: one for one in _in_modules(names, modules)}
    looks: Sequence[Look] = (_in_text, _in_other_languages, _inside, _in_comments)
    for look in looks:
        left = [name for name in names if name not in seen]
        if left:
            for one in look(left, notebook):
                seen.setdefault(one.name, one)
    for name in names:
        other = _spelt_otherwise(name, found.defines)
        if name not in seen and other:
            seen[name] = misplacement.misspelt(name, other)
    return list(seen.values())


def _pattern(names: Sequence[str], before: str = r"^[ \t]*") -> re.Pattern[str]:
    either = "|".join(map(re.escape, names)) or r"(?!)"
    return re.compile(f"{before}{_DEFINES}({either})\\b", re.MULTILINE)


def _matches(pattern: re.Pattern[str], text: str) -> dict[str, int]:
    """The line on which each name is first defined."""
    lines: dict[str, int] = {}
    for seen in pattern.finditer(text):
        if seen[1] not in lines:
            lines[seen[1]] = text.count("\n", 0, seen.start(1)) + 1
    return lines


def _in_modules(
    names: Sequence[str], modules: Mapping[str, str]
) -> Iterator[Misplaced]:
    pattern = _pattern(names, before="^")
    for module, text in modules.items():
        for name, line in _matches(pattern, text).items():
            yield misplacement.not_imported(name, module, line)


def _in_text(
    names: Sequence[str], notebook: nbformat.NotebookNode
) -> Iterator[Misplaced]:
    pattern = _pattern(names, before=r"^[> \t]*")
    for number, cell in enumerate(notebook["cells"], 1):
        kind = cell["cell_type"]
        if kind == "code":
            continue
        for name, line in _matches(pattern, cell["source"]).items():
            yield misplacement.in_text(name, number, line, kind)


def _in_other_languages(
    names: Sequence[str], notebook: nbformat.NotebookNode
) -> Iterator[Misplaced]:
    pattern = _pattern(names)
    for number, cell in enumerate(code_cells(notebook), 1):
        lines = _matches(pattern, cell)
        if lines and plain_python(cell) is None:
            magic = cell.strip().partition("\n")[0]
            for name, line in lines.items():
                yield misplacement.under_magic(name, number, line, magic)


def _inside(
    names: Sequence[str], notebook: nbformat.NotebookNode
) -> Iterator[Misplaced]:
    """Definitions within a function, a class, a loop, or a text in quotes."""
    pattern = _pattern(names)
    for number, cell in enumerate(code_cells(notebook), 1):
        text = plain_python(cell) or ""
        lines = _matches(pattern, text)
        tree = _tree(text) if lines else None
        for name, line in lines.items():
            outer = tree and _enclosing(tree, line)
            if isinstance(outer, ast.Expr | ast.Assign):
                yield misplacement.in_quotes(name, number, line)
            elif outer:
                yield misplacement.inside(name, number, line, outer)


def _tree(text: str) -> ast.Module | None:
    try:
        return quietly_parsed(text)
    except UNPARSABLE:
        return None


def _enclosing(tree: ast.Module, line: int) -> ast.stmt | None:
    """The statement at the top level that holds the line."""
    return next(
        (n for n in tree.body if n.lineno <= line <= (n.end_lineno or n.lineno)), None
    )


def _in_comments(
    names: Sequence[str], notebook: nbformat.NotebookNode
) -> Iterator[Misplaced]:
    pattern = _pattern(names, before=r"^[ \t]*#[#> \t]*")
    for number, cell in enumerate(code_cells(notebook), 1):
        for name, line in _matches(pattern, cell).items():
            yield misplacement.in_comment(name, number, line)


def _spelt_otherwise(name: str, defined: Iterable[str]) -> str:
    return next((o for o in sorted(defined) if _folded(o) == _folded(name)), "")


def _folded(name: str) -> str:
    return name.replace("_", "").casefold()
