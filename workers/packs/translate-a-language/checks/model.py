"""Encoder and decoder put together: the model to train, and its inference."""

import reprlib

import numpy as np
from workers_packs.translate_a_language import probing, reference
from workers_packs.translate_a_language.helper import HELPER
from workers_packs.translate_a_language.settings import PAD, SPECIALS

from workers.packkit import answers
from workers.packkit.checks import Student, check, require, text

MODEL = "seq2seq_model"
LEAST_CHANGE = 1e-5
LONGEST = 6
DRAWS = 3  # of weights: a gradient may vanish by rounding, but not each time
NEARLY_ALL = 0.9999  # kept, and what is kept is hardly scaled up
HARDLY_MOVED = 0.05

STILL_MOVED = text(
    f"Found: with a `keep_probability` of {NEARLY_ALL} training still changes the logits a "
    "lot. Was the share to keep passed as the share to drop, or is a rate fixed, as in "
    "`recurrent_dropout=0.1`? Work every rate out from `keep_probability`.",
    ja=f"`keep_probability` が{NEARLY_ALL}でも、学習中はロジットが大きく変わります。残す割合を落とす割合として"
    "渡していないか、`recurrent_dropout=0.1` のように割合を固定していないか、確認してください。"
    "どの割合も `keep_probability` から計算します。",
)


@check(
    title=text("The model gives logits", ja="モデルはロジットを返す"),
    hint=text(
        "`seq2seq_model` should return two things: a Keras model that turns "
        "`[source_ids, decoder_input]` into logits, and a function "
        "`inference(source_ids, max_target_length)` that returns ids.",
        ja="`seq2seq_model` は2つのものを返します。`[source_ids, decoder_input]` をロジットに変える"
        "Kerasのモデルと、idを返す関数 `inference(source_ids, max_target_length)` です。",
    ),
    needs=("forced.logits", "greedy.writes_ids"),
)
def logits(student: Student, rng: np.random.Generator) -> None:
    model = _kept_model(student, rng)
    model.logits()
    model.translate()


@check(
    title=text("Training and inference share weights", ja="学習と推論は重みを共有する"),
    hint=text(
        "Inference should use the very encoder and decoder that are trained, each built once. "
        "Whatever weights the training model has, inference should write the words that they "
        "make likeliest.",
        ja="推論では、学習したエンコーダーとデコーダーそのものを使います。どちらも一度だけ作って"
        "ください。学習用モデルの重みが何であっても、推論はその重みで最も確率の高い単語を"
        "書くはずです。",
    ),
    needs=("model.logits", "greedy.stops_at_the_end"),
)
def shares_weights(student: Student, rng: np.random.Generator) -> None:
    model = _kept_model(student, rng)
    for _ in range(2):
        model.draw_weights(rng)
        ids = model.translate()
        read = reference.decoder_input(ids).astype(np.int32)
        logits = model.logits(read)
        unlikely = probing.unlikely(logits, ids, until=PAD) & reference.counted(ids)
        told = f"{ids.tolist()}, not the likeliest: {unlikely.tolist()}"
        assert not unlikely.any(), told


@check(
    title=text("Dropout is active in training", ja="学習中はドロップアウトが働く"),
    hint=text(
        "With a `keep_probability` below 1 some units should drop out while training, in the "
        "encoder, the decoder or both, and others each time. A `Dropout` layer wants the "
        "share that is dropped, `1 - keep_probability`. Batch normalization also makes training "
        "differ from what comes after, even where next to nothing drops out.",
        ja="`keep_probability` が1より小さいとき、学習中はエンコーダーかデコーダー（または両方）の"
        "一部のユニットが毎回異なる組で落ちるはずです。`Dropout` 層に渡すのは落とす割合、"
        "つまり `1 - keep_probability` です。バッチ正規化があると、ほとんど何も落とさなくても"
        "学習中と学習後の出力が変わります。",
    ),
    needs=("model.logits",),
)
def drops_out_in_training(student: Student, rng: np.random.Generator) -> None:
    model = _kept_model(student, rng)
    moved = np.abs(model.logits(training=True) - model.logits(training=True)).max()
    assert moved > LEAST_CHANGE, f"logits moved by {moved:.2g} only"
    whole = _Model(student, rng, "whole", kept=NEARLY_ALL)
    moved = np.abs(whole.logits(training=True) - whole.logits()).max(axis=(1, 2))
    told = f"keep_probability {NEARLY_ALL}: logits moved by {moved}"
    require(moved.min() < HARDLY_MOVED, STILL_MOVED, told)


