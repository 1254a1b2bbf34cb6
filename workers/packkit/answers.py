"""Readers for what a student's code answered: no check uses an answer that none of these has read.

An answer may be any plain data, whatever was asked: the code that gives it may be wrong, or hostile.
A reader returns what a check needs, of the type and the size that it asks for, or raises `Unsuitable`,
which tells the student what came and what was wanted. Nothing larger than asked for is converted, so
that an answer costs the grader little more memory than it has already.

    weights = array(net.get("weights_input_to_hidden"), "weights_input_to_hidden", shape=(3, 2))
    seconds = number(student.call("elapsed"), "elapsed", low=0)
"""

import math
import reprlib
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from protocol.texts import Text
from workers.packkit import answer_words as words
from workers.packkit import wanted_words
from workers.packkit.answer_words import both
from workers.packkit.checks import Unsuitable, is_whole
from workers.packkit.numeric import MOST_DIMENSIONS, Shape, fits, is_finite, numeric

MOST_NUMBERS = 40_000_000  # in one array
MOST_PARTS = 100_000  # of a list
LONGEST_SIDE = 10**9
LARGEST_SHAPE = (
    10**12
)  # numbers, an empty side left out: NumPy makes no array beyond its words
LONGEST_TEXT = 100_000


def number(
    answer: Any, what: str, *, low: float = -math.inf, high: float = math.inf
) -> float:
    """One finite number within the bounds, which may be an array or a list of one."""
    value = float(array(answer, what, size=1, finite=True).item())
    if not low <= value <= high:
        wanted = wanted_words.within(low, high)
        raise refusal(both("another number", "別の数"), wanted, what, value)
    return value


def count(answer: Any, what: str, *, least: int = 0, most: int = LONGEST_SIDE) -> int:
    """A whole number within the bounds."""
    value = number(answer, what)
    if not value.is_integer() or not least <= value <= most:
        wanted = both(
            f"a whole number from {least} to {most}", f"{least} 以上 {most} 以下の整数"
        )
        raise refusal(both("another number", "別の数"), wanted, what, value)
    return int(value)


def flag(answer: Any, what: str) -> bool:
    """True or False."""
    if not isinstance(answer, bool):
        wanted = both("`True` or `False`", " `True` か `False` ")
        raise refusal(words.kind_of(answer), wanted, what, answer)
    return answer


def string(answer: Any, what: str, *, most: int = LONGEST_TEXT) -> str:
    """Characters that can be stored: a half of a surrogate pair becomes a question mark."""
    if not isinstance(answer, str):
        raise refusal(words.kind_of(answer), both("a string", "文字列"), what, answer)
    if len(answer) > most:
        wanted = both(f"at most {most} characters", f"{most}文字以内の文字列")
        raise refusal(
            both("a longer string", "長すぎる文字列"), wanted, what, len(answer)
        )
    return answer.encode("utf-8", "replace").decode()


def parts(
    answer: Any, what: str, *, count: int | None = None, most: int = MOST_PARTS
) -> list[Any]:
    """The parts of a list, each of them to be read in turn."""
    if isinstance(answer, np.ndarray) and answer.ndim and len(answer) <= most:
        answer = list(answer)  # rows, as lists of lists often come
    wanted = wanted_words.parts_of(count)
    if not isinstance(answer, list | tuple):
        raise refusal(words.kind_of(answer), wanted, what, answer)
    if len(answer) > most or count not in (None, len(answer)):
        raise refusal(words.kind_of(answer), wanted, what, len(answer))
    return list(answer)


def strings(answer: Any, what: str, *, count: int | None = None) -> list[str]:
    return [string(part, what) for part in parts(answer, what, count=count)]


def entry(answer: Any, name: str, what: str) -> Any:
    """What a dict holds under this name, to be read in turn."""
    wanted = both(f"a dict with `{name}`", f" `{name}` のある辞書")
    if not isinstance(answer, dict) or name not in answer:
        raise refusal(words.kind_of(answer), wanted, what, answer)
    return answer[name]


def array(  # noqa: PLR0913 -- each is one thing that a check may want
    answer: Any,
    what: str,
    *,
    shape: Shape | None = None,
    dims: int | None = None,
    size: int | None = None,
    finite: bool = False,
    most: int = MOST_NUMBERS,
    dtype: DTypeLike = np.float64,
) -> np.ndarray:
    """Real numbers in an array of the dtype, of the shape, dimensions and size that are wanted.

    `finite`: no NaN, no infinity, and nothing beyond LARGEST.
    """
    raw = numeric(answer)
    if raw is None:
        wanted = wanted_words.array_of(shape, dims)
        raise refusal(words.kind_of(answer), wanted, what, answer)
    if size is not None and raw.size != size:
        wanted = wanted_words.numbers_of(size)
        raise refusal(words.kind_of(answer), wanted, what, raw.shape)
    if dims is not None and raw.ndim != dims:
        wanted = wanted_words.array_of(None, dims)
        raise refusal(
            words.other_shape(raw.shape, [None] * dims), wanted, what, raw.shape
        )
    if shape is not None and not fits(raw.shape, shape):
        wanted = wanted_words.array_of(shape, None)
        raise refusal(words.other_shape(raw.shape, shape), wanted, what, raw.shape)
    if raw.size > most:
        raise refusal(
            both("more numbers than can be read", "読み切れない個数の数"),
            both(f"at most {most}", f"{most}個以内の数"),
            what,
            raw.shape,
        )
    with np.errstate(over="ignore"):  # an infinity is for the caller to see
        read = np.asarray(raw, dtype=dtype)
    if finite and not is_finite(read):
        raise refusal(
            both("NaN, infinite or enormous numbers", "NaN・無限大・巨大な数"),
            both("finite numbers", "有限の数"),
            what,
        )
    return read


def arrays(  # noqa: PLR0913 -- each is one thing that a check may want
    answer: Any,
    what: str,
    *,
    count: int | None = None,
    shape: Shape | None = None,
    finite: bool = False,
    most: int = MOST_NUMBERS,
    dtype: DTypeLike = np.float64,
) -> list[np.ndarray]:
    """A list of arrays, all of them of the shape, if one is wanted."""
    return [
        array(part, what, shape=shape, finite=finite, most=most, dtype=dtype)
        for part in parts(answer, what, count=count)
    ]


def shape_of(answer: Any, what: str, *, most: int = LONGEST_SIDE) -> tuple[int, ...]:
    """A shape: a few whole numbers that are not negative."""
    wanted = both("a shape", "形（0以上の整数の並び）")
    if isinstance(answer, np.ndarray):
        answer = answer.tolist() if answer.ndim == 1 else None
    is_shape = (
        isinstance(answer, list | tuple)
        and len(answer) <= MOST_DIMENSIONS
        and all(is_whole(side) and 0 <= side <= most for side in answer)
        and math.prod(side for side in answer if side) <= LARGEST_SHAPE
    )
    if not is_shape:
        raise refusal(words.kind_of(answer), wanted, what, answer)
    return tuple(answer)


def refusal(found: Text, wanted: Text, what: str, evidence: Any = "") -> Unsuitable:
    """To be raised. Staff also read the beginning of the evidence."""
    told = words.told(found, wanted, what)
    return Unsuitable(f"{told['en']} {reprlib.repr(evidence)[:300]}", told)
