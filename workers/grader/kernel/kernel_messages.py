"""The messages of a kernel that a rerun understands, by kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Printed:
    stream: str
    text: str


@dataclass(frozen=True)
class Shown:
    """An output of display() or of a cell's last line. `display_id`: by which it is updated."""

    data: Mapping[str, Any]
    metadata: Mapping[str, Any] = field(default_factory=dict)
    display_id: str = ""
    is_result: bool = False


@dataclass(frozen=True)
class Updated:
    """New content for all outputs that were shown under the same `display_id`."""

    display_id: str
    data: Mapping[str, Any]
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Raised:
    kind: str = ""
    message: str = ""
    traceback: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cleared:
    waits: bool  # until the next output comes


@dataclass(frozen=True)
class Idle:
    """All that the cell put out has been sent."""


@dataclass(frozen=True)
class Reply:
    """The cell has ended: by an exception, or by itself; `leaves`: it called exit()."""

    raised: Raised | None = None
    leaves: bool = False


Message = Printed | Shown | Updated | Raised | Cleared | Idle | Reply