@check(
    title=text("No dropout after training", ja="学習後はドロップアウトを使わない"),
    hint=text(
        "Called with `training=False`, the model should give the same logits each time. Leave "
        "the decision to Keras: no `training=True` inside the layers.",
        ja="`training=False` で呼び出したときは、毎回同じロジットになるはずです。"
        "層の中に `training=True` と書かず、切り替えはKerasに任せてください。",
    ),
    needs=("model.logits",),
)
def no_dropout_afterwards(student: Student, rng: np.random.Generator) -> None:
    model = _kept_model(student, rng)
    moved = np.abs(model.logits() - model.logits()).max()
    assert moved < LEAST_CHANGE, f"logits moved by {moved:.2g}"


@check(
    title=text("All weights can learn", ja="すべての重みが学習できる"),
    hint=text(
        "The loss should reach every weight of the model, those of the encoder included. A "
        "layer that is built but not on the way from the source to the logits never learns, nor does "
        "attention whose softmax runs over an axis of length 1.",
        ja="損失の勾配は、エンコーダーも含めたすべての重みに届くはずです。"
        "作っただけで、原文からロジットまでの経路にない層は学習しません。長さ1の軸に沿ってsoftmaxを取る"
        "注意機構も同じです。",
    ),
    needs=("model.logits",),
)
def learns_everywhere(student: Student, rng: np.random.Generator) -> None:
    model = _kept_model(student, rng)
    still = np.array([], int)
    for draw in range(DRAWS):
        norms = model.gradients()
        assert len(norms), "a model without trainable weights"
        assert np.isfinite(norms).all(), f"gradients {norms}"
        zero = np.flatnonzero(norms == 0)
        still = np.intersect1d(still, zero) if draw else zero
        if not len(still):
            return
        model.draw_weights(rng)
    told = f"no gradient for weights {still} of {len(norms)} with more than one number"
    raise AssertionError(told)


def _kept_model(student: Student, rng: np.random.Generator) -> "_Model":
    return probing.kept(student, "model", lambda: _Model(student, rng, "model"))


class _Model:
    """The student's model of its own random size, and questions for it."""

    def __init__(
        self,
        student: Student,
        rng: np.random.Generator,
        name: str,
        *,
        kept: float = 0.5,
    ) -> None:
        self._student, self._name = student, name
        self._sizes = probing.sizes(rng, kept=kept)
        self._source = probing.some_ids(
            rng, self._sizes.source_words, probing.SOURCE_LENGTH
        )
        self._written = probing.some_ids(rng, self._sizes.target_words, probing.LENGTH)
        self._targets = rng.integers(
            len(SPECIALS), self._sizes.target_words, self._written.shape
        )
        student.load(HELPER)
        made = (self._source, self._written, *self._sizes.model)
        told = student.call("_course_model", name, *made)
        assert told is None, reprlib.repr(told)
        self.draw_weights(rng)

    def draw_weights(self, rng: np.random.Generator) -> None:
        seed = int(rng.integers(2**31))
        self._student.call("_course_reweight_model", self._name, seed)

    def logits(
        self, written: np.ndarray | None = None, *, training: bool = False
    ) -> np.ndarray:
        read = self._written if written is None else written
        answer = self._student.call(
            "_course_logits", self._name, self._source, read, training
        )
        return probing.checked_logits(answer, MODEL, read, self._sizes.target_words)

    def translate(self) -> np.ndarray:
        answer = self._student.call(
            "_course_translate", self._name, self._source, LONGEST
        )
        ids = reference.written(
            answer,
            MODEL,
            sentences=len(self._source),
            longest=LONGEST,
            words=self._sizes.target_words,
        )
        return reference.padded(ids, LONGEST)

    def gradients(self) -> np.ndarray:
        answer = self._student.call(
            "_course_gradients", self._name, self._source, self._written, self._targets
        )
        return answers.array(answer, MODEL, dims=1)
