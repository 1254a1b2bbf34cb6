"""Blocks of a notebook that could not be loaded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from notebooks.blocks import Block
from workers.grader.raised import Place
from workers.grader.work import Work

MOST_FAILED = 50


@dataclass(frozen=True)
class FailedBlock:
    """A block that could not be loaded, which matters only if a check wants its names."""

    block: Block
    told: Mapping[str, Any]  # what the sandbox says about the exception

    @property
    def place(self) -> Place:
        return f"cell {self.block.cell}", self.block.first_line

    @property
    def evidence(self) -> str:
        where, line = self.place
        kind, message = self.told.get("type"), self.told.get("message")
        return f"{where}, line {line}: {kind}: {message}"[:300]


def failed_blocks(answer: Any, work: Work) -> tuple[FailedBlock, ...]:
    """From the sandbox's answer, which may hold anything."""
    return tuple(_failed(answer, work))[:MOST_FAILED]


def _failed(answer: Any, work: Work) -> Iterator[FailedBlock]:
    blocks = work.definitions.blocks
    for entry in answer if isinstance(answer, list) else ():
        match entry:
            case {"block": int(n), "raised": dict(told)} if 0 <= n < len(blocks):
                yield FailedBlock(blocks[n], told)
