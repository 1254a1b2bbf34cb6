"""The network, part by part and as a whole, against the same worked out in NumPy."""

from dataclasses import dataclass

import numpy as np
from workers_packs.generate_tv_scripts import findings, probes, reference

from workers.packkit import answers
from workers.packkit.checks import Student, assert_close, check, require, text

CLOSE = {"rtol": 1e-3, "atol": 2e-3}  # single precision, on whatever device
SURE = 0.5  # weights drawn five times as wide as Keras draws them stay below


@dataclass(frozen=True)
class Sizes:
    """All different, so that a transposed or forgotten dimension shows."""

    rows: int
    steps: int
    words: int
    embed: int
    units: int

    def ids(self, rng: np.random.Generator) -> np.ndarray:
        """Word 0 is among them: it is a word like any other, and no padding."""
        ids = rng.integers(1, self.words, (self.rows, self.steps)).astype(np.int32)
        ids[:, int(rng.integers(self.steps - 1))] = 0
        return ids


def sizes(rng: np.random.Generator) -> Sizes:
    return Sizes(
        rows=int(rng.integers(2, 4)),
        steps=int(rng.integers(4, 7)),
        words=int(rng.integers(31, 40)),
        embed=int(rng.integers(7, 12)),
        units=int(rng.integers(13, 20)),
    )


@check(
    title=text("Inputs", ja="入力"),
    hint=text(
        "`get_inputs(batch_size)` should return a `keras.Input` of whole numbers with "
        "the batch shape (batch_size, None): a fixed number of rows of any length.",
        ja="`get_inputs(batch_size)` は、整数の `keras.Input` を返してください。"
        "batch_shape は (batch_size, None)、つまり行数は固定、長さは自由です。",
    ),
)
def inputs(student: Student, rng: np.random.Generator) -> None:
    student.load(probes.HELPER)
    rows = int(rng.integers(2, 50))
    answer = student.call("_course_inputs", rows)
    shape, dtype = answers.parts(answer, "get_inputs", count=2)
    fixed, free = answers.parts(shape, "get_inputs", count=2)
    told = f"shape {shape!r:.100}, expected [{rows}, None]"
    assert free is None and fixed is not None, told  # noqa: PT018
    assert answers.count(fixed, "get_inputs") == rows, told
    whole = "int" in answers.string(dtype, "get_inputs")
    require(whole, findings.NOT_WHOLE, f"dtype {dtype!r:.100}")


@check(
    title=text("Word embedding", ja="単語の埋め込み"),
    hint=text(
        "`get_embed` should look up a row of learnable numbers for each word: a table "
        "of vocab_size rows and embed_dim columns, and nothing else.",
        ja="`get_embed` は、単語ごとに学習可能な数値の並びを引いてください。"
        "vocab_size 行 × embed_dim 列の表を1つ使います。",
    ),
)
def embedding(student: Student, rng: np.random.Generator) -> None:
    student.load(probes.HELPER)
    size = sizes(rng)
    model = student.new("_course_embed", size.rows, size.words, size.embed)
    arrays = probes.redrawn(student, model, rng, "get_embed")
    shapes, wanted = [array.shape for array in arrays], [(size.words, size.embed)]
    told = f"weights of shapes {shapes}, expected {wanted}"
    require(shapes == wanted, findings.no_table(shapes), told)
    ids = size.ids(rng)
    (answer,) = probes.fed(student, model, ids, what="get_embed")
    assert_close(answer, arrays[0][ids], **CLOSE)


