"""The tools of a pack author: `@check` and the `Student` protocol.

A check is a plain function that runs in the trusted process. It draws fresh inputs from
`rng`, asks the student's code for an answer and compares with its own NumPy reference.
`AssertionError` means that the student's work failed; any other exception means that the
check is broken, which is our fault.

    @check(title=text("Sigmoid", ja="シグモイド関数"),
           hint=text("The hidden layer should use 1 / (1 + exp(-x)).", ja="..."))
    def sigmoid(student: Student, rng: np.random.Generator) -> None:
        net = student.new("NeuralNetwork", 3, 2, 1, 0.5)
        x = rng.normal(size=(4,))
        assert_close(net.call("activation_function", x), 1 / (1 + np.exp(-x)))
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any, Protocol, TypeGuard

import numpy as np
from numpy.typing import ArrayLike

from protocol.progress import CurvePoint, Progress, Sink
from protocol.texts import Text


class StudentError(AssertionError):
    """The student's code raised an error, did not answer in time or gave an unreadable answer.

    `hint` may be shown to the student (it holds no hidden inputs); `str(error)` is evidence for
    staff only.
    """

    def __init__(self, evidence: str, hint: Text) -> None:
        super().__init__(evidence)
        self.hint = hint


class Unsuitable(AssertionError):
    """The work was judged, and `found` says what was found, where, and what is wanted.

    It is shown before the check's hint, so it holds nothing hidden.
    """

    def __init__(self, evidence: str, found: Text) -> None:
        super().__init__(evidence)
        self.found = found


class Undecided(AssertionError):
    """What is asked cannot be told here, for the work or against it: a reviewer judges.

    `found` says so to them and to the student. The check does not fail the step.
    """

    def __init__(self, evidence: str, found: Text) -> None:
        super().__init__(evidence)
        self.found = found


NOT_SHOWN: Text = {
    "en": "Learnt here: not shown. The training ended well, but that the weights came about by "
    "its steps could not be shown. A reviewer looks at it.",
    "ja": "ここで学習したこと：未確認。学習の結果は良好ですが、重みがその更新によって得られたことを"
    "機械では確かめられませんでした。レビュアーが確認します。",
}


def require(condition: object, found: Text, evidence: str = "") -> None:
    """Raises Unsuitable unless the condition is true; staff also read the evidence."""
    if not condition:
        raise Unsuitable(evidence or found["en"], found)


class Remote(Protocol):
    """An object in the sandbox."""

    def call(self, method: str, *args: Any, **kwargs: Any) -> Any: ...
    def get(self, attribute: str) -> Any: ...
    def set(self, attribute: str, value: Any) -> None: ...


class Place(Protocol):
    """A line of the student's that assigns a name."""

    @property
    def cell(self) -> int:
        """Counted from 1; 0 in a side file."""

    @property
    def line(self) -> int: ...
    @property
    def source(self) -> str: ...
    @property
    def file(self) -> str:
        """The side file's name, else ""."""

    @property
    def loops(self) -> int:
        """Whose rounds are added up in the value; 1 for a value as it was assigned."""


class Student(Protocol):
    """The student's definitions, loaded in the sandbox.

    Answers are plain data: None, bool, int, float, str, lists, dicts with str keys, and
    NumPy arrays of bool, int or float. `new` keeps a returned object in the sandbox.
    """

    edition: str

    @property
    def constants(self) -> Mapping[str, Any]:
        """Values assigned at the top level, as far as they can be read from the text.

        Those of numbers that checks read (`Check.reads`) were taken from the loaded module where
        the text does not give them.
        """

    @property
    def kinds(self) -> Mapping[str, str]:
        """The types of such names that hold something else than a number there."""

    @property
    def places(self) -> Mapping[str, Place]:
        """Where names are assigned at the top level."""

    @property
    def cpu_s(self) -> float:
        """Processor time that the student's code has used in this step so far."""

    def has(self, name: str) -> bool: ...
    def call(self, function: str, *args: Any, **kwargs: Any) -> Any: ...
    def new(self, class_name: str, *args: Any, **kwargs: Any) -> Remote: ...
    def load(self, source: str) -> None:
        """Runs the pack's own public helper code beside the student's definitions."""

    def start_over(self, *, bare: bool) -> None:
        """Ends the sandbox and opens another, with the definitions or without (`bare`).

        A bare one holds nothing of the student's. Objects of the one before are lost.
        """

    def seed(self, seed: int) -> None:
        """Seeds `random` and NumPy's global generator in the sandbox."""


