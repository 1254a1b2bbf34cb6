"""Runs one check, or one training, while one of the answers that it gets is replaced."""

import json
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from protocol.exhibit_json import laid_out
from protocol.exhibits import EXHIBITS
from protocol.steps import CheckResult, Outcome
from tests.packs.hostile_answers import named, names_for, part_at, places_in, replaced
from workers.grader.json_safe import json_safe
from workers.grader.steps.judging import judged
from workers.packkit.checks import Check, StudentError, checks_for, text

GONE = text("Nothing was answered.", ja="答えがありません。")
LONGEST_HINT = 1500
TOLD_BY_NONE = ("call _course_coders", "call _course_model")
"""Where None says that all went well; elsewhere nobody reads it."""

EVERY = -1  # in the place of a number: all answers of this name


@dataclass(frozen=True)
class Change:
    """The `number`-th answer to what was asked has a part replaced by a hostile one."""

    asked: str
    number: int
    path: tuple[int | str, ...]
    hostile: str

    def applied(self, asked: str, number: int, answer: Any) -> Any:
        if asked != self.asked or self.number not in (EVERY, number):
            return answer
        try:
            part = part_at(answer, self.path)
        except (KeyError, IndexError, TypeError):  # this answer has no such part
            return answer
        return replaced(answer, self.path, named(self.hostile, part))


class Heard:
    """Any student, with every answer passed through `change`; counts and keeps the answers."""

    def __init__(self, student: Any, change: Change | None = None) -> None:
        self.edition, self.constants = student.edition, student.constants
        self.kinds = getattr(student, "kinds", {})
        self.places = getattr(student, "places", {})
        self.answers: list[tuple[str, int, Any]] = []
        self._student, self._change = student, change
        self._counts: Counter[str] = Counter()

    @property
    def cpu_s(self) -> float:
        return float(self._student.cpu_s)

    def has(self, name: str) -> bool:
        return bool(self._student.has(name))

    def call(self, function: str, *args: Any, **kwargs: Any) -> Any:
        answer = self._student.call(function, *args, **kwargs)
        return self.heard(f"call {function}", answer)

    def new(self, class_name: str, *args: Any, **kwargs: Any) -> "HeardRemote":
        return HeardRemote(self, self._student.new(class_name, *args, **kwargs))

    def load(self, source: str) -> None:
        self._student.load(source)

    def start_over(self, *, bare: bool) -> None:
        self._student.start_over(bare=bare)

    def seed(self, seed: int) -> None:
        self._student.seed(seed)

    def heard(self, asked: str, answer: Any) -> Any:
        number = self._counts[asked]
        self._counts[asked] += 1
        self.answers.append((asked, number, answer))
        return self._change.applied(asked, number, answer) if self._change else answer


class HeardRemote:
    def __init__(self, heard: Heard, remote: Any) -> None:
        self._heard, self._remote = heard, remote

    def call(self, method: str, *args: Any, **kwargs: Any) -> Any:
        answer = self._remote.call(method, *args, **kwargs)
        return self._heard.heard(f"method {method}", answer)

    def get(self, attribute: str) -> Any:
        return self._heard.heard(f"get {attribute}", self._remote.get(attribute))

    def set(self, attribute: str, value: Any) -> None:
        self._remote.set(attribute, value)


@dataclass
class Replayed:
    """A student who answers what was recorded, in order; afterwards the last answer again."""

    edition: str
    constants: Mapping[str, Any]
    recorded: Sequence[tuple[str, Any]]
    kinds: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Any] = field(default_factory=dict)
    cpu_s: float = 0.0
    _counts: Counter[str] = field(default_factory=Counter)

    def answer(self, asked: str) -> Any:
        known = [answer for name, answer in self.recorded if name == asked]
        if not known:
            raise StudentError(f"never recorded: {asked}", GONE)
        number = min(self._counts[asked], len(known) - 1)
        self._counts[asked] += 1
        return known[number]

    def has(self, name: str) -> bool:
        return False

    def call(self, function: str, *args: Any, **kwargs: Any) -> Any:
        return self.answer(f"call {function}")

    def new(self, class_name: str, *args: Any, **kwargs: Any) -> "ReplayedRemote":
        return ReplayedRemote(self)

    def load(self, source: str) -> None:
        pass

    def start_over(self, *, bare: bool) -> None:
        pass

    def seed(self, seed: int) -> None:
        pass


@dataclass
class ReplayedRemote:
    student: Replayed

    def call(self, method: str, *args: Any, **kwargs: Any) -> Any:
        return self.student.answer(f"method {method}")

    def get(self, attribute: str) -> Any:
        return self.student.answer(f"get {attribute}")

    def set(self, attribute: str, value: Any) -> None:
        pass


def changes_of(answers: Sequence[tuple[str, int, Any]]) -> Iterator[Change]:
    """Each answer and each of its parts, one at a time, by each hostile value; then all alike."""
    read = [one for one in answers if one[2] is not None or one[0] in TOLD_BY_NONE]
    for asked, number, answer in read:
        for path in places_in(answer):
            for name in names_for(part_at(answer, path)):
                yield Change(asked, number, path, name)
    for asked, answer in {asked: answer for asked, _, answer in read}.items():
        for path in places_in(answer, 1):
            for name in names_for(part_at(answer, path)):
                yield Change(asked, EVERY, path, name)


Task = Callable[[Any], list[CheckResult]]
"""What is done with a student: a check, or a training with its checks."""


def asking(check: Check, rng: Callable[[Check], np.random.Generator]) -> Task:
    def ask(student: Any) -> list[CheckResult]:
        return [judged(check, lambda: check.function(student, rng(check)))]

    return ask


def training(
    drive: Callable[[Any], Mapping[str, Any]], first: Check, checks: Sequence[Check]
) -> Task:
    """`first` is the check that the training itself is; its figures have to be storable."""

    def train(student: Any) -> list[CheckResult]:
        figures: dict[str, Any] = {}
        results = [judged(first, lambda: figures.update(drive(student)))]
        if figures:
            exhibits, _ = laid_out(figures.pop(EXHIBITS, ()))
            json.dumps(json_safe({**figures, EXHIBITS: exhibits}), allow_nan=False)
            for check in checks_for(student.edition, checks):
                passed = {r.check for r in results if r.outcome is Outcome.PASSED}
                if passed.issuperset(check.needs):
                    results.append(judged(check, partial(check.function, figures)))
        return results

    return train


def incidents_of(results: Sequence[CheckResult]) -> list[str]:
    """Our faults: broken checks, and hints that no student could be shown."""
    found = []
    for result in results:
        if result.outcome is Outcome.BROKEN:
            found.append(f"{result.check}\n{result.evidence[-1200:]}")
        hint = dict(result.hint)
        json.dumps(json_safe([hint, result.evidence])).encode()
        shown = hint.values() if result.outcome is Outcome.FAILED else ()
        if any(len(words) > LONGEST_HINT or "\ud800" in words for words in shown):
            found.append(f"{result.check}: a hint like {str(hint)[:300]!r}")
    return found


@dataclass
class Tally:
    replaced: int = 0
    unnoticed: list[str] = field(default_factory=list)  # every check passed as before
    incidents: dict[str, list[str]] = field(default_factory=dict)

    def run(self, task: Task, student: Any, change: Change) -> None:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            results = task(Heard(student, change))
        self.replaced += 1
        for told in incidents_of(results):
            last = told.strip().splitlines()[-1]
            self.incidents.setdefault(last, [f"{change}", told]).append(f"{change}")
        if all(result.outcome is Outcome.PASSED for result in results):
            self.unnoticed.append(f"{results[0].check}: {change}")
