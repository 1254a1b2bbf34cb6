"""The numbers the student chose, read from the notebook."""

import numpy as np
from workers_packs.generate_tv_scripts import settings

from workers.packkit.checks import Student, check, is_whole, text


@check(
    title=text("Number of epochs", ja="エポック数"),
    hint=text(
        "`num_epochs` should be a plain whole number: enough for the loss to come down "
        f"below 1, and at most {settings.MOST_EPOCHS:,}. Assign nothing else to this name "
        "further down.",
        ja="`num_epochs` には整数を直接書いてください。損失が1を下回るまで学習できる回数が必要です"
        f"（最大 {settings.MOST_EPOCHS:,}）。後のセルで同じ名前に別の値を代入しないでください。",
    ),
)
def num_epochs(student: Student, rng: np.random.Generator) -> None:
    bounds = (settings.FEWEST_EPOCHS, settings.MOST_EPOCHS)
    settings.assert_within(student.constants, "num_epochs", bounds)


@check(
    title=text("Batch size", ja="バッチサイズ"),
    hint=text(
        "`batch_size` should be a plain whole number from "
        f"{settings.BATCH_SIZES[0]} to {settings.BATCH_SIZES[1]}, small enough that the "
        "text makes several batches.",
        ja=f"`batch_size` には {settings.BATCH_SIZES[0]}〜{settings.BATCH_SIZES[1]} の整数を"
        "直接書いてください。文章から複数のバッチが作れる大きさにします。",
    ),
)
def batch_size(student: Student, rng: np.random.Generator) -> None:
    settings.assert_within(student.constants, "batch_size", settings.BATCH_SIZES)
    steps = student.constants.get("seq_length")
    at_once = student.constants["batch_size"] * (
        steps if is_whole(steps) and steps > 0 else 1
    )
    assert at_once <= settings.MOST_AT_ONCE, f"{at_once} words in one batch"


@check(
    title=text("Size of the recurrent layers", ja="リカレント層の大きさ"),
    hint=text(
        "`rnn_size` should be a plain whole number from "
        f"{settings.RNN_SIZES[0]} to {settings.RNN_SIZES[1]}: enough units to "
        "remember who is speaking and about what.",
        ja=f"`rnn_size` には {settings.RNN_SIZES[0]}〜{settings.RNN_SIZES[1]} の整数を"
        "直接書いてください。誰が何の話をしているかを覚えておけるだけのユニットが必要です。",
    ),
)
def rnn_size(student: Student, rng: np.random.Generator) -> None:
    settings.assert_within(student.constants, "rnn_size", settings.RNN_SIZES)


@check(
    title=text("Size of the embedding", ja="埋め込みの次元"),
    hint=text(
        "`embed_dim` should be a plain whole number from "
        f"{settings.EMBED_DIMS[0]} to {settings.EMBED_DIMS[1]}, far below the number of "
        "different words.",
        ja=f"`embed_dim` には {settings.EMBED_DIMS[0]}〜{settings.EMBED_DIMS[1]} の整数を"
        "直接書いてください。語彙数よりずっと小さい値にします。",
    ),
)
def embed_dim(student: Student, rng: np.random.Generator) -> None:
    settings.assert_within(student.constants, "embed_dim", settings.EMBED_DIMS)


@check(
    title=text("Length of the sequences", ja="シーケンスの長さ"),
    hint=text(
        "`seq_length` should be a plain whole number, about as long as the sentences "
        "and lines of the script.",
        ja="`seq_length` には整数を直接書いてください。台本の1文や1行と同じくらいの長さが目安です。",
    ),
)
def seq_length(student: Student, rng: np.random.Generator) -> None:
    settings.assert_within(student.constants, "seq_length", settings.SEQ_LENGTHS)


@check(
    title=text("Learning rate", ja="学習率"),
    hint=text(
        "`learning_rate` should be a plain number above zero and below one. With Adam, "
        "small ones are usual.",
        ja="`learning_rate` には 0 より大きく 1 より小さい数を直接書いてください。"
        "Adamでは小さな値が普通です。",
    ),
)
def learning_rate(student: Student, rng: np.random.Generator) -> None:
    value = student.constants.get("learning_rate")
    assert isinstance(value, int | float), f"learning_rate = {value!r}"
    assert 0 < value < settings.LARGEST_RATE, f"learning_rate = {value}"
