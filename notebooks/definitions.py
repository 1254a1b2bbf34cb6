"""What was found of a notebook's definitions, and the same as one module."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from notebooks.blocks import Block
from notebooks.parse_errors import Problem
from notebooks.values import Assignment

FAILED_LINES = "__failed_lines__"
"""The name in `Definitions.source` of a dict: guarded lines that failed, with the reason."""


@dataclass(frozen=True)
class Definitions:
    blocks: tuple[Block, ...]  # in the notebook's order, to be loaded one by one
    constants: Mapping[
        str, Any
    ]  # the last value of each that can be read; those of side modules as defaults
    uncertain: frozenset[str]  # assigned in a way that only the loaded module can tell
    places: Mapping[str, Assignment]  # where values, or names without one, are assigned
    names: tuple[str, ...]  # all names that the blocks bind, with imported ones
    defines: frozenset[str]  # functions and classes, also of side modules
    parameters: Mapping[
        str, frozenset[str]
    ]  # of each function, or of a class's methods
    assigned: frozenset[str]  # every name assigned at the top level, kept or not
    imports: frozenset[str]  # dotted module names, also those imported by side modules
    problems: tuple[Problem, ...]

    @property
    def source(self) -> str:
        """The blocks as one module, which goes on after a failed import."""
        parts = [f"{FAILED_LINES} = {{}}"]
        cell = 0
        for block in self.blocks:
            if block.cell != cell:
                cell = block.cell
                parts.append(f"\n# cell {cell}")
            parts.append(_guarded(block) if block.may_fail else block.source)
        return "\n".join(parts) + "\n"


def _guarded(block: Block) -> str:
    """A guarded block; its source is compiled from a string, so that no line must be indented."""
    place = f"cell {block.cell}, line {block.first_line}"
    return (
        "try:\n"
        f"    exec(compile({block.source!r}, {place!r}, 'exec'), globals())\n"
        "except Exception as __why:\n"
        f"    {FAILED_LINES}[{place!r}] = repr(__why)"
    )