@check(
    title=text("LSTM layers", ja="LSTM層"),
    hint=text(
        "`build_rnn` should send its input through all of the one or more LSTM layers "
        "that `get_init_cell(rnn_size)` made, one after the other, each of rnn_size "
        "units, with the usual activations (tanh and sigmoid) and with weights of its "
        "own, and return the output after every word, not only after the last. The layers "
        "are those of Keras, `LSTM`, or `LSTMCell` in an `RNN`: no GRU, no LSTM of your "
        "own, and nothing between them that has weights.",
        ja="`build_rnn` は、`get_init_cell(rnn_size)` が作った1つ以上のLSTM層のすべてに、入力を順に通してください。"
        "各層のユニット数は rnn_size、活性化関数は通常のもの（tanhとsigmoid）で、重みは層ごとに別々です。"
        "最後だけでなく、すべての単語の後の出力を返します。層はKerasの `LSTM`、または `RNN` に入れた "
        "`LSTMCell` にしてください。GRUや自作のLSTM、間に挟んだ重みを持つ層は使えません。",
    ),
)
def lstm(student: Student, rng: np.random.Generator) -> None:
    student.load(probes.HELPER)
    size = sizes(rng)
    model = student.new("_course_rnn", size.rows, size.units, size.embed)
    layers = reference.layers_of(
        probes.redrawn(student, model, rng, "build_rnn"), size.embed
    )
    units = [layer.units for layer in layers]
    told = f"layers of {units} units, not {size.units}"
    require(set(units) == {size.units}, findings.other_units(units), told)
    x = rng.normal(0, 1, (size.rows, size.steps, size.embed)).astype(np.float32)
    expected, _ = reference.unrolled(layers, x, reference.fresh(layers, size.rows))
    (answer,) = probes.fed(student, model, x, what="build_rnn")
    findings.require_shape(
        answer.shape, expected.shape, "batch_size", "length", "rnn_size"
    )
    assert_close(answer, expected, **CLOSE)
    unused = student.call("_course_unused", size.units, size.embed)
    unused = answers.count(unused, "get_init_cell")
    require(unused == 0, findings.unused_layers(unused))


@check(
    title=text("The state is carried on", ja="状態が引き継がれる"),
    hint=text(
        "When the next piece of text comes, the LSTM layers should go on from the state "
        "that the piece before left behind: they must be `stateful`.",
        ja="続きの文章を入力したとき、LSTM層は直前の文章が残した状態から始める必要があります。"
        "`stateful` にしてください。",
    ),
    needs=("network.lstm",),
)
def remembers(student: Student, rng: np.random.Generator) -> None:
    student.load(probes.HELPER)
    size = sizes(rng)
    model = student.new("_course_rnn", size.rows, size.units, size.embed)
    layers = reference.layers_of(
        probes.redrawn(student, model, rng, "build_rnn"), size.embed
    )
    x = rng.normal(0, 1, (size.rows, 3 * size.steps, size.embed)).astype(np.float32)
    expected, _ = reference.unrolled(layers, x, reference.fresh(layers, size.rows))
    parts = np.split(x, 3, axis=1)
    given = probes.fed(student, model, *parts, what="build_rnn")
    assert_close(np.concatenate(given, axis=1), expected, **CLOSE)


@check(
    title=text("A score for every word", ja="すべての単語にスコアがつく"),
    hint=text(
        "`build_nn` should return a `keras.Model` that takes the word numbers and gives, "
        "after each of them, one score for every word of the vocabulary.",
        ja="`build_nn` は、単語の番号を受け取り、各単語の後で語彙のすべての単語に"
        "スコアを1つずつ出す `keras.Model` を返してください。",
    ),
    needs=("network.inputs",),
)
def scores(student: Student, rng: np.random.Generator) -> None:
    student.load(probes.HELPER)
    size = sizes(rng)
    model = student.new(
        "_course_network", size.rows, size.units, size.words, size.embed
    )
    (answer,) = probes.fed(student, model, size.ids(rng))
    wanted = (size.rows, size.steps, size.words)
    findings.require_shape(answer.shape, wanted, "batch_size", "length", "vocab_size")


