"""The words that cross the line between the grader and whoever asks it to grade.

Plain, frozen data: no Django, no Celery, no Jupyter. Everything here can be turned into
JSON with `dataclasses.asdict` (bytes excepted).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Text = Mapping[str, str]
"""What a person reads, by language code: `{"en": "...", "ja": "..."}`; `en` is required."""


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"  # the student's work failed the check
    BROKEN = "broken"  # the check itself failed: ours, never the student's
    SKIPPED = "skipped"  # an earlier failure made it meaningless


class StepKind(StrEnum):
    EXAMINE = "examine"
    TRAIN = "train"


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
class Progress:
    """One thing that happened while a step ran; becomes a row, in this order.

    kinds and payloads:
      phase  {"name": Text, "index": int, "of": int}
      check  asdict(CheckResult)
      cell   {"index": int, "of": int}            a notebook cell starts
      log    {"text": str}                        what the notebook printed
      curve  {"series": str, "x": float, "y": float, "x_of": float}   series: "train" and
             "validation" losses of the pack's training, or "train error" and "validation
             error", shares of wrong answers, or "discriminator" and "generator" losses; or
             one of `steps.drawing.SERIES`, which the notebook drew itself; x_of is the
             last x expected, so that time left can be told; 0 where nobody knows
      usage  {"memory_mb": float, "limit_mb": float, "cpu": float, "gpu_mb": float | None}
             of the sandbox, every few seconds; "cpu" in processors
      note   {"text": Text}                       for student and reviewer
    """

    kind: str
    payload: Mapping[str, Any]


Sink = Callable[[Progress], None]


@dataclass(frozen=True)
class StepReport:
    step: StepKind
    passed: bool
    results: tuple[CheckResult, ...]
    environment: Mapping[str, Any]  # python, packages, device, sandbox policy
    figures: Mapping[str, Any] = field(default_factory=dict)  # named numbers, JSON-able
    artifacts: Mapping[str, bytes] = field(default_factory=dict)  # "executed.ipynb"
    notes: tuple[Text, ...] = ()
    duration_s: float = 0.0
