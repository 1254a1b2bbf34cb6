"""Pictures and labels become numbers."""

from collections.abc import Sequence

import numpy as np
from workers_packs.image_classification import reference, settings

from protocol.texts import Text
from workers.packkit import answers
from workers.packkit.checks import (
    Student,
    assert_close,
    check,
    require,
    text,
)

ROUNDING = 1e-4
USUAL = ((0, 255), (-1, 1), (-0.5, 0.5), (0.1, 0.9), (0, 1 / 255), (0, 2), (-128, 127))

OTHER_COLUMNS = text(
    "Found: rows with a single one each, but in other columns than those of the labels. "
    "Label 0 belongs into the first column.",
    ja="各行に1が1つずつありますが、ラベルの番号とは違う列にあります。ラベル0は最初の列です。",
)


@check(
    title=text("`normalize` gives 0 to 1", ja="`normalize` は0〜1を返す"),
    hint=text(
        "`normalize(x)` should turn pixels from 0 to 255 into numbers from 0 to 1, both "
        "ends included, and keep the shape.",
        ja="`normalize(x)` は、0〜255の画素値を0以上1以下の数に変換し、"
        "配列の形は変えないでください。",
    ),
)
def normalize(student: Student, rng: np.random.Generator) -> None:
    images = rng.integers(0, 256, (4, *settings.IMAGE), dtype=np.uint8)
    images[0, 0, 0], images[1, 0, 0] = 0, 255
    answer = _normalized(student, images)
    low, high = float(answer.min()), float(answer.max())
    require(
        abs(low) < ROUNDING and abs(high - 1) < ROUNDING,
        _range(low, high),
        f"from {low:.4g} to {high:.4g}",
    )
    assert_close(answer, images / 255, rtol=1e-4, atol=1e-5)


@check(
    title=text("One scale for all images", ja="どの画像も同じ尺度"),
    hint=text(
        "The same pixel should become the same number whatever else is in the batch. "
        "Do not measure the smallest and largest value of the batch or the image: a dark "
        "picture has to stay dark. Pixels go from 0 to 255, so `x / 255` does it.",
        ja="同じ画素値は、バッチにほかに何が入っていても同じ数になる必要があります。"
        "バッチや画像の最小値・最大値を使わないでください。暗い画像は暗いままであるべきです。"
        "画素値は0〜255なので、`x / 255` で足ります。",
    ),
    needs=("arrays.normalize",),
)
def fixed_scale(student: Student, rng: np.random.Generator) -> None:
    darkest = int(rng.integers(20, 60))
    images = rng.integers(darkest, darkest + 90, (3, *settings.IMAGE), dtype=np.uint8)
    answer = _normalized(student, images)
    stretched = abs(float(answer.max()) - 1) < ROUNDING
    require(
        not stretched,
        text(
            "Found: in a batch of dark pictures, without a single white pixel, the "
            "brightest pixel became 1.",
            ja="白い画素が1つもない暗い画像のバッチで、いちばん明るい画素が1になりました。",
        ),
    )
    assert_close(answer, images / 255, rtol=1e-4, atol=1e-5)


@check(
    title=text("`one_hot_encode`", ja="`one_hot_encode`"),
    hint=text(
        "`one_hot_encode(x)` should give one row of ten numbers per label: a one in the "
        "column of the label, zeros elsewhere.",
        ja="`one_hot_encode(x)` は、ラベルごとに10個の数の行を返してください。"
        "ラベルの番号の列が1、ほかは0です。",
    ),
)
def one_hot(student: Student, rng: np.random.Generator) -> None:
    labels = rng.permutation(np.repeat(np.arange(settings.CLASSES), 3))
    encoded, wanted = _encoded(student, labels), reference.one_hot(labels)
    others = np.array_equal(np.sort(encoded, axis=1), np.sort(wanted, axis=1))
    if others:
        require(np.array_equal(encoded, wanted), OTHER_COLUMNS)
    assert_close(encoded, wanted)


@check(
    title=text("The same code on each call", ja="何度呼んでも同じ符号"),
    hint=text(
        "A batch in which some classes are missing should be encoded in the same way as "
        "any other: always ten columns, always the same column for the same label.",
        ja="一部のクラスが含まれないバッチでも、符号は変わらないようにしてください。"
        "常に10列で、同じラベルは常に同じ列です。",
    ),
    needs=("arrays.one_hot",),
)
def one_hot_same(student: Student, rng: np.random.Generator) -> None:
    few = rng.choice(settings.CLASSES, 3, replace=False)
    labels = rng.permutation(np.concatenate([few, few[:2]]))
    assert_close(_encoded(student, labels), reference.one_hot(labels))
    alone = [int(few[0])]
    assert_close(_encoded(student, alone), reference.one_hot(np.array(alone)))


def _range(low: float, high: float) -> Text:
    """Which of the usual other ranges it is: numbers of any kind could tell hidden pixels."""
    for known in USUAL:
        if np.allclose((low, high), known, rtol=0, atol=0.01 * (known[1] - known[0])):
            first, last = (f"{end:.3g}" for end in known)
            return text(
                f"Found: pixels from 0 to 255 became numbers from about {first} to {last}.",
                ja=f"0〜255の画素値が、およそ{first}〜{last}の数になりました。",
            )
    return text(
        "Found: pixels from 0 to 255 became numbers that do not go from 0 to 1.",
        ja="0〜255の画素値が、0〜1ではない範囲の数になりました。",
    )


def _normalized(student: Student, images: np.ndarray) -> np.ndarray:
    answer = student.call("normalize", images)
    return answers.array(answer, "normalize", shape=images.shape, finite=True)


def _encoded(student: Student, labels: Sequence[int] | np.ndarray) -> np.ndarray:
    answer = student.call("one_hot_encode", labels)
    wanted = (len(labels), settings.CLASSES)
    return answers.array(answer, "one_hot_encode", shape=wanted)