@check(
    title=text("The output layer is linear", ja="出力層は線形"),
    hint=text(
        "The scores should leave the last layer as they are: no softmax, no ReLU, no "
        "other activation. The loss and the picking of words apply the softmax.",
        ja="最後の層の出力は、そのまま返してください。ソフトマックスやReLUなどの活性化は不要です。"
        "ソフトマックスは損失の計算時と、単語を選ぶときに掛けます。",
    ),
    needs=("network.scores",),
)
def linear_output(student: Student, rng: np.random.Generator) -> None:
    """Moved weights of the last layer must move the scores in proportion."""
    student.load(probes.HELPER)
    size = sizes(rng)
    model = student.new(
        "_course_network", size.rows, size.units, size.words, size.embed
    )
    arrays, ids = probes.redrawn(student, model, rng), size.ids(rng)
    fitting = (a.ndim > 1 and a.shape[-1] == size.words for a in arrays)
    last = max((n for n, fits in enumerate(fitting) if fits), default=None)
    assert last is not None, "no layer has weights for a score of every word"
    moves = rng.normal(0, 1, (2, *arrays[last].shape)).astype(np.float32)
    given = []
    for move in (0 * moves[0], moves[0], moves[1], moves[0] + moves[1]):
        moved = [*arrays]
        moved[last] = arrays[last] + move
        probes.put(student, model, moved)
        given.append(np.float64(probes.fed(student, model, ids)[0]))
    shapes = {answer.shape for answer in given}
    assert len(shapes) == 1, f"scores of shapes {shapes}"
    assert_close(given[3] - given[0], given[1] + given[2] - 2 * given[0], **CLOSE)


@check(
    title=text("The whole network", ja="ネットワーク全体"),
    hint=text(
        "`build_nn` should put the parts together: the embedding of the inputs, then "
        "the LSTM layers, then one fully connected layer over the vocabulary, with the "
        "sizes it was given, and nothing else that has weights: no second `Dense`, no "
        "normalization. In a model class of your own, create the layers in this order too.",
        ja="`build_nn` では部品を順につなぎます。入力の埋め込み、LSTM層、"
        "そして語彙全体への全結合層1つです。大きさは渡された値を使い、"
        "ほかに重みを持つもの（2つ目の `Dense` や正規化など）は加えないでください。"
        "モデルのクラスを自分で書く場合は、層を作る順番も同じにします。",
    ),
    needs=("network.embedding", "network.remembers", "network.linear_output"),
)
def whole(student: Student, rng: np.random.Generator) -> None:
    student.load(probes.HELPER)
    size = sizes(rng)
    model = student.new(
        "_course_network", size.rows, size.units, size.words, size.embed
    )
    network = reference.Network.of(probes.redrawn(student, model, rng), size.words)
    assert network.embedding.shape == (size.words, size.embed)
    assert network.layers[0].units == size.units
    ids = np.concatenate([size.ids(rng), size.ids(rng)], axis=1)
    state = reference.fresh(network.layers, size.rows)
    expected, _ = network.logits(ids, state)
    parts = np.split(ids, 2, axis=1)
    given = probes.fed(student, model, *parts)
    assert_close(np.concatenate(given, axis=1), expected, **CLOSE)


@check(
    title=text("Nothing is known beforehand", ja="最初は何も知らない"),
    hint=text(
        "A network that was only just built should not be sure of any word yet. Leave the "
        "weights as Keras draws them, or draw smaller ones.",
        ja="作ったばかりのネットワークは、まだどの単語にも確信を持たないはずです。"
        "重みはKerasの初期値のままにするか、もっと小さく取ってください。",
    ),
    needs=("network.scores",),
)
def starts_even(student: Student, rng: np.random.Generator) -> None:
    student.load(probes.HELPER)
    size = sizes(rng)
    model = student.new(
        "_course_network", size.rows, size.units, size.words, size.embed
    )
    (answer,) = probes.fed(student, model, size.ids(rng))
    given = answers.array(answer, "build_nn", shape=(size.rows, size.steps, size.words))
    likely = reference.softmax(given).max(axis=-1).mean()
    assert likely < SURE, f"the likeliest words have probability {likely:.2f}"
