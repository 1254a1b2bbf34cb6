"""The decoder on its own: it reads what it wrote itself."""

import numpy as np
from workers_packs.translate_a_language import probing, reference
from workers_packs.translate_a_language.settings import GO, PAD, SPECIALS

from workers.packkit.checks import Student, check, text

LONGEST = 6
DECODERS = 3  # one may write the right words by chance, whatever state it reads
DRAWS = 20  # of weights, to find sentences that end apart


@check(
    title=text("Inference writes ids", ja="推論はidを書き出す"),
    hint=text(
        "`decoding_layer_infer(decoder, encoder_state, start_of_sequence_id, "
        "end_of_sequence_id, max_target_length)` should return ids in the shape "
        "(sentences, length), and never more than `max_target_length` for a sentence.",
        ja="`decoding_layer_infer(decoder, encoder_state, start_of_sequence_id, "
        "end_of_sequence_id, max_target_length)` は、形が（文の数, 長さ）のidを返してください。"
        "長さは `max_target_length` を超えません。",
    ),
    needs=("forced.logits",),
)
def writes_ids(student: Student, rng: np.random.Generator) -> None:
    coders = probing.kept_coders(student, rng)
    for longest in (LONGEST, 3):
        coders.endless(longest)


@check(
    title=text("Inference is the same each time", ja="推論は毎回同じ結果になる"),
    hint=text(
        "Asked twice, inference should answer alike: no dropout, and the likeliest word "
        "instead of a drawn one. Pass `training=False` to the decoder.",
        ja="同じ文なら推論は毎回同じ結果になるはずです。ドロップアウトは使わず、"
        "単語は抽選ではなく最も確率の高いものを選びます。"
        "デコーダーには `training=False` を渡してください。",
    ),
    needs=("greedy.writes_ids",),
)
def repeats_itself(student: Student, rng: np.random.Generator) -> None:
    coders = probing.coders(student, rng, made=probing.sizes(rng, kept=0.5))
    first, *others = (coders.endless(LONGEST) for _ in range(2))
    for other in others:
        assert (first == other).all(), f"{first.tolist()}, then {other.tolist()}"


@check(
    title=text(
        "Inference follows the trained decoder", ja="推論は学習したデコーダーに従う"
    ),
    hint=text(
        "At each step inference should choose the word with the largest logit, having read "
        "`start_of_sequence_id` and the words it chose before. Fed with what inference wrote, "
        "`decoding_layer_train` should choose the same words.",
        ja="推論では、`start_of_sequence_id` と、それまでに自分が選んだ単語を読み、ロジットが最大の単語を選びます。"
        "推論が書いた単語を `decoding_layer_train` に渡せば、同じ単語が選ばれるはずです。",
    ),
    needs=("greedy.repeats_itself", "forced.hands_state_on"),
)
def follows_the_decoder(student: Student, rng: np.random.Generator) -> None:
    coders = probing.kept_coders(student, rng)
    for _ in range(DECODERS):
        start = int(rng.integers(len(SPECIALS), coders.sizes.target_words))
        ids = coders.endless(LONGEST, start=start)
        read = np.concatenate([np.full((len(ids), 1), start), ids[:, :-1]], axis=1)
        logits = coders.forced(coders.source, read.astype(np.int32))
        unlikely = probing.unlikely(logits, ids, until=PAD)
        told = f"{ids.tolist()}, not the likeliest: {unlikely.tolist()}"
        assert not unlikely.any(), told
        coders.draw_weights(rng)


@check(
    title=text("Inference stops at the end mark", ja="推論は終端記号で止まる"),
    hint=text(
        "A sentence is complete when `end_of_sequence_id` has been written: that id belongs to "
        "the answer, and all places after it should be `<PAD>`. Other sentences of the batch go on.",
        ja="`end_of_sequence_id` が書かれたら、その文は完成です。そのidまでが答えで、"
        "その後ろはすべて `<PAD>` にしてください。バッチのほかの文は続きます。",
    ),
    needs=("greedy.follows_the_decoder",),
)
def stops_at_the_end(student: Student, rng: np.random.Generator) -> None:
    coders = probing.kept_coders(student, rng)
    free, end = _ending_apart(coders, rng)
    ids = coders.greedy(GO, end, LONGEST)
    wrong = reference.not_stopped(ids, free, end)
    told = f"{ids.tolist()} after {free.tolist()} with the end mark {end}: rows {wrong}"
    assert not wrong, told


def _ending_apart(
    coders: probing.Coders, rng: np.random.Generator
) -> tuple[np.ndarray, int]:
    """What the decoder writes without an end, and the word of it that is the end mark now.

    Decoders like to repeat one word for ever; stopping at that one could not be seen. So
    weights are drawn until some word tells. If none ever does, any word has to do.
    """
    for _ in range(DRAWS):
        free = coders.endless(LONGEST)
        words = [int(word) for word in rng.permutation(np.unique(free))]
        if telling := [word for word in words if reference.ends_apart(free, word)]:
            return free, telling[0]
        coders.draw_weights(rng)
    free = coders.endless(LONGEST)
    return free, int(free[1, int(rng.integers(1, 4))])
