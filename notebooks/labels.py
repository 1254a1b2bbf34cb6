"""The texts of rendered pages, which the caller translates: this package does not use Django."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from notebooks.html import escaped


@dataclass(frozen=True)
class Plural:
    """Texts for a count, as `%(n)s more lines`; `one` for languages with a singular."""

    one: str
    other: str

    def about(self, count: int) -> str:
        return escaped((self.one if count == 1 else self.other) % {"n": count})


@dataclass(frozen=True)
class Labels:
    """The page's texts in the reader's language; only `copy_icon` is HTML."""

    cell: str  # "Cell %(number)s"
    code_cell: str  # "Code cell %(number)s"
    text_cell: str  # "Text cell %(number)s"
    line: str  # "Line %(number)s"
    comment_on_line: str  # "Comment on line %(number)s"
    comment_on_output: str  # "Comment on output %(number)s"
    copy: str
    copied: str
    copy_icon: str
    picture: str
    output_not_shown: str
    unshown: Mapping[str, str]  # "A video, %(size)s: …", by placeholders.Kind
    download: str
    more_lines: Plural
    dropped_lines: Plural
    dropped_source: Plural
    dropped_outputs: Plural

    @classmethod
    def parse(cls, given: dict[str, Any]) -> "Labels":
        """Reads what `dataclasses.asdict` made from labels."""
        words: dict[str, Any] = {
            name: Plural(**value) if name in _PLURALS else value
            for name, value in given.items()
        }
        return cls(**words)


_PLURALS = {f.name for f in fields(Labels) if f.type is Plural}
