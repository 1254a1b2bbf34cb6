"""From what the sandbox says about an exception to the `StudentError` that a check meets."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from notebooks.syntax import Block
from protocol.texts import Text
from workers.grader import words
from workers.grader.missing import Surroundings
from workers.grader.raised import Place, Raised, hint_of
from workers.grader.work import Work
from workers.packkit.checks import StudentError
from workers.sandbox.watchdog import Excess

EVIDENCE_CHARACTERS = 8000
MOST_FAILED = 50
_UNDEFINED = re.compile(r"name '(\w+)' is not defined")


class Raising(StudentError):
    """The student's code raised an exception while it was asked."""

    def __init__(self, evidence: str, raised: Raised, around: Surroundings) -> None:
        super().__init__(evidence, hint_of(raised, around))
        self.raised = raised
        self.around = around


class Unloaded(StudentError):
    """A check met a name that was to come from a block that could not be loaded."""

    def __init__(self, evidence: str, hint: Text, cause: Text) -> None:
        super().__init__(evidence, hint)
        self.cause = cause  # to be said once, for all checks that meet it


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


@dataclass(frozen=True)
class Blame:
    work: Work
    packages: tuple[str, ...]  # of the runtime
    failed: tuple[FailedBlock, ...]

    def error(self, content: Mapping[str, Any], *, asked: str) -> StudentError:
        """`asked`: the function, class or method that was called."""
        kind = content.get("type")
        evidence = str(content.get("traceback") or kind)[-EVIDENCE_CHARACTERS:]
        if kind == "MemoryError":
            return StudentError(evidence, words.EXCESS[Excess.MEMORY])
        if kind == "KeyboardInterrupt":
            return StudentError(evidence, words.TIMED_OUT)
        raised = self._raised(content, asked)
        if raised.place is None and raised.kind == "TypeError":  # wrong arguments
            raised = self._at(raised, self.work.defined_at(asked))
        origin = self._origin(raised)
        if origin is None:
            return Raising(evidence, raised, self._around)
        hint = hint_of(raised, self._around)
        return Unloaded(evidence, hint, self.cause_of(origin))

    def cause_of(self, failed: FailedBlock) -> Text:
        """Why a block could not be loaded, for the student."""
        return hint_of(self._at(self._raised(failed.told), failed.place), self._around)

    def _raised(self, content: Mapping[str, Any], asked: str = "") -> Raised:
        """The exception with nothing in it that could be hidden. What was asked for is none."""
        words = frozenset({*self.work.words, asked})
        read = Raised.read(content).within(self.work.source, words)
        return self._at(read, self.work.own(content.get("place")))

    def _at(self, raised: Raised, place: Place | None) -> Raised:
        line = self.work.line_at(place) if place else None
        return replace(raised, place=place, source_line=line or "")

    def _origin(self, raised: Raised) -> FailedBlock | None:
        """The block that was to bind the name which is not defined."""
        found = (
            _UNDEFINED.search(raised.message) if raised.kind == "NameError" else None
        )
        if found is None:
            return None
        return next((f for f in self.failed if found[1] in f.block.names), None)

    @property
    def _around(self) -> Surroundings:
        return Surroundings(self.packages, tuple(self.work.files))
