"""What a notebook defines, told from its text alone: nothing is run.

Only what a hidden check may need is kept: imports, constants, functions, classes, and
the few simple statements they lean on. Training loops, plots and data loading stay
behind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import nbformat

from notebooks.gathering import Block, gather
from notebooks.parsing import Problem, parse_cells
from notebooks.statements import Kind

__all__ = ["Block", "Definitions", "Kind", "Problem", "code_cells", "definitions"]

FAILED_LINES = "__failed_lines__"
"""In `Definitions.source`: the dict of guarded lines that failed, with the reason."""


@dataclass(frozen=True)
class Definitions:
    blocks: tuple[Block, ...]  # in the notebook's order, to be loaded one by one
    constants: Mapping[str, Any]  # the last value of each; side modules' as defaults
    names: tuple[str, ...]  # all that the blocks bind, imported names included
    defines: frozenset[str]  # functions and classes, side modules' included
    assigned: frozenset[str]  # every top-level name that is assigned, kept or not
    imports: frozenset[str]  # dotted module names, side modules' included
    problems: tuple[Problem, ...]

    @property
    def source(self) -> str:
        """The blocks as one module. A missing import does not stop the rest."""
        parts = [f"{FAILED_LINES} = {{}}"]
        cell = 0
        for block in self.blocks:
            if block.cell != cell:
                cell = block.cell
                parts.append(f"\n# cell {cell}")
            parts.append(_guarded(block) if block.may_fail else block.source)
        return "\n".join(parts) + "\n"


def _guarded(block: Block) -> str:
    """Compiled apart, so that no line of a long string has to be indented."""
    place = f"cell {block.cell}, line {block.first_line}"
    return (
        "try:\n"
        f"    exec(compile({block.source!r}, {place!r}, 'exec'), globals())\n"
        "except Exception as __why:\n"
        f"    {FAILED_LINES}[{place!r}] = repr(__why)"
    )


def code_cells(notebook: nbformat.NotebookNode) -> list[str]:
    """Sources by place in the notebook: "" where the cell is not code."""
    return [
        cell["source"] if cell["cell_type"] == "code" else ""
        for cell in notebook["cells"]
    ]


def definitions(
    cells: Sequence[str], *, modules: Mapping[str, str] | None = None
) -> Definitions:
    """Read `cells` (see `code_cells`) and the side `modules` (name to source)."""
    sides = {name: definitions([text]) for name, text in (modules or {}).items()}
    statements, problems = parse_cells(cells)
    gathered = gather(
        statements,
        {name: side.names for name, side in sides.items()},
        {name: side.constants for name, side in sides.items()},
    )
    constants: dict[str, Any] = {}
    for side in sides.values():
        constants.update(side.constants)
    for name in gathered.assigned:
        constants.pop(name, None)
    constants.update(gathered.constants)
    for name, side in sides.items():
        problems.extend(
            Problem(0, found.line, found.message, f"{name}.py")
            for found in side.problems
        )
    return Definitions(
        blocks=gathered.blocks,
        constants=constants,
        names=tuple(dict.fromkeys(n for b in gathered.blocks for n in b.names)),
        defines=gathered.defines.union(*(side.defines for side in sides.values())),
        assigned=gathered.assigned.union(*(side.assigned for side in sides.values())),
        imports=gathered.imports.union(*(side.imports for side in sides.values())),
        problems=(*problems, *gathered.problems),
    )
