"""Says of an answer what came and what was wanted, in few words that carry nothing hidden.

The student's code chooses what comes, so the words tell its kind, never its numbers: a length of a
million sides could spell out an input that the code was given.
"""

import numbers
from collections.abc import Sequence
from typing import Any

import numpy as np

from protocol.texts import Text
from workers.packkit.numeric import Shape

MOST_TOLD = 9  # of parts or dimensions; more are "many"
KINDS = {
    "b": ("truth values", "真偽値"),
    "O": ("objects", "オブジェクト"),
    "U": ("strings", "文字列"),
    "S": ("bytes", "バイト列"),
    "c": ("complex numbers", "複素数"),
    "M": ("dates", "日付"),
    "m": ("time spans", "時間"),
}


def both(en: str, ja: str) -> Text:
    return {"en": en, "ja": ja}


def told(found: Text, wanted: Text, what: str) -> Text:
    """`what`: the student's name for what was asked, such as "run"."""
    return both(
        f"Found: {found['en']} from `{what}`; wanted: {wanted['en']}.",
        f"`{what}` から得られたのは{found['ja']}です。必要なのは{wanted['ja']}です。",
    )


def kind_of(answer: Any) -> Text:  # noqa: PLR0911 -- one kind, one return
    if answer is None:
        return both("`None`", " `None` ")
    if isinstance(answer, bool):
        return both("a truth value", "真偽値")
    if isinstance(answer, numbers.Number):
        return both("a single number", "1つの数")
    if isinstance(answer, str):
        return both("a string", "文字列")
    if isinstance(answer, list | tuple):
        count = _few(len(answer))
        return both(f"a list of {count['en']}", f"要素が{count['ja']}のリスト")
    if isinstance(answer, dict):
        return both("a dict", "辞書")
    if isinstance(answer, np.ndarray):
        return _array(answer)
    return both("something else", "別のもの")


def other_shape(found: Sequence[int], wanted: Shape) -> Text:
    """How a shape differs, without its numbers."""
    if len(found) != len(wanted):
        count = _few(len(found))
        return both(
            f"an array whose dimensions are {count['en']}", f"{count['ja']}次元の配列"
        )
    off = [
        (side, "long" if length > asked else "short")
        for side, (length, asked) in enumerate(zip(found, wanted, strict=True), 1)
        if asked is not None and length != asked
    ]
    japanese = {"long": "長すぎる", "short": "短すぎる"}
    return both(
        "an array that is " + " and ".join(f"too {how} in side {n}" for n, how in off),
        "、".join(f"{n}番目の辺が{japanese[how]}" for n, how in off) + "配列",
    )


def _array(array: np.ndarray) -> Text:
    en, ja = KINDS.get(array.dtype.kind, ("numbers", "数"))
    count = _few(array.ndim)
    return both(
        f"an array of {en} (dimensions: {count['en']})",
        f"{ja}の配列（{count['ja']}次元）",
    )


def _few(count: int) -> Text:
    if count <= MOST_TOLD:
        return both(str(count), str(count))
    return both("many", "多数")
