"""Names of files as they may stand in a sentence."""

import unicodedata
from collections.abc import Sequence

_QUOTED_CHARACTERS = 60


def quoted(name: str) -> str:
    """The name as it may stand in a sentence: short, and without control characters."""
    plain = "".join("�" if is_control(char) else char for char in name)
    if len(plain) <= _QUOTED_CHARACTERS:
        return plain
    return plain[:_QUOTED_CHARACTERS] + "…"


def enumerated(names: Sequence[str], most: int) -> str:
    """The first of the names as they may stand in a sentence; `…` for the rest."""
    shown = ", ".join(quoted(name) for name in names[:most])
    return f"{shown}…" if len(names) > most else shown


def is_control(char: str) -> bool:
    """Whether it is a control character or one that changes the direction of text."""
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")
