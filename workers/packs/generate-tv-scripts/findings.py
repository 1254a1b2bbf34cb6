"""What a refusal of the network names: what was found, in the words of Keras.

The shapes told are those of the student's own layers; sizes are drawn anew for each question.
"""

from collections.abc import Sequence

from protocol.texts import Text
from workers.packkit.checks import Unsuitable, text

Shape = tuple[int, ...]

NOT_WHOLE = text(
    "Found: an input of numbers with a fraction, as `keras.Input` makes it unless it is told "
    'otherwise. Add `dtype="int32"`.',
    ja="小数を受け取る入力になっています。`keras.Input` は、指定がなければ小数の入力を作ります。"
    '`dtype="int32"` を付けてください。',
)


def no_lstm(shapes: Sequence[Shape]) -> Text:
    """The weights that begin where an LSTM layer's should."""
    told = " ".join(str(shape) for shape in shapes)
    if all(len(shape) == 1 for shape in shapes):
        return text(
            f"Found: weights of the shapes {told}, which are those of a normalization, not of "
            "an LSTM layer. Take that layer out; dropout may stay.",
            ja=f"LSTM層ではなく正規化の重み（形は {told}）が見つかりました。その層を外してください。"
            "ドロップアウトは残して構いません。",
        )
    return text(
        f"Found: weights of the shapes {told}. A Keras LSTM layer of u units has (inputs, 4u), "
        "then (u, 4u), then a bias of (4u,): an LSTM that you wrote yourself, a GRU or a "
        "`Dense` has others. `keras.layers.LSTM(rnn_size, …)`, or `RNN` around "
        "`keras.layers.LSTMCell(rnn_size)`, takes its place.",
        ja=f"形が {told} の重みが見つかりました。ユニット数 u のKerasのLSTM層の重みは、順に "
        "(入力数, 4u)、(u, 4u)、バイアス (4u,) です。自作のLSTMやGRU、`Dense` では形が違います。"
        "代わりに `keras.layers.LSTM(rnn_size, …)` か、`keras.layers.LSTMCell(rnn_size)` を入れた "
        "`RNN` を使ってください。",
    )


def weights_left(shape: Shape) -> Text:
    """An array behind the last LSTM layer, or between it and the linear one."""
    return text(
        f"Found: weights of the shape {shape} that belong to no LSTM layer. Take out the "
        "layer that has them.",
        ja=f"LSTM層のものではない重み（形は {shape}）が見つかりました。それを持つ層を外してください。",
    )


def other_units(found: Sequence[int]) -> Text:
    told = ", ".join(str(units) for units in found)
    return text(
        f"Found: LSTM layers of {told} units, where `rnn_size` asked for another number.",
        ja=f"LSTM層のユニット数が {told} で、`rnn_size` と違います。",
    )


def unused_layers(count: int) -> Text:
    return text(
        f"Found: {count} of the LSTM layers that `get_init_cell` made are not used by "
        "`build_rnn`.",
        ja=f"`get_init_cell` が作ったLSTM層のうち {count} 個が `build_rnn` で使われていません。",
    )


def no_table(shapes: Sequence[Shape]) -> Text:
    told = " ".join(str(shape) for shape in shapes) or "none"
    return text(
        f"Found: weights of the shapes {told}; one table of (vocab_size, embed_dim) was wanted.",
        ja=f"見つかった重みの形は {told} です。必要なのは (vocab_size, embed_dim) の表1つです。",
    )


def other_shape(found: Shape, wanted: Shape, names: Sequence[str]) -> Text:
    """What is wrong with the shape of an answer, of which every dimension has a name."""
    told = f"({', '.join(names)})"
    if len(found) != len(wanted):
        return text(
            f"Found: an answer of {len(found)} dimensions, where {told} was wanted.",
            ja=f"答えが {len(found)} 次元でした。必要な形は {told} です。",
        )
    pairs = zip(names, found, wanted, strict=True)
    name, is_more = next((name, got > size) for name, got, size in pairs if got != size)
    return text(
        f"Found: an answer whose dimension `{name}` is {'larger' if is_more else 'smaller'} than "
        f"what was asked; {told} was wanted.",
        ja=f"答えの `{name}` の次元が、求めた大きさより{'大きい' if is_more else '小さい'}です。"
        f"必要な形は {told} です。",
    )


def require_shape(found: Shape, wanted: Shape, *names: str) -> None:
    """The names of the dimensions are the student's own words."""
    if found != wanted:
        told = f"shape {found}, expected {wanted}"
        raise Unsuitable(told, other_shape(found, wanted, names))
