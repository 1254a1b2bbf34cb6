"""A step of grading: what goes in, what it may use, what comes out, and how it may end.

Frozen data that `dataclasses.asdict` turns into JSON (bytes excepted).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from protocol.texts import Text


class Outcome(StrEnum):
    """Of one check."""

    PASSED = "passed"
    FAILED = "failed"  # the student's work failed the check
    BROKEN = "broken"  # the check itself failed: ours, never the student's
    SKIPPED = "skipped"  # an earlier failure made it meaningless

    @classmethod
    def worst(cls, outcomes: Iterable[str]) -> "Outcome | None":
        """What several checks together come to; None if there is none."""
        found = set(outcomes)
        order = (cls.FAILED, cls.BROKEN, cls.SKIPPED, cls.PASSED)
        return next((outcome for outcome in order if outcome in found), None)

    @classmethod
    def against(cls) -> frozenset["Outcome"]:
        """Those that keep a step from passing."""
        return frozenset({cls.FAILED, cls.BROKEN})


class StepKind(StrEnum):
    EXAMINE = "examine"  # hidden checks put to the loaded definitions
    TRAIN = "train"  # training with the student's code, and the notebook from the top


class Incident(Exception):
    """Our fault: sandbox, disk, runtime or a broken check. Retried, shown to staff."""


class DeviceLost(Incident):
    """The accelerator vanished: nobody's fault, but this slot can grade no more."""


class Cancelled(Exception):
    """Raised by a sink when nobody wants the result any more (withdrawn, lease lost)."""


@dataclass(frozen=True)
class Limits:
    """What one step may use. The whole process tree counts, not only the kernel."""

    wall_s: float = 120
    cell_s: float = 600  # one cell of the notebook, when it is run from the top
    cpu_s: float = 120
    call_s: float = 20  # one question put to the student's code
    memory_mb: int = 2048  # resident memory of all processes together
    processes: int = 128  # threads count too
    open_files: int = 512
    scratch_mb: int = 128  # of each of the three private folders
    scratch_files: int = 20_000  # of all three together; empty ones cost memory too
    output_kb: int = 512  # printed text that is kept; the rest is cut at the source
    output_messages: int = 20_000  # of printed text, pictures and tables, likewise
    rich_mb: int = 12  # pictures and tables of the whole notebook, likewise
    answer_mb: int = 32  # one answer of the student's code

    @classmethod
    def parse(cls, values: Mapping[str, Any]) -> "Limits":
        """Raises ValueError for a limit that nobody keeps."""
        unknown = set(values) - {field.name for field in fields(cls)}
        if unknown:
            raise ValueError(f"unknown limits {sorted(unknown)}")
        return cls(**values)


@dataclass(frozen=True)
class Upload:
    """The frozen files of one submission, by file name relative to the notebook."""

    notebook: str  # name of the .ipynb among `files`
    files: Mapping[str, bytes]
    edition: str  # slug of one of the pack's editions


@dataclass(frozen=True)
class CheckResult:
    check: str  # "module.function", stable: rubrics refer to it
    title: Text
    outcome: Outcome
    hint: Text = field(default_factory=dict)  # for the student; never hidden inputs
    evidence: str = ""  # for staff only
    duration_s: float = 0.0


@dataclass(frozen=True)
class StepReport:
    step: StepKind
    passed: bool
    results: tuple[CheckResult, ...]
    environment: Mapping[str, Any]  # python, packages, device, sandbox policy
    figures: Mapping[str, Any] = field(default_factory=dict)  # named numbers, JSON-able
    artifacts: Mapping[str, bytes] = field(default_factory=dict)  # `protocol.artifacts`
    notes: tuple[Text, ...] = ()
    duration_s: float = 0.0
