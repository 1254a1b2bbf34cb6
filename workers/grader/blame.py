"""From what the sandbox says about an exception to the `StudentError` that a check meets."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from protocol.texts import Text
from workers.grader import words
from workers.grader.failed_blocks import FailedBlock
from workers.grader.missing import Available
from workers.grader.raised import Place, Raised, hint_of
from workers.grader.student_errors import Raising, Unloaded
from workers.grader.work import Work
from workers.packkit.checks import StudentError
from workers.sandbox.excess import Excess

EVIDENCE_CHARACTERS = 8000


_UNDEFINED = re.compile(r"name '(\w+)' is not defined")


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
            return Raising(evidence, raised, self._available)
        hint = hint_of(raised, self._available)
        return Unloaded(evidence, hint, self.cause_of(origin))

    def cause_of(self, failed: FailedBlock) -> Text:
        """Why a block could not be loaded, for the student."""
        return hint_of(
            self._at(self._raised(failed.told), failed.place), self._available
        )

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
    def _available(self) -> Available:
        return Available(self.packages, tuple(self.work.files))
