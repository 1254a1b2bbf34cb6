"""The numbers the student chose, read from the notebook."""

import numpy as np
from workers_packs.translate_a_language import settings

from workers.packkit.checks import Student, check, is_number, is_whole, text


@check(
    title=text("Epochs", ja="エポック数"),
    hint=text(
        "`epochs` should be a plain whole number, at least 1 and at most "
        f"{settings.WHOLE['epochs'][1]}.",
        ja="`epochs` には整数を直接書いてください。"
        f"1以上 {settings.WHOLE['epochs'][1]} 以下です。",
    ),
)
def epochs(student: Student, rng: np.random.Generator) -> None:
    _whole(student, "epochs")


@check(
    title=text("Batch size", ja="バッチサイズ"),
    hint=text(
        "`batch_size` should be a plain whole number. With too few sentences each step is "
        "noise and an epoch takes for ever; common sizes lie between 64 and 1024.",
        ja="`batch_size` には整数を直接書いてください。小さすぎると更新はノイズだらけで、"
        "1エポックもなかなか終わりません。64〜1024あたりがよく使われます。",
    ),
)
def batch_size(student: Student, rng: np.random.Generator) -> None:
    _whole(student, "batch_size")


@check(
    title=text("Units and layers", ja="ユニット数と層数"),
    hint=text(
        "`rnn_size` and `num_layers` should be plain whole numbers: enough units to keep a "
        "whole sentence in mind (100 or more), in one layer or a few.",
        ja="`rnn_size` と `num_layers` には整数を直接書いてください。文全体を覚えておけるだけの"
        "ユニット（100以上）が必要で、層は1つか数層で十分です。",
    ),
)
def layers(student: Student, rng: np.random.Generator) -> None:
    _whole(student, "rnn_size")
    _whole(student, "num_layers")


@check(
    title=text("Embedding sizes", ja="埋め込みの大きさ"),
    hint=text(
        "`encoding_embedding_size` and `decoding_embedding_size` should be plain whole "
        "numbers. For a few hundred words some dozens of columns are enough.",
        ja="`encoding_embedding_size` と `decoding_embedding_size` には整数を直接書いてください。"
        "数百語なら数十列で足ります。",
    ),
)
def embedding_sizes(student: Student, rng: np.random.Generator) -> None:
    _whole(student, "encoding_embedding_size")
    _whole(student, "decoding_embedding_size")


@check(
    title=text("Learning rate", ja="学習率"),
    hint=text(
        "`learning_rate` should be a plain number above zero; Adam likes 0.001 to 0.01.",
        ja="`learning_rate` には0より大きい数を直接書いてください。"
        "Adamでは0.001〜0.01がよく合います。",
    ),
)
def learning_rate(student: Student, rng: np.random.Generator) -> None:
    value = student.constants.get("learning_rate")
    assert is_number(value), f"learning_rate = {value!r}"
    assert 0 < value <= settings.LARGEST_LEARNING_RATE, f"learning_rate = {value}"


@check(
    title=text("Keep probability", ja="保持確率"),
    hint=text(
        "`keep_probability` should be a plain number up to 1: the share of units that dropout "
        "keeps while training. It is no drop rate.",
        ja="`keep_probability` には1以下の数を直接書いてください。"
        "学習中にドロップアウトが残すユニットの割合で、落とす割合ではありません。",
    ),
)
def keep_probability(student: Student, rng: np.random.Generator) -> None:
    value = student.constants.get("keep_probability")
    assert is_number(value), f"keep_probability = {value!r}"
    assert settings.LEAST_KEPT <= value <= 1, f"keep_probability = {value}"


def _whole(student: Student, name: str) -> None:
    value = student.constants.get(name)
    assert is_whole(value), f"{name} = {value!r}"
    least, most = settings.WHOLE[name]
    assert least <= value <= most, f"{name} = {value}"
