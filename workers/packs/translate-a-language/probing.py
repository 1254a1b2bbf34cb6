"""Runs the student's layers on small random inputs, for the checks.

Weights are random and large, so that every output depends clearly on the input.
"""

import math
import reprlib
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from workers_packs.translate_a_language import reference
from workers_packs.translate_a_language.helper import HELPER, MARK
from workers_packs.translate_a_language.settings import GO, SPECIALS

from workers.packkit import answers
from workers.packkit.checks import Student, require, text

Made = TypeVar("Made")

SENTENCES, SOURCE_LENGTH, LENGTH = 4, 5, 6
SPARE_ROWS = 4  # of an embedding: one for each special word, at most
MARGIN = 1e-3  # between logits whose order rounding may change


@dataclass(frozen=True)
class Sizes:
    """All sizes differ, so that one used in another's place is noticed."""

    source_words: int
    target_words: int
    encoding_embedding: int
    decoding_embedding: int
    rnn: int
    layers: int = 2
    kept: float = 1.0

    @property
    def encoder(self) -> list[float]:
        return [
            self.source_words,
            self.encoding_embedding,
            self.rnn,
            self.layers,
            self.kept,
        ]

    @property
    def decoder(self) -> list[float]:
        return [
            self.target_words,
            self.decoding_embedding,
            self.rnn,
            self.layers,
            self.kept,
        ]

    @property
    def model(self) -> list[object]:
        others = range(len(SPECIALS), self.target_words)
        words = {**SPECIALS, **{f"word{number}": number for number in others}}
        embeddings = (self.encoding_embedding, self.decoding_embedding)
        return [
            self.source_words,
            words,
            *embeddings,
            self.rnn,
            self.layers,
            self.kept,
        ]


def sizes(rng: np.random.Generator, *, kept: float = 1.0, layers: int = 2) -> Sizes:
    """Nothing drops out unless a check looks for dropout: it would hide what others look for."""
    return Sizes(
        source_words=int(rng.integers(24, 30)),
        target_words=int(rng.integers(17, 23)),
        encoding_embedding=int(rng.integers(5, 7)),
        decoding_embedding=int(rng.choice([7, 9])),
        rnn=int(rng.choice([8, 12])),  # parts into two directions or into heads
        layers=layers,
        kept=kept,
    )


def some_ids(rng: np.random.Generator, words: int, length: int) -> np.ndarray:
    """(SENTENCES, length) int32 ids of ordinary words, all different within a row."""
    rows = [
        len(SPECIALS) + rng.permutation(words - len(SPECIALS))[:length]
        for _ in range(SENTENCES)
    ]
    return np.asarray(rows, np.int32)


def other_ids(rng: np.random.Generator, words: int, ids: np.ndarray) -> np.ndarray:
    """Sentences of the same shape with another ordinary word at every place."""
    ordinary = words - len(SPECIALS)
    shift = int(rng.integers(1, ordinary))
    return np.asarray(
        len(SPECIALS) + (ids - len(SPECIALS) + shift) % ordinary, ids.dtype
    )


def swapped_far_apart(rng: np.random.Generator, words: int) -> np.ndarray:
    """(2, 15) ids: one word again and again but for two, which change places in row 1.

    Whoever looks through windows of up to five words finds the same ones in both rows: the
    two words stand far enough from each other, and from the ends.
    """
    often, one, other = len(SPECIALS) + rng.permutation(words - len(SPECIALS))[:3]
    rows = np.full((2, 15), often, np.int32)
    rows[0, [4, 10]] = one, other
    rows[1, [4, 10]] = other, one
    return rows


def changed_late(rng: np.random.Generator, words: int) -> np.ndarray:
    """(2, 15) ids, alike but for one word near the end, as long as many sentences of the corpus."""
    rows = np.tile(len(SPECIALS) + rng.permutation(words - len(SPECIALS))[:15], (2, 1))
    rows[1, 12] = rows[0, 11]
    return rows.astype(np.int32)


