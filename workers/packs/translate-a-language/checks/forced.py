"""The decoder, and how it is taught: it reads the right words and says what comes next."""

import numpy as np
from workers_packs.translate_a_language import probing

from workers.packkit.checks import Student, assert_close, check, require, text

LEAST_CHANGE = 1e-5
TOLERANCE = 2e-4  # single precision, summed in another order


@check(
    title=text("Logits for every place", ja="各位置のロジット"),
    hint=text(
        "`decoding_layer_train(decoder, decoder_input, encoder_state)` should return the "
        "decoder's logits: for every sentence and place, one number for each word of the "
        "target vocabulary. The decoder takes `[ids, *state]` and returns "
        "`[logits, *state]`.",
        ja="`decoding_layer_train(decoder, decoder_input, encoder_state)` は、"
        "デコーダーのロジットを返してください。各文の各位置について、訳文の語彙1語につき1つの"
        "数です。デコーダーは `[ids, *state]` を受け取り、`[logits, *state]` を返します。",
    ),
    needs=("encoder.state",),
)
def logits(student: Student, rng: np.random.Generator) -> None:
    coders = probing.kept_coders(student, rng)
    coders.forced(coders.source, coders.written)


@check(
    title=text("Logits are not squashed", ja="ロジットは活性化関数を通さない"),
    hint=text(
        "The decoder's output layer should be linear: no softmax and no relu. The loss takes "
        "logits, and softmax would be applied twice.",
        ja="デコーダーの出力層は線形にしてください。softmaxもreluも使いません。"
        "損失関数がロジットを受け取るので、softmaxが二重になってしまいます。",
    ),
    needs=("forced.logits",),
)
def linear(student: Student, rng: np.random.Generator) -> None:
    coders = probing.kept_coders(student, rng)
    found = coders.forced(coders.source, coders.written)
    assert found.min() < -0.1, f"no logit is below {found.min():.3g}"
    assert found.max() > 0.1, f"no logit is above {found.max():.3g}"
    assert np.abs(found).max() > 1.0 + 1e-3, "logits within -1 and 1"


@check(
    title=text("The decoder's embedding", ja="デコーダーの埋め込み"),
    hint=text(
        "The decoder should have an `Embedding` of its own, with as many rows as the target "
        "vocabulary has words and `decoding_embedding_size` columns.",
        ja="デコーダーにも専用の `Embedding` が必要です。行数は訳文の語彙数、"
        "列数は `decoding_embedding_size` です。",
    ),
    needs=("forced.logits",),
)
def embedding(student: Student, rng: np.random.Generator) -> None:
    coders = probing.kept_coders(student, rng)
    sizes = coders.sizes
    coders.assert_table(1, sizes.target_words, sizes.decoding_embedding)


@check(
    title=text("The decoder does not look ahead", ja="デコーダーは先を見ない"),
    hint=text(
        "The logits of a place may depend on the words up to there and on no later ones. "
        "A bidirectional layer in the decoder would read the answer from the future.",
        ja="ある位置のロジットは、そこまでの単語だけで決まり、後の単語には左右されません。"
        "デコーダーに双方向の層を使うと、答えを先に読んでしまいます。",
    ),
    needs=("forced.logits",),
)
def looks_back_only(student: Student, rng: np.random.Generator) -> None:
    place, moved = _moved_by_a_word(student, rng)
    early = moved[:place].max()
    assert early < LEAST_CHANGE, f"logits before place {place} moved by {early:.2g}"


@check(
    title=text(
        "The decoder remembers what it read", ja="デコーダーは読んだ単語を覚える"
    ),
    hint=text(
        "Each word that the decoder reads should matter for its own place and for the places "
        "after it.",
        ja="デコーダーが読んだ単語は、その位置と、それより後の位置のロジットに影響するはずです。",
    ),
    needs=("forced.logits",),
)
def remembers(student: Student, rng: np.random.Generator) -> None:
    place, moved = _moved_by_a_word(student, rng)
    assert moved[place] > LEAST_CHANGE, f"{moved[place]:.2g} at the word's own place"
    later = moved[place + 1]
    assert later > LEAST_CHANGE, f"{later:.2g} at the next place"


