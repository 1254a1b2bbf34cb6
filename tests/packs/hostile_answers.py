"""What somebody might answer instead of what was asked for."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

GOOGOL = 10**100


class StrangeList(list):  # type: ignore[type-arg]
    """A list that is not of the type `list` itself."""


class StrangeArray(np.ndarray):
    """An array that says it equals everything."""

    def __eq__(self, other: object) -> Any:
        return True

    __hash__ = None  # type: ignore[assignment]


def _nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


ANYTHING: dict[str, Any] = {
    "None": None,
    "True": True,
    "False": False,
    "zero": 0,
    "minus one": -1,
    "minus zero": -0.0,
    "half": 0.5,
    "NaN": float("nan"),
    "infinity": float("inf"),
    "minus infinity": float("-inf"),
    "minus a googol": -GOOGOL,
    "an integer of 400 digits": 10**400,
    "beyond 64 bits": 2**63,
    "the largest float": 1.7e308,
    "an empty string": "",
    "a number as a string": "1.5",
    "a lone surrogate": "\ud800 \x00 </script>",
    "a long string": "a" * 100_000,
    "an empty list": [],
    "an empty dict": {},
    "a dict with odd keys": {"": 1, "\ud800": [2], "values": None, "0": {}},
    "a list of None": [None, None],
    "a list of strings": ["a", "b"],
    "strings of numbers": ["1", "2"],
    "a ragged list": [[1, 2], [3]],
    "ragged arrays": [np.zeros(3), np.zeros((2, 2))],
    "a list of dicts": [{}, {"a": 1}],
    "a list of a googol": [GOOGOL, -GOOGOL],
    "integers and an array": [1, np.zeros(2)],
    "nested 30 deep": _nested(30),
    "nested 900 deep": _nested(900),
    "an array for a shape": [np.array([2, 3]), np.zeros((2, 2))],
    "a negative shape": [-1, 3],
    "a shape of floats": [2.5, float("nan")],
    "a shape of googols": [[GOOGOL, 1]],
    "shapes of strings": [["2", "3"]],
    "shapes of many sides": [[1] * 70],
    "a number as an array": np.array(3.0),
    "an empty array": np.zeros(0),
    "an empty matrix": np.zeros((0, 3)),
    "an array of 32 sides": np.zeros((1,) * 32),
    "truths": np.array([True, False]),
    "small integers": np.arange(6, dtype=np.uint8),
    "halves": np.arange(6, dtype=np.float16),
    "the least integers": np.full(4, -(2**63), np.int64),
    "unsigned integers": np.full(4, 2**64 - 1, np.uint64),
    "objects": np.array([{}, None, "a"], object),
    "strings": np.array(["a", "bc"]),
    "complex numbers": np.array([1 + 2j]),
    "dates": np.array(["2026-11-29"], "datetime64[D]"),
    "an enormous array": np.broadcast_to(np.zeros(1), (10**6, 10**6)),
    "a wide array": np.zeros((2, 20_000)),
    "a list of its own kind": StrangeList([1.0, 2.0]),
}
"""Replaces an answer whatever it was."""


def _of_its_own(array: np.ndarray) -> np.ndarray:
    return array.view(StrangeArray)


def _filled(value: float) -> Callable[[np.ndarray], np.ndarray]:
    return lambda array: np.full(array.shape, value)


def _once(value: float) -> Callable[[np.ndarray], np.ndarray]:
    def place(array: np.ndarray) -> np.ndarray:
        changed = array.astype(np.float64)
        if changed.size:
            changed.flat[0] = value
        return changed

    return place


CHANGED: dict[str, Callable[[np.ndarray], Any]] = {
    "turned": lambda array: array.T,
    "one dimension more": lambda array: array[None],
    "one dimension more behind": lambda array: array[..., None],
    "one dimension less": lambda array: array[0] if len(array) else array.ravel(),
    "flat": lambda array: array.ravel(),
    "one row more": lambda array: np.concatenate([array, array[:1]]),
    "one row less": lambda array: array[:-1],
    "no rows": lambda array: array[:0],
    "one column less": lambda array: array[..., :-1],
    "no columns": lambda array: array[..., :0],
    "one row": lambda array: array[:1],
    "NaN everywhere": _filled(float("nan")),
    "infinity everywhere": _filled(float("inf")),
    "largest floats": _filled(-1.7e308),
    "noughts": _filled(0.0),
    "one NaN": _once(float("nan")),
    "one infinity": _once(float("-inf")),
    "one huge number": _once(1e200),
    "as truths": lambda array: array.astype(bool),
    "as halves": lambda array: np.clip(array, -9e4, 9e4).astype(np.float16),
    "as objects": lambda array: array.astype(object),
    "as strings": lambda array: array.astype(str),
    "as lists": lambda array: array.tolist(),
    "of its own kind": _of_its_own,
    "reversed": lambda array: array[::-1],
    "repeated": lambda array: np.broadcast_to(array, (1000, *array.shape)),
}
"""Replaces an array that has at least one dimension by one made from it."""

CHANGED_LISTS: dict[str, Callable[[list[Any]], Any]] = {
    "one part more": lambda parts: [*parts, *parts[:1]],
    "one part less": lambda parts: parts[:-1],
    "no parts": lambda parts: [],
    "parts turned round": lambda parts: parts[::-1],
    "a part within": lambda parts: [parts],
    "a thousand times": lambda parts: parts * 1000,
}
CHANGED_DICTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "without its first name": lambda named: dict(list(named.items())[1:]),
    "its values": lambda named: list(named.values()),
    "its names": list,
    "one name more": lambda named: {**named, "passed": True},
}


def names_for(answer: Any) -> list[str]:
    names = list(ANYTHING)
    for kind, changes in (
        (list, CHANGED_LISTS),
        (dict, CHANGED_DICTS),
    ):
        names += changes if isinstance(answer, kind) else ()
    if isinstance(answer, np.ndarray) and answer.ndim:
        names += CHANGED
    return names


def named(name: str, answer: Any) -> Any:
    """The hostile answer of this name, where there is one for such an answer; else None."""
    if name in ANYTHING:
        return ANYTHING[name]
    if isinstance(answer, np.ndarray) and answer.ndim and name in CHANGED:
        return CHANGED[name](answer)
    if isinstance(answer, list) and name in CHANGED_LISTS:
        return CHANGED_LISTS[name](answer)
    if isinstance(answer, dict) and name in CHANGED_DICTS:
        return CHANGED_DICTS[name](answer)
    return None


def places_in(answer: Any, depth: int = 3) -> Iterator[tuple[int | str, ...]]:
    """Paths to the answer and to some of its parts."""
    yield ()
    if depth and isinstance(answer, list):
        for number in sorted({*range(min(len(answer), 2)), len(answer) - 1} - {-1}):
            for path in places_in(answer[number], depth - 1):
                yield (number, *path)
    if depth and isinstance(answer, dict):
        for name, part in answer.items():
            for path in places_in(part, depth - 1):
                yield (name, *path)


def part_at(answer: Any, path: tuple[int | str, ...]) -> Any:
    for step in path:
        answer = answer[step]
    return answer


def replaced(answer: Any, path: tuple[int | str, ...], part: Any) -> Any:
    """The answer with this part at the path; the answer itself stays as it is."""
    if not path:
        return part
    step, *rest = path
    copy = answer.copy()
    copy[step] = replaced(answer[step], tuple(rest), part)
    return copy
