"""`training.learnt_here` of packs that train a network where none of the student's code runs.

The first attempt builds the network anew out of Keras's own layers, in a sandbox that holds nothing of
the student's, and trains it there. Where that cannot be done, or shows nothing, the network is
trained by the student's code as any attempt after it, and the reviewer reads why nothing was shown.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import numpy as np

from protocol.texts import Text
from workers.packkit import moving, stock
from workers.packkit.checks import NOT_SHOWN, Check, Student, Undecided, text

WHY = "not_shown"  # the figure that holds a reason, or nothing
EVIDENCE = "not_shown_because"
SHOWN: Mapping[str, str] = {WHY: "", EVIDENCE: ""}
NEITHER = "not tried"  # a further attempt, in which only the student's code trains

LARGEST_GAP = 0.02  # rounding in single precision stays far below
LEAST_ALIKE = 0.1  # cosine of two spans of plain steps, which only random numbers part
SHARE_ALIKE = 0.5  # of that, which the student's own span has to reach
LEAST_MOVED, MOST_MOVED = 0.3, 3.0  # its length, by that of a plain span
LEAST_OF_EACH = 0.1  # the same of each array of weights: none may stand still
MOST_PLACES = 200_000  # of all arrays together: they are held several times while they are compared


class Reason(StrEnum):
    LAYERS = "layers"
    SIZE = "size"
    ENDED = "ended"
    STEPS = "steps"
    ANSWERS = "answers"


class NotShown(Exception):
    """Nothing can be shown, for the work or against it. The evidence is for staff."""

    def __init__(self, reason: Reason, evidence: str = "") -> None:
        super().__init__(evidence)
        self.reason = reason

    @property
    def figures(self) -> Mapping[str, str]:
        return {WHY: self.reason.value, EVIDENCE: str(self)[:300]}


TOLD: Mapping[str, Text] = {
    Reason.LAYERS: text(
        "The network holds something else than Keras's own layers, so it could not be built "
        "and trained without the notebook's code.",
        ja="ネットワークにKeras標準の層以外のものが含まれるため、ノートブックのコードなしで"
        "組み立てて学習させることができませんでした。",
    ),
    Reason.SIZE: text(
        "The network has too many weights to be trained without the notebook's code.",
        ja="重みの数が多すぎるため、ノートブックのコードなしで学習させることができませんでした。",
    ),
    Reason.ENDED: text(
        "Training the same layers without the notebook's code ended early.",
        ja="同じ層をノートブックのコードなしで学習させましたが、途中で終わりました。",
    ),
    Reason.STEPS: text(
        "The notebook's own step moves the weights otherwise than a plain step of the same "
        "optimizer on the same batch.",
        ja="ノートブックの更新は、同じバッチに対する同じオプティマイザの通常の更新とは違う方向に"
        "重みを動かします。",
    ),
    Reason.ANSWERS: text(
        "With the same weights the notebook's network gives other answers than its layers do.",
        ja="同じ重みを入れても、ノートブックのネットワークは、同じ層を組み立てたものと違う答えを返します。",
    ),
}
LOOKED_AT = text("A reviewer looks at it.", ja="レビュアーが確認します。")
BEGINNING = text("Learnt here: not shown.", ja="ここで学習したこと：未確認。")


def shown_apart(*, needs: tuple[str, ...]) -> Check:
    """Passes where the attempt that counts was trained apart; else a reviewer reads why not."""

    def judge(figures: Mapping[str, Any]) -> None:
        reason = figures.get(WHY, NEITHER)
        if reason:
            evidence = f"{reason}: {figures.get(EVIDENCE, '')}"
            raise Undecided(evidence, told(reason))

    return Check(
        slug="training.learnt_here",
        title=text("The weights are learnt here", ja="重みはここで学習される"),
        hint=NOT_SHOWN,
        editions=(),
        needs=needs,
        function=judge,
    )


def told(reason: str) -> Text:
    if reason not in TOLD:
        return NOT_SHOWN
    words = TOLD[reason]
    between = {"en": " ", "ja": ""}
    return {
        language: between[language].join(
            (BEGINNING[language], words[language], LOOKED_AT[language])
        )
        for language in between
    }


def description_of(student: Student) -> dict[str, Any]:
    """Of the network that the pack's helper describes. Raises NotShown."""
    try:
        return stock.read(student.call("_course_described"))
    except stock.NotStock as error:
        raise NotShown(Reason.LAYERS, str(error)) from error


def shapes_of(student: Student, what: str, *, most: int) -> moving.Shapes:
    """Of all its weights. Raises NotShown."""
    try:
        shapes = moving.shapes(student, what, most=most)
    except moving.TooMany as error:
        raise NotShown(Reason.SIZE, str(error)) from error
    if not shapes:
        raise NotShown(Reason.LAYERS, "no weights at all")
    return shapes


def require_same_answers(own: np.ndarray, plain: np.ndarray) -> None:
    """The student's network and ours, with the same weights. Raises NotShown."""
    if own.shape != plain.shape or not np.isfinite(own).all():
        raise NotShown(Reason.ANSWERS, "answers of another form, or no numbers")
    gap = float(np.abs(own - plain).max() / max(float(plain.std()), 1e-6))
    if not gap < LARGEST_GAP:
        raise NotShown(Reason.ANSWERS, f"off by up to {gap:.3g} of their spread")


def places_in(
    sizes: list[int], most: int, rng: np.random.Generator
) -> list[np.ndarray]:
    """Up to so many places in each array, counted where all of them stand in one row."""
    most = max(min(most, MOST_PLACES // max(len(sizes), 1)), 1)
    begins = np.cumsum([0, *sizes])
    return [
        begin + np.sort(rng.permutation(size)[:most])
        for begin, size in zip(begins[:-1], sizes, strict=True)
    ]


def require_same_steps(
    own: list[np.ndarray], plain: list[np.ndarray], again: list[np.ndarray]
) -> None:
    """How the same few batches moved the weights, array by array. Raises NotShown.

    `plain` and `again` are two spans of our own, which differ by what is drawn at random in
    training, such as dropout. The student's may turn pictures or smooth labels, so it may lie further off.
    """
    if not plain:
        raise NotShown(Reason.STEPS, "nothing in it learns")
    usual = _cosine(np.concatenate(plain), np.concatenate(again))
    alike = _cosine(np.concatenate(own), np.concatenate(plain))
    if not usual > LEAST_ALIKE:
        raise NotShown(Reason.STEPS, f"plain steps agree to {usual:.2f} only")
    if not alike > usual * SHARE_ALIKE:
        raise NotShown(Reason.STEPS, f"a cosine of {alike:.2f}, usually {usual:.2f}")
    lengths = [_length(np.concatenate(span)) for span in (own, plain)]
    if not LEAST_MOVED < lengths[0] / max(lengths[1], 1e-12) < MOST_MOVED:
        raise NotShown(Reason.STEPS, f"moves of {lengths[0]:.3g}, not {lengths[1]:.3g}")
    still = [
        number
        for number, (ours, theirs) in enumerate(zip(plain, own, strict=True))
        if _length(theirs) < LEAST_OF_EACH * min(_length(ours), _length(again[number]))
    ]
    if still:
        raise NotShown(Reason.STEPS, f"arrays that stand still: {still[:20]}")


def _length(numbers: np.ndarray) -> float:
    return float(np.linalg.norm(numbers.astype(np.float64)))


def _cosine(one: np.ndarray, other: np.ndarray) -> float:
    both = _length(one) * _length(other)
    return float(one.astype(np.float64) @ other.astype(np.float64)) / max(both, 1e-30)
