"""Progress that a step reports while it runs. Each report becomes a row, in order."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from protocol.steps import CheckResult
from protocol.texts import Text


class ProgressKind(StrEnum):
    PHASE = "phase"  # Phase
    CHECK = "check"  # CheckResult
    CELL = "cell"  # CellStarted
    LOG = "log"  # Printed
    CURVE = "curve"  # CurvePoint
    USAGE = "usage"  # Usage
    NOTE = "note"  # Note


@dataclass(frozen=True)
class Phase:
    """A phase of the step begins. Phases are counted from 1."""

    name: Text
    index: int
    of: int


@dataclass(frozen=True)
class CellStarted:
    """A code cell of the notebook starts. Cells are counted from 1."""

    index: int
    of: int


@dataclass(frozen=True)
class Printed:
    """The notebook printed this."""

    text: str


@dataclass(frozen=True)
class CurvePoint:
    """A point of a curve.

    `series` is one that the pack's manifest declares (`protocol.charts`), or one of the
    notebook's own run. `x_of` is the last x expected, from which the time left is estimated; 0 if
    it is not known.
    """

    series: str
    x: float
    y: float
    x_of: float


@dataclass(frozen=True)
class Usage:
    """The sandbox's use, every few seconds: `cpu` in processors, memory in MB; None: not known."""

    memory_mb: float | None
    limit_mb: float
    cpu: float | None
    gpu_mb: float | None = None


@dataclass(frozen=True)
class Note:
    """A remark for student and reviewer that fails no check."""

    text: Text


Payload = Phase | CheckResult | CellStarted | Printed | CurvePoint | Usage | Note

_KIND: Mapping[type, ProgressKind] = {
    Phase: ProgressKind.PHASE,
    CheckResult: ProgressKind.CHECK,
    CellStarted: ProgressKind.CELL,
    Printed: ProgressKind.LOG,
    CurvePoint: ProgressKind.CURVE,
    Usage: ProgressKind.USAGE,
    Note: ProgressKind.NOTE,
}


@dataclass(frozen=True)
class Progress:
    """One report as it is stored: the payload is JSON."""

    kind: str
    payload: Mapping[str, Any]

    @classmethod
    def of(cls, told: Payload) -> "Progress":
        return cls(_KIND[type(told)], asdict(told))


Sink = Callable[[Progress], None]