@dataclass
class Coders:
    """An encoder and a decoder in the sandbox, with weights drawn here."""

    student: Student
    name: str
    sizes: Sizes
    source: np.ndarray  # (SENTENCES, SOURCE_LENGTH)
    written: np.ndarray  # (SENTENCES, LENGTH), what the decoder reads

    def draw_weights(self, rng: np.random.Generator) -> None:
        self.student.call("_course_reweight", self.name, int(rng.integers(2**31)))

    def state(self, source: np.ndarray) -> list[np.ndarray]:
        """All parts of it, with numbers for each sentence: one part at least."""
        answer = self.student.call("_course_state", self.name, source)
        parts = answers.arrays(answer, "encoding_layer", finite=True)
        for part in parts:
            rows = part.shape[:1]
            assert rows == (len(source),), f"a state of shape {part.shape}"  # noqa: S101
            assert part.size, "a state without numbers"  # noqa: S101
        assert parts, "an empty state"  # noqa: S101
        return parts

    def forced(self, source: np.ndarray, written: np.ndarray) -> np.ndarray:
        answer = self.student.call("_course_forced", self.name, source, written)
        words = self.sizes.target_words
        return checked_logits(answer, "decoding_layer_train", written, words)

    def one_by_one(self, source: np.ndarray, written: np.ndarray) -> np.ndarray:
        answer = self.student.call("_course_one_by_one", self.name, source, written)
        words = self.sizes.target_words
        return checked_logits(answer, "decoding_layer", written, words)

    def greedy(self, start: int, end: int, longest: int) -> np.ndarray:
        answer = self.student.call(
            "_course_greedy", self.name, self.source, start, end, longest
        )
        return reference.written(
            answer,
            "decoding_layer_infer",
            sentences=len(self.source),
            longest=longest,
            words=self.sizes.target_words,
        )

    def endless(self, longest: int, *, start: int = GO) -> np.ndarray:
        """Greedy inference with an end mark that no decoder can write."""
        ids = self.greedy(start, self.sizes.target_words + 5, longest)
        wanted = (len(self.source), longest)
        return answers.array(ids, "decoding_layer_infer", shape=wanted, dtype=np.int64)

    def shapes(self, which: int) -> list[tuple[int, ...]]:
        """Of the trainable weights of the encoder (0) or the decoder (1)."""
        answer = self.student.call("_course_shapes", self.name, which)
        what = ("encoding_layer", "decoding_layer")[which]
        return [answers.shape_of(part, what) for part in answers.parts(answer, what)]

    def assert_table(self, which: int, words: int, columns: int) -> None:
        """A table with a row for every word; a few rows more do no harm."""
        shapes = self.shapes(which)
        fits = [s for s in shapes if len(s) > 1 and s[-1] == columns]
        found = any(words <= shape[0] <= words + SPARE_ROWS for shape in fits)
        tables = ", ".join(str(tuple(s)) for s in shapes if len(s) > 1)
        require(
            found,
            text(
                f"Found: weights of the shapes {tables}; none has as many rows as there are "
                "words and as many columns as the embedding size asks for.",
                ja=f"見つかった重みの形は {tables} です。語彙数の行と、埋め込みの大きさの列をもつ"
                "表がありません。",
            ),
            f"no table of {words} rows and {columns} columns among {shapes}",
        )

    def weights(self, which: int) -> int:
        return sum(math.prod(shape) for shape in self.shapes(which))


def coders(
    student: Student,
    rng: np.random.Generator,
    *,
    decoder: bool = True,
    made: Sizes | None = None,
    name: str = "others",
) -> Coders:
    """Built anew. Those without a decoder are what the encoder's own checks ask."""
    chosen = made or sizes(rng)
    source = some_ids(rng, chosen.source_words, SOURCE_LENGTH)
    written = some_ids(rng, chosen.target_words, LENGTH)
    student.load(HELPER)
    arguments = (chosen.encoder, chosen.decoder if decoder else [])
    seed = int(rng.integers(2**31))
    told = student.call("_course_coders", name, source, *arguments, seed)
    assert told is None, reprlib.repr(told)  # noqa: S101
    return Coders(student, name, chosen, source, written)


_kept: dict[str, tuple[weakref.ref[Any], Any]] = {}


def kept(student: Student, name: str, build: Callable[[], Made]) -> Made:
    """What an earlier check of this student built, while it is still in the sandbox.

    Building costs most of a check's time. A new sandbox has not got the helper's marks.
    """
    whose, made = _kept.get(name, (None, None))
    if whose is None or whose() is not student or not student.has(MARK + name):
        made = build()
        _kept[name] = (weakref.ref(student), made)
    return made  # type: ignore[return-value]  # what `build` of this name returned


def kept_coders(student: Student, rng: np.random.Generator) -> Coders:
    return kept(student, "coders", lambda: coders(student, rng, name="coders"))


def checked_logits(
    answer: object, what: str, written: np.ndarray, words: int
) -> np.ndarray:
    """`what` is the student's function that should give logits for what was written."""
    return answers.array(answer, what, shape=(*written.shape, words), finite=True)


def unlikely(logits: np.ndarray, ids: np.ndarray, *, until: int) -> np.ndarray:
    """True where an id is not the likeliest one, nor as good as that, in (rows, places).

    What comes behind the first `until` of a row is left out: masks may hide padding.
    """
    chosen = np.take_along_axis(logits, ids[..., None], axis=2)[..., 0]
    worse = logits.max(axis=2) - chosen > MARGIN
    before = np.cumsum(ids == until, axis=1) - (ids == until) == 0
    return np.asarray(worse & before)
