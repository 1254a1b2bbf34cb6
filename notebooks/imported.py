"""Finds the modules of one's own that a notebook takes definitions from."""

import ast
import re
import sys
from collections.abc import Iterable, Mapping, Sequence

from notebooks.definitions import Definitions
from notebooks.parse_errors import UNPARSABLE, quietly_parsed
from notebooks.signatures import NotebookSignature
from notebooks.statements import Kind

INSTALLED = sys.stdlib_module_names | {
    *("IPython", "PIL", "cv2", "keras", "matplotlib", "numpy", "pandas", "scipy"),
    *("seaborn", "sklearn", "tensorflow", "tensorflow_datasets", "torch", "tqdm"),
}
"""No file of this name is asked for."""


def missing_files(
    project: NotebookSignature,
    wanted: Sequence[str],
    found: Definitions,
    cells: Sequence[str],
    files: Mapping[str, bytes],
) -> list[str]:
    """The .py files that hold part of the work and did not come, in alphabetical order.

    They are the modules that tell an edition, and those that `wanted` names are taken from. What
    a notebook merely imports beside them, such as a helper of the starter, may stay at home.
    """
    telling = {*project.imports, *(m for e in project.editions for m in e.imports)}
    modules = {
        name.removesuffix(".py")
        for name in project.side_files
        if name.removesuffix(".py") in telling & found.imports
    }
    taken = frozenset(wanted) | _taken_from_modules(project.defines, found)
    if taken:
        modules |= _sources_of(taken, found, cells)
    return sorted(f"{module}.py" for module in modules - _present(files))


def starred_files(
    wanted: Sequence[str], found: Definitions, files: Mapping[str, bytes]
) -> list[str]:
    """The .py files that did not come and of which everything is imported (`import *`).

    What is wanted and stands nowhere may be in them.
    """
    if not wanted:
        return []
    starred = {
        _root(node.module)
        for node in _imports(found)
        if isinstance(node, ast.ImportFrom)
        and any(alias.name == "*" for alias in node.names)
    }
    absent = starred - INSTALLED - _present(files) - {""}
    return sorted(f"{module}.py" for module in absent)


def _taken_from_modules(names: Iterable[str], found: Definitions) -> frozenset[str]:
    """Those of the names that are bound by an import in the end."""
    last = {name: block.kind for block in found.blocks for name in block.names}
    return frozenset(name for name in names if last.get(name) is Kind.IMPORT)


def _present(files: Mapping[str, bytes]) -> set[str]:
    return {path.partition("/")[0].removesuffix(".py") for path in files}


def _sources_of(
    wanted: frozenset[str], found: Definitions, cells: Sequence[str]
) -> set[str]:
    """The modules from which the names are imported or used: by name, or as attributes."""
    used = _used_modules(wanted, cells)
    sources = set()
    for node in _imports(found):
        if isinstance(node, ast.ImportFrom):
            if wanted.intersection(alias.name for alias in node.names):
                sources.add(_root(node.module))
        else:
            named = ((alias, alias.asname or alias.name) for alias in node.names)
            sources.update(_root(alias.name) for alias, name in named if name in used)
    return {module for module in sources if module and module not in INSTALLED}


def _imports(found: Definitions) -> Iterable[ast.Import | ast.ImportFrom]:
    for block in found.blocks:
        if block.kind not in (Kind.IMPORT, Kind.GUARDED):
            continue
        try:
            tree = quietly_parsed(block.source)
        except UNPARSABLE:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield node


def _root(module: str | None) -> str:
    return (module or "").partition(".")[0]


def _used_modules(names: frozenset[str], cells: Sequence[str]) -> set[str]:
    """What stands before the last point in `network.NeuralNetwork(3, 2)`, as `pkg.network`."""
    either = "|".join(map(re.escape, sorted(names)))
    pattern = re.compile(rf"(?<![\w.])(\w[\w.]*)\.(?:{either})\b")
    return {seen[1] for cell in cells for seen in pattern.finditer(cell)}