@check(
    title=text("The source reaches the decoder", ja="原文がデコーダーに届く"),
    hint=text(
        "The decoder should start from the encoder's state, so that another sentence to "
        "translate gives other logits.",
        ja="デコーダーはエンコーダーの状態から始めてください。"
        "訳す文が変われば、ロジットも変わるはずです。",
    ),
    needs=("forced.logits",),
)
def starts_from_state(student: Student, rng: np.random.Generator) -> None:
    coders = probing.kept_coders(student, rng)
    before = coders.forced(coders.source, coders.written)
    other = probing.other_ids(rng, coders.sizes.source_words, coders.source)
    moved = np.abs(coders.forced(other, coders.written) - before).max(axis=(1, 2))
    assert moved.min() > LEAST_CHANGE, f"logits of the sentences moved by {moved}"


@check(
    title=text("The decoder hands its state on", ja="デコーダーは状態を引き継ぐ"),
    hint=text(
        "Reading a sentence word by word, each time with the state that the decoder "
        "returned, should give the same logits as reading it at once.",
        ja="デコーダーが返した状態を毎回渡しながら1語ずつ読んでも、"
        "まとめて読んだときと同じロジットになるはずです。",
    ),
    needs=("forced.logits",),
)
def hands_state_on(student: Student, rng: np.random.Generator) -> None:
    coders = probing.kept_coders(student, rng)
    at_once = coders.forced(coders.source, coders.written)
    one_by_one = coders.one_by_one(coders.source, coders.written)
    assert_close(one_by_one, at_once, rtol=TOLERANCE, atol=TOLERANCE)


@check(
    title=text("Sentences do not mix", ja="文どうしが混ざらない"),
    hint=text(
        "The logits of a sentence should be the same alone and in a batch with others. The "
        "softmax of attention runs over the places of the source sentence: look at its `axis`, "
        "which must not be that of the batch.",
        ja="1文だけでも、ほかの文と同じバッチの中でも、その文のロジットは同じになるはずです。"
        "注意機構のsoftmaxは原文の位置の方向に取ります。`axis` がバッチの軸になっていないか"
        "確かめてください。",
    ),
    needs=("forced.hands_state_on",),
)
def keeps_sentences_apart(student: Student, rng: np.random.Generator) -> None:
    coders = probing.kept_coders(student, rng)
    together = coders.forced(coders.source, coders.written)
    alone = coders.forced(coders.source[:1], coders.written[:1])
    assert_close(alone, together[:1], rtol=TOLERANCE, atol=TOLERANCE)


@check(
    title=text("The decoder's size", ja="デコーダーの大きさ"),
    hint=text(
        "`num_layers` is also the number of the decoder's recurrent layers, as many as the "
        "encoder has. Make one for each in a loop. Each starts from a state of its own (return "
        "those of all layers from the encoder, not the last alone), and `[logits, *state]` "
        "holds the new states of all.",
        ja="`num_layers` はデコーダーの再帰層の数でもあり、エンコーダーと同じ数です。ループで"
        "`num_layers` 個作ってください。各層は自分の状態から始めます（エンコーダーは最後の層だけでなく"
        "すべての層の状態を返します）。`[logits, *state]` にはすべての層の新しい状態を入れます。",
    ),
    needs=("forced.logits", "encoder.size"),
)
def size(student: Student, rng: np.random.Generator) -> None:
    counts = []
    for layers in (2, 3):
        made = probing.sizes(np.random.default_rng(7), layers=layers)
        coders = probing.coders(student, rng, made=made)
        counts.append(coders.weights(1))
    require(
        counts[0] < counts[1],
        text(
            "Found: with a `num_layers` of 3 the decoder has no more weights than with 2.",
            ja="`num_layers` を3にしても、2のときよりデコーダーの重みが増えません。",
        ),
        f"{counts} weights in two layers and in three",
    )


def _moved_by_a_word(
    student: Student, rng: np.random.Generator
) -> tuple[int, np.ndarray]:
    """A place, and how far the logits of each move when the word there is another one."""
    coders = probing.kept_coders(student, rng)
    place = int(rng.integers(2, 4))
    written = coders.written[[0, 0]]
    left = np.setdiff1d(np.arange(4, coders.sizes.target_words), written)
    written[1, place] = rng.choice(left)
    logits = coders.forced(coders.source[[0, 0]], written)
    return place, np.abs(logits[0] - logits[1]).max(axis=1)
