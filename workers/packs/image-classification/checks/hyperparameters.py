"""The numbers the student chose, read from the notebook."""

import numpy as np
from workers_packs.image_classification import settings

from workers.packkit.checks import Student, check, is_number, is_whole, text


@check(
    title=text("Epochs", ja="エポック数"),
    hint=text(
        "`epochs` should be a plain whole number: enough for the network to stop "
        f"learning, and at most {settings.MOST_EPOCHS}. 5 to 50 are common.",
        ja="`epochs` には整数を直接書いてください。学習が落ち着くだけの回数が必要です。"
        f"最大は {settings.MOST_EPOCHS} で、5〜50程度がよく使われます。",
    ),
)
def epochs(student: Student, rng: np.random.Generator) -> None:
    value = student.constants.get("epochs")
    assert is_whole(value), f"epochs = {value!r}"
    fewest, most = settings.FEWEST_EPOCHS, settings.MOST_EPOCHS
    assert fewest <= value <= most, f"epochs = {value}"


@check(
    title=text("Batch size", ja="バッチサイズ"),
    hint=text(
        "`batch_size` should be a plain whole number, such as a power of two from 32 "
        "to 512.",
        ja="`batch_size` には整数を直接書いてください。32〜512の2のべき乗などが普通です。",
    ),
)
def batch_size(student: Student, rng: np.random.Generator) -> None:
    value = student.constants.get("batch_size")
    assert is_whole(value), f"batch_size = {value!r}"
    smallest, largest = settings.SMALLEST_BATCH, settings.LARGEST_BATCH
    assert smallest <= value <= largest, f"batch_size = {value}"


@check(
    title=text("Probability to keep", ja="残す確率"),
    hint=text(
        "`keep_probability` should be a plain number below one (one means no dropout "
        "at all) that still lets enough through: 0.5 to 0.8 are common.",
        ja="`keep_probability` には1未満の数を直接書いてください（1ではドロップアウトが"
        "なくなります）。小さすぎると情報が通りません。0.5〜0.8がよく使われます。",
    ),
)
def keep_probability(student: Student, rng: np.random.Generator) -> None:
    value = student.constants.get("keep_probability")
    assert is_number(value), f"keep_probability = {value!r}"
    assert settings.LEAST_KEPT <= value < 1, f"keep_probability = {value}"


@check(
    title=text("Learning rate", ja="学習率"),
    hint=text(
        "`learning_rate` should be a plain number above zero; 0.001 is where most "
        "people begin with Adam.",
        ja="`learning_rate` には0より大きい数を直接書いてください。"
        "Adamでは0.001から始めるのが一般的です。",
    ),
)
def learning_rate(student: Student, rng: np.random.Generator) -> None:
    value = student.constants.get("learning_rate")
    assert is_number(value), f"learning_rate = {value!r}"
    assert 0 < value <= settings.LARGEST_RATE, f"learning_rate = {value}"
