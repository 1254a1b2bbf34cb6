"""What a submission defines, and the text of it, from which hints quote."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from notebooks.definitions import Definitions
from workers.grader.raised import Place

_WORD = re.compile(r"[^\W\d]\w*")
_DEFINED = r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+{name}\b"


@dataclass(frozen=True)
class Work:
    """The definitions of a submission that are loaded, and the files placed beside them."""

    edition: str
    definitions: Definitions
    files: Mapping[str, bytes]
    required: frozenset[str] = frozenset()  # names without which nothing is checked
    numbers: frozenset[str] = frozenset()  # names of numbers that checks read

    def own(self, place: Any) -> Place | None:
        """The place, if it is a line of the student's; other numbers could leak hidden inputs."""
        match place:
            case [str(where), int(line)] if self.line_at((where, line)) is not None:
                return where, line
        return None

    def line_at(self, place: Place) -> str | None:
        """The text of a line; None if there is no such line among what is loaded."""
        where, line = place
        for name, first, lines in self._texts:
            if name == where and 0 <= line - first < len(lines):
                return lines[line - first]
        return None

    def defined_at(self, name: str) -> Place | None:
        """Where the function or class is defined; the last place where it is several times."""
        pattern = re.compile(_DEFINED.format(name=re.escape(name)))
        found = [
            (where, first + n)
            for where, first, lines in self._texts
            for n, line in enumerate(lines)
            if pattern.match(line)
        ]
        return found[-1] if found else None

    @cached_property
    def source(self) -> str:
        return "\n".join(line for _, _, lines in self._texts for line in lines)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the student's own text, which hints may repeat."""
        return frozenset(_WORD.findall(self.source))

    @cached_property
    def _texts(self) -> list[tuple[str, int, list[str]]]:
        """Name, number of the first line, and lines: of each block, and of each file of Python."""
        blocks = [
            (f"cell {block.cell}", block.first_line, block.source.split("\n"))
            for block in self.definitions.blocks
        ]
        files = [
            (name, 1, text.decode("utf-8", "replace").split("\n"))
            for name, text in self.files.items()
            if name.endswith(".py")
        ]
        return blocks + files
