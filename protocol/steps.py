"""A step of grading: its input, its limits, its report, and how it may end.

Frozen data that `dataclasses.asdict` turns into JSON (bytes excepted).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from protocol.texts import Text


class Outcome(StrEnum):
    """The outcome of one check."""

    PASSED = "passed"
    FAILED = "failed"  # the student's work failed the check
    BROKEN = "broken"  # the check itself raised an error: our fault, not the student's
    SKIPPED = "skipped"  # not run, because something that it needs failed
    UNJUDGED = "unjudged"  # could not be measured here; a person judges

    @classmethod
    def worst(cls, outcomes: Iterable[str]) -> "Outcome | None":
        """The worst outcome of several checks; None if there is none."""
        found = set(outcomes)
        order = (cls.FAILED, cls.BROKEN, cls.SKIPPED, cls.UNJUDGED, cls.PASSED)
        return next((outcome for outcome in order if outcome in found), None)

    @classmethod
    def against(cls) -> frozenset["Outcome"]:
        """The outcomes with which a step does not pass (`protocol.rerun` fails none)."""
        return frozenset({cls.FAILED, cls.BROKEN})


class StepKind(StrEnum):
    EXAMINE = "examine"  # hidden checks of the loaded definitions
    TRAIN = "train"  # training with the student's code, and the notebook from the top


class Incident(Exception):
    """A fault of ours: sandbox, disk, runtime or a broken check. Retried, shown to staff."""


class DeviceLost(Incident):
    """The GPU was lost. It is not the student's fault; this slot cannot grade any more."""


class Cancelled(Exception):
    """Raised by a sink when the result is no longer needed (withdrawn, lease lost)."""


@dataclass(frozen=True)
class Limits:
    """The limits of one step. They count all processes of the sandbox, not only the kernel."""

    wall_s: float = 120
    cell_s: float = 600  # one cell of the notebook, when it is run from the top
    cpu_s: float = 120
    call_s: float = 20  # one call of the student's code
    memory_mb: int = 2048  # resident memory of all processes together
    processes: int = 128  # threads count too
    open_files: int = 512
    scratch_mb: int = 128  # of each of the three private folders
    scratch_files: int = 20_000  # in all three together; empty files use memory too
    output_kb: int = 512  # printed text that is kept; more is cut inside the sandbox
    output_messages: int = 20_000  # with text, pictures or tables; more are dropped
    rich_mb: int = 12  # pictures and tables of the whole notebook; more are dropped
    answer_mb: int = 8  # one answer of the student's code

    @classmethod
    def parse(cls, values: Mapping[str, Any]) -> "Limits":
        """Reads limits. Raises ValueError for an unknown one."""
        unknown = set(values) - {field.name for field in fields(cls)}
        if unknown:
            raise ValueError(f"unknown limits {sorted(unknown)}")
        return cls(**values)


@dataclass(frozen=True)
class Upload:
    """The stored files of one submission, by path relative to the notebook."""

    notebook: str  # name of the .ipynb among `files`
    files: Mapping[str, bytes]
    edition: str  # slug of one of the pack's editions


@dataclass(frozen=True)
class CheckResult:
    check: str  # "module.function", stable: rubrics refer to it
    title: Text
    outcome: Outcome
    hint: Text = field(default_factory=dict)  # for the student; no hidden inputs
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
