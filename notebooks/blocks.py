"""The pieces of a notebook that are loaded, one by one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from notebooks.statements import Kind


@dataclass(frozen=True)
class Block:
    cell: int  # counted from 1
    kind: Kind
    names: tuple[str, ...]  # names that it binds; none for `Net.run = run`
    source: str
    first_line: int  # within the cell, counted from 1
    may_fail: bool = False  # an error in it affects only code that uses its names
    superseded: bool = False  # later blocks bind all its names again


def marked(blocks: Sequence[Block]) -> list[Block]:
    """Sets `superseded`. Such blocks stay, because code in between may use their names."""
    later: set[str] = set()
    found: list[Block] = []
    for block in reversed(blocks):
        superseded = bool(block.names) and later.issuperset(block.names)
        found.append(replace(block, superseded=True) if superseded else block)
        later.update(block.names)
    return found[::-1]
