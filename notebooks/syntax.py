"""Finds what a notebook defines from its text alone; no code is run.

It keeps what hidden checks may need: imports, constants, functions, classes, and the few simple
statements that they depend on. It leaves out training loops, plots and data loading.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import nbformat

from notebooks.changes import Roots
from notebooks.definitions import Definitions
from notebooks.literals import Evaluator
from notebooks.parse_errors import Problem
from notebooks.parsing import parse_cells
from notebooks.rounds import gather
from notebooks.values import Assignment

NO_ROOTS = Roots()


def code_cells(notebook: nbformat.NotebookNode) -> list[str]:
    """The source of each cell in order; "" for a cell that is not code."""
    return [
        cell["source"] if cell["cell_type"] == "code" else ""
        for cell in notebook["cells"]
    ]


def definitions(
    cells: Sequence[str],
    *,
    modules: Mapping[str, str] | None = None,
    roots: Roots = NO_ROOTS,
) -> Definitions:
    """The definitions in `cells` (see `code_cells`) and in side `modules` (name to source).

    `roots`: the names that checks use, whose state is kept as well.
    """
    return _definitions(cells, modules or {}, roots, Evaluator(shapes=roots.shapes))


def _definitions(
    cells: Sequence[str],
    modules: Mapping[str, str],
    roots: Roots,
    evaluator: Evaluator,
) -> Definitions:
    """One evaluator, and so one budget, for the notebook and all its side modules."""
    sides = {
        name: _definitions([text], {}, NO_ROOTS, evaluator)
        for name, text in modules.items()
    }
    statements, problems = parse_cells(cells)
    gathered = gather(
        statements,
        {name: side.names for name, side in sides.items()},
        {name: side.constants for name, side in sides.items()},
        roots,
        evaluator,
    )
    constants: dict[str, Any] = {}
    for side in sides.values():
        constants.update(side.constants)
    for name in gathered.assigned:
        constants.pop(name, None)
    constants.update(gathered.constants)
    uncertain = gathered.uncertain.union(*(side.uncertain for side in sides.values()))
    for name, side in sides.items():
        problems.extend(
            Problem(0, found.line, found.message, f"{name}.py", found.text)
            for found in side.problems
        )
    return Definitions(
        blocks=gathered.blocks,
        constants=constants,
        uncertain=uncertain - (gathered.assigned - gathered.uncertain),
        places=_places(sides) | dict(gathered.places),
        names=tuple(dict.fromkeys(n for b in gathered.blocks for n in b.names)),
        defines=gathered.defines.union(*(side.defines for side in sides.values())),
        parameters=_parameters(sides) | dict(gathered.parameters),
        assigned=gathered.assigned.union(*(side.assigned for side in sides.values())),
        imports=gathered.imports.union(*(side.imports for side in sides.values())),
        problems=(*problems, *gathered.problems),
    )


def _parameters(sides: Mapping[str, Definitions]) -> dict[str, frozenset[str]]:
    return {name: p for side in sides.values() for name, p in side.parameters.items()}


def _places(sides: Mapping[str, Definitions]) -> dict[str, Assignment]:
    return {
        name: replace(at, cell=0, file=f"{module}.py")
        for module, side in sides.items()
        for name, at in side.places.items()
    }
