"""What the encoder makes of a sentence."""

import numpy as np
from workers_packs.translate_a_language import probing

from workers.kit import Student, check, text

LEAST_CHANGE = 1e-5  # rounding in single precision stays below


@check(
    title=text("The encoder returns a state", ja="エンコーダーは状態を返す"),
    hint=text(
        "`encoding_layer` should return a Keras model or layer which turns ids of shape "
        "(sentences, words) into the state for the decoder: a tensor, or a list of "
        "tensors, with one row for each sentence.",
        ja="`encoding_layer` は、形が（文の数, 単語数）のidを、デコーダーに渡す状態に変える"
        "Kerasのモデルまたは層を返してください。状態は1つのテンソルかそのリストで、"
        "どれも文ごとに1行をもちます。",
    ),
)
def state(student: Student, rng: np.random.Generator) -> None:
    coders = probing.coders(student, rng, decoder=False)
    assert coders.state(coders.source), "an empty state"


@check(
    title=text("Every word is read, in its order", ja="すべての単語を順に読む"),
    hint=text(
        "Changing any one word of a sentence, or the order of two, should change the state "
        "that the encoder returns for it, and for no other sentence.",
        ja="文の単語を1つ変えても、2つを入れ替えても、その文の状態が変わるはずです。"
        "ほかの文の状態は変わりません。",
    ),
    needs=("encoder.state",),
)
def reads_every_word(student: Student, rng: np.random.Generator) -> None:
    coders = probing.coders(student, rng, decoder=False)
    before, row = coders.state(coders.source), 1
    for place in range(coders.source.shape[1]):
        changed = coders.source.copy()
        left = np.setdiff1d(np.arange(4, coders.sizes.source_words), changed[row])
        changed[row, place] = rng.choice(left)
        _only_row_changed(before, coders.state(changed), row, f"word {place} changed")
    swapped = coders.source.copy()
    swapped[row, [1, 2]] = swapped[row, [2, 1]]
    _only_row_changed(before, coders.state(swapped), row, "two words swapped")


@check(
    title=text("Words are embedded", ja="単語の埋め込み"),
    hint=text(
        "The encoder should begin with an `Embedding` of `source_vocab_size` rows and "
        "`encoding_embedding_size` columns.",
        ja="エンコーダーは、`source_vocab_size` 行・`encoding_embedding_size` 列の "
        "`Embedding` から始めてください。",
    ),
    needs=("encoder.state",),
)
def embedding(student: Student, rng: np.random.Generator) -> None:
    coders = probing.coders(student, rng, decoder=False)
    shapes = probing.shapes(student, "coders", 0)
    wanted = [coders.sizes.source_words, coders.sizes.encoding_embedding]
    assert wanted in shapes, f"no weights of the shape {wanted} among {shapes}"


@check(
    title=text("The encoder's size", ja="エンコーダーの大きさ"),
    hint=text(
        "`rnn_size` is the number of units of each recurrent layer of the encoder, and "
        "`num_layers` the number of those layers: larger ones need more weights.",
        ja="`rnn_size` はエンコーダーの各再帰層のユニット数、`num_layers` はその層の数です。"
        "大きくすれば重みが増えます。",
    ),
    needs=("encoder.state",),
)
def size(student: Student, rng: np.random.Generator) -> None:
    student.load(probing.HELPER)
    made = probing.sizes(rng)
    source = probing.some_ids(rng, made.source_words, 3)

    def weights(rnn: int, layers: int) -> int:
        arguments = [*made.encoder[:2], rnn, layers, made.kept]
        student.call("_course_coders", "sized", source, arguments, [], 1)
        return probing.count(probing.shapes(student, "sized", 0))

    counts = [weights(made.rnn, layers) for layers in (1, 2, 3)]
    assert counts[0] < counts[1] < counts[2], f"{counts} weights in 1, 2, 3 layers"
    wide = weights(made.rnn + 4, 1)
    assert wide > counts[0], f"{wide} weights with four units more than {counts[0]}"


def _only_row_changed(
    before: list[np.ndarray], after: list[np.ndarray], row: int, what: str
) -> None:
    assert len(before) == len(after), f"{len(after)} parts of a state"
    moved = [
        np.abs(b - a).reshape(len(b), -1).max(axis=1)
        for b, a in zip(before, after, strict=True)
    ]
    by_row = np.max(moved, axis=0)
    assert by_row[row] > LEAST_CHANGE, f"{what}: the state moved by {by_row[row]:.2g}"
    others = np.delete(by_row, row)
    assert others.max() < LEAST_CHANGE, f"{what}: others' states moved {others}"
