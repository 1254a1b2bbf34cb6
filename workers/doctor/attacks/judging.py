"""Decides what an attack achieved, in the same way for all of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

MOST_GROWN_MB = 250.0  # growth of the worker's own memory that is allowed
LAST_CHARACTERS = 500


@dataclass(frozen=True)
class Trace:
    """The results and leftovers of one run of the pipeline, as JSON-able data."""

    passed: bool = False  # whether any of its reports says so
    seen: str = ""  # all output that a student may see
    told: str = ""  # other output of the sandbox, shown to staff only
    incident: str = ""  # a fault of ours
    drawn: Sequence[str] = ()  # hidden inputs
    left: Sequence[str] = ()  # processes and folders that outlived the run
    seconds: float = 0.0
    grown_mb: float = 0.0


@dataclass(frozen=True)
class Environment:
    """What the planted canaries show about the same run."""

    secrets: Sequence[str]  # names of those found in the output
    boasted: bool
    marked: bool
    visits: Sequence[str]


@dataclass(frozen=True)
class Outcome:
    attack: str
    forged: bool = False  # passed although it must fail
    leaked: bool = False  # a secret or a hidden input is in the output
    stuck: bool = False  # no report in time, or a fault that counts as ours
    escaped: bool = False  # reached or left something outside
    swollen: bool = False  # made the worker's own memory grow
    took: bool = True  # the attack did run, as far as its head says how to see that
    why: tuple[str, ...] = ()
    told: str = ""  # the end of what staff were told
    seconds: float = 0.0
    grown_mb: float = 0.0

    @property
    def blocked(self) -> bool:
        return not (
            self.forged or self.leaked or self.stuck or self.escaped or self.swollen
        )


def judge(attack: str, trace: Trace, around: Environment, took: str = "") -> Outcome:
    hidden = [number for number in trace.drawn if _shows(number, trace.seen)]
    why = [
        *(["a report says passed"] if trace.passed else []),
        *(f"the secret of {name} came out" for name in around.secrets),
        *(["a hidden input can be read by the student"] if hidden else []),
        *([f"a fault of ours: {trace.incident[-2000:]}"] if trace.incident else []),
        *(["it says that it succeeded"] if around.boasted else []),
        *(["it wrote a file outside"] if around.marked else []),
        *(f"it reached the {name} listener" for name in around.visits),
        *(f"left behind: {name}" for name in trace.left),
    ]
    swollen = trace.grown_mb > MOST_GROWN_MB
    if swollen:
        why.append(f"the worker grew by {trace.grown_mb:.0f} MB")
    return Outcome(
        attack=attack,
        forged=trace.passed,
        leaked=bool(around.secrets or hidden),
        stuck=bool(trace.incident),
        escaped=bool(around.boasted or around.marked or around.visits or trace.left),
        swollen=swollen,
        took=re.search(took, trace.told) is not None,
        why=tuple(why),
        told=trace.told[-LAST_CHARACTERS:],
        seconds=trace.seconds,
        grown_mb=trace.grown_mb,
    )


def stuck(attack: str, why: str, seconds: float) -> Outcome:
    return Outcome(attack=attack, stuck=True, why=(why,), seconds=seconds)


def _shows(number: str, text: str) -> bool:
    """Whether the text holds it as a whole number; digits within a digest are no leak."""
    return re.search(rf"(?<![\w.]){number}(?!\w|\.\d)", text) is not None
