"""What the encoder makes of a sentence."""

from dataclasses import replace

import numpy as np
from workers_packs.translate_a_language import probing

from workers.packkit.checks import Student, StudentError, check, require, text

LEAST_CHANGE = 1e-5  # rounding in single precision stays below
CUT_OFF = text(
    "Found: in a sentence of fifteen words a late one changes nothing. Is the sentence cut off?",
    ja="15語の文の終わり近くの単語を変えても、状態が変わりません。文を途中で切っていませんか。",
)


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
    coders.state(coders.source)


@check(
    title=text("Every word is read, in its order", ja="すべての単語を順に読む"),
    hint=text(
        "Changing any one word of a sentence, or the order of two, should change the state "
        "that the encoder returns for it, and the other sentences of the batch should not "
        "matter.",
        ja="文の単語を1つ変えても、2つを入れ替えても、その文の状態が変わるはずです。"
        "バッチのほかの文には左右されません。",
    ),
    needs=("encoder.state",),
)
def reads_every_word(student: Student, rng: np.random.Generator) -> None:
    coders = probing.coders(student, rng, decoder=False)
    sentence = coders.source[:1]
    left = np.setdiff1d(np.arange(4, coders.sizes.source_words), sentence)
    variants = np.repeat(sentence, len(sentence[0]) + 2, axis=0)
    for place in range(len(sentence[0])):
        variants[place, place] = rng.choice(left)
    variants[-2, [1, 2]] = variants[-2, [2, 1]]
    alone, states = coders.state(sentence), coders.state(variants)
    shapes = [[part.shape[1:] for part in parts] for parts in (alone, states)]
    assert shapes[0] == shapes[1], f"parts of shapes {shapes[0]}, then {shapes[1]}"
    moved = np.max(
        [
            np.abs(all_of_them - one).reshape(len(variants), -1).max(axis=1)
            for one, all_of_them in zip(alone, states, strict=True)
        ],
        axis=0,
    )
    assert moved[-1] < LEAST_CHANGE, f"{moved[-1]:.2g} in a batch with others"
    assert moved[:-1].min() > LEAST_CHANGE, f"words changed, then two swapped: {moved}"


@check(
    title=text("The encoder is recurrent", ja="エンコーダーは再帰型である"),
    hint=text(
        "The order of two words should matter however many others stand between them. A "
        "recurrent layer carries on what it has read; a convolution and pooling see only "
        "neighbours.",
        ja="2つの単語の順番は、間に何語あっても状態に影響するはずです。再帰層は読んだ内容を"
        "先へ運びますが、畳み込みとプーリングでは隣どうししか見えません。",
    ),
    needs=("encoder.reads_every_word",),
)
def carries_on(student: Student, rng: np.random.Generator) -> None:
    try:
        swapped, late = _moved(student, rng, layers=1)  # of the narrowest window
    except StudentError:  # Keras cannot mask a stack of a single cell; many chose more
        swapped, late = _moved(student, rng, layers=2)
    assert swapped > LEAST_CHANGE, f"two words far apart swapped: {swapped:.2g}"
    require(late > LEAST_CHANGE, CUT_OFF, f"a late word changed: {late:.2g}")


def _moved(
    student: Student, rng: np.random.Generator, *, layers: int
) -> tuple[float, float]:
    """How far the state moves when two words change places, and when a late one changes."""
    made = probing.sizes(rng, layers=layers)
    coders = probing.coders(student, rng, decoder=False, made=made)
    asked = [
        probing.swapped_far_apart(rng, made.source_words),
        probing.changed_late(rng, made.source_words),
    ]
    swapped, late = (
        max(float(np.abs(part[0] - part[1]).max()) for part in coders.state(ids))
        for ids in asked
    )
    return swapped, late


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
    sizes = coders.sizes
    coders.assert_table(0, sizes.source_words, sizes.encoding_embedding)


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
    two = probing.sizes(rng)

    def weights(made: probing.Sizes) -> int:
        coders = probing.coders(student, rng, decoder=False, made=made)
        return coders.weights(0)

    few, many = weights(two), weights(replace(two, layers=3))
    require(
        few < many,
        text(
            "Found: with a `num_layers` of 3 the encoder has no more weights than with 2.",
            ja="`num_layers` を3にしても、2のときよりエンコーダーの重みが増えません。",
        ),
        f"{few} weights in two layers, {many} in three",
    )
    wide = weights(replace(two, rnn=two.rnn + 4))
    require(
        wide > few,
        text(
            "Found: with a larger `rnn_size` the encoder has no more weights.",
            ja="`rnn_size` を大きくしても、エンコーダーの重みが増えません。",
        ),
        f"{wide} weights with four units more, {few} without",
    )