class Allowance:
    """Processor time that training may use from now on.

    It is not wall-clock time, so that a busy machine gives the same verdict as an idle one.
    `limits.train.wall_s` still limits code that only waits.
    """

    def __init__(self, student: Student, cpu_s: float) -> None:
        self._student = student
        self._until_s = student.cpu_s + cpu_s

    @property
    def left_s(self) -> float:
        return self._until_s - self._student.cpu_s

    @property
    def is_spent(self) -> bool:
        return self.left_s <= 0


@dataclass(frozen=True)
class Check:
    slug: str  # "module.function"
    title: Text
    hint: Text
    editions: tuple[str, ...]  # empty: all
    needs: tuple[
        str, ...
    ]  # slugs; this check is skipped unless those of them that apply have passed
    function: Callable[..., None]
    reads: tuple[str, ...] = ()  # names of numbers in the notebook

    def applies_to(self, edition: str) -> bool:
        return not self.editions or edition in self.editions


def text(en: str, *, ja: str) -> Text:
    return {"en": en, "ja": ja}


def check(
    *,
    title: Text,
    hint: Text,
    editions: tuple[str, ...] = (),
    needs: tuple[str, ...] = (),
) -> Callable[[Callable[..., None]], Check]:
    """Marks a hidden check (`(student, rng)`) or, in training.py, a check on `(figures)`."""

    def mark(function: Callable[..., None]) -> Check:
        module = function.__module__.rpartition(".")[2]
        return Check(
            slug=f"{module}.{function.__name__}",
            title=title,
            hint=hint,
            editions=editions,
            needs=needs,
            function=function,
        )

    return mark


def not_shown(*, needs: tuple[str, ...]) -> Check:
    """`training.learnt_here` of a pack that cannot show it: a reviewer reads so, and no pass.

    It is told once the checks that it needs have passed.
    """

    def leave_to_reviewer(_: Mapping[str, Any]) -> None:
        raise Undecided("this pack does not follow the weights", NOT_SHOWN)

    return Check(
        slug="training.learnt_here",
        title=text("The weights are learnt here", ja="重みはここで学習される"),
        hint=NOT_SHOWN,
        editions=(),
        needs=needs,
        function=leave_to_reviewer,
    )


def checks_in(module: ModuleType) -> list[Check]:
    """The checks of a module in the order of their definitions."""
    return [value for value in vars(module).values() if isinstance(value, Check)]


def checks_for(edition: str, checks: Iterable[Check]) -> list[Check]:
    """The checks that apply to the edition; their `needs` name only such checks."""
    applying = [check for check in checks if check.applies_to(edition)]
    slugs = {check.slug for check in applying}
    return [
        replace(check, needs=tuple(need for need in check.needs if need in slugs))
        for check in applying
    ]


def is_whole(value: Any) -> TypeGuard[int]:
    """Whether the value is an integer. True is none, although Python counts it as 1."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def draw_point(sink: Sink, series: str, x: float, x_of: float, y: float) -> None:
    """Adds a point to the live curve; `x_of` is the last x expected. Ignores NaN and infinity."""
    if math.isfinite(y):
        sink(Progress.of(CurvePoint(series, float(x), float(y), float(x_of))))


def assert_close(
    answer: Any, expected: ArrayLike, *, rtol: float = 1e-6, atol: float = 1e-8
) -> None:
    """Asserts that a student's answer is an array of the expected shape and values.

    A (1,) or (1, 1) answer is accepted for a scalar and the reverse; otherwise shapes must
    agree. NaN never equals anything.
    """
    got = as_float_array(answer)
    want = np.asarray(expected, dtype=np.float64)
    if got.size == want.size == 1:
        got, want = got.reshape(()), want.reshape(())
    assert got.shape == want.shape, f"shape {got.shape}, expected {want.shape}"  # noqa: S101
    close = np.isclose(got, want, rtol=rtol, atol=atol)
    with np.errstate(invalid="ignore", over="ignore"):  # the answer may hold infinities
        worst = float(np.max(np.abs(got - want), initial=0.0))
    assert bool(close.all()), (  # noqa: S101
        f"{(~close).sum()} of {close.size} differ, by up to {worst:.3g}"
    )


def as_float_array(answer: Any) -> np.ndarray:
    """The answer as float64. Raises AssertionError if it is not numeric."""
    assert isinstance(answer, (bool, int, float, list, np.ndarray)), (  # noqa: S101
        f"expected numbers, got {type(answer).__name__}"
    )
    try:
        return np.asarray(answer, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise AssertionError(f"expected numbers: {error}") from error
