"""Batches that continue one another, row by row, and end where they began."""

import numpy as np
from workers_packs.generate_tv_scripts import findings, reference

from workers.packkit import answers
from workers.packkit.checks import Student, assert_close, check, require, text

TEXTS = 2  # of different lengths: the number of batches is theirs

SAME_AS_INPUTS = text(
    "Found: the targets are the inputs themselves, so that there is nothing to guess.",
    ja="ターゲットが入力そのものなので、予測するものがありません。",
)


def _asked(student: Student, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The student's batches and ours, of a text whose every word is another.

    Some words are left over, as in the starter's example: what becomes of a text that ends with
    its last batch, or of one too short for a batch, was never shown.
    """
    count, rows, steps = (int(rng.integers(low, low + 4)) for low in (3, 2, 4))
    length = count * rows * steps + int(rng.integers(1, rows * steps))
    ids = rng.permutation(np.arange(100, 100 + 3 * length))[:length]
    answer = student.call("get_batches", [int(i) for i in ids], rows, steps)
    expected = reference.batches(ids, rows, steps)
    got = answers.array(answer, "get_batches")
    names = ("batches", "2", "batch_size", "seq_length")
    findings.require_shape(got.shape, expected.shape, *names)
    return got, expected


@check(
    title=text("Batches have the right shape", ja="バッチの形が正しい"),
    hint=text(
        "`get_batches` should return one array of shape (batches, 2, batch_size, "
        "seq_length), with as many full batches as the text has words for. What is left "
        "over is dropped.",
        ja="`get_batches` は、形が (バッチ数, 2, batch_size, seq_length) の配列を1つ返してください。"
        "バッチ数は単語数から作れるだけとし、余った単語は捨てます。",
    ),
)
def shape(student: Student, rng: np.random.Generator) -> None:
    for _ in range(TEXTS):
        _asked(student, rng)


@check(
    title=text("Each row goes on in the next batch", ja="各行が次のバッチに続く"),
    hint=text(
        "Row 0 of the second batch should go on where row 0 of the first one stopped. "
        "Cut the text into batch_size long rows first, then cut those into batches; "
        "otherwise the remembered state belongs to another place in the text.",
        ja="2番目のバッチの0行目は、最初のバッチの0行目の続きから始まります。"
        "まず文章を batch_size 本の長い行に分け、次にそれをバッチに切り分けてください。"
        "そうしないと、記憶した状態が別の場所の文章につながってしまいます。",
    ),
    needs=("batching.shape",),
)
def rows_continue(student: Student, rng: np.random.Generator) -> None:
    got, expected = _asked(student, rng)
    assert_close(got[:, 0], expected[:, 0])


@check(
    title=text("Targets are the next words", ja="ターゲットは次の単語"),
    hint=text(
        "The target of a word is the word that comes right after it in the text, also "
        "at the end of a row and of a batch.",
        ja="ある単語のターゲットは、文章でそのすぐ後に来る単語です。行やバッチの終わりでも同じです。",
    ),
    needs=("batching.rows_continue",),
)
def targets_follow(student: Student, rng: np.random.Generator) -> None:
    got, expected = _asked(student, rng)
    require(not np.array_equal(got[:, 1], got[:, 0]), SAME_AS_INPUTS)
    assert_close(got[:-1, 1], expected[:-1, 1])
    assert_close(got[-1, 1].ravel()[:-1], expected[-1, 1].ravel()[:-1])


@check(
    title=text("The last target is the first word", ja="最後のターゲットは最初の単語"),
    hint=text(
        "The very last target of the last batch should be the very first input of the "
        "first batch, not the word that was left over behind it.",
        ja="最後のバッチの最後のターゲットは、最初のバッチの最初の入力と同じ単語にしてください。"
        "その後ろに余った単語ではありません。",
    ),
    needs=("batching.shape",),
)
def wraps(student: Student, rng: np.random.Generator) -> None:
    got, expected = _asked(student, rng)
    last, first = got[-1, 1, -1, -1], expected[0, 0, 0, 0]
    assert last == first, f"{last:.0f}, expected {first:.0f}"
