"""The grader's own computation of ids, sentence ends and scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from workers_packs.translate_a_language.settings import EOS, GO, PAD, SPECIALS
from workers_packs.translate_a_language.synthetic_data import Pair

from workers.packkit import answers


@dataclass(frozen=True)
class Vocabulary:
    """Random ids for words in each run, so that ids learnt elsewhere are useless."""

    ids: Mapping[str, int]
    words: Sequence[str]  # by id

    def encode(self, sentences: Sequence[str], *, end: bool) -> np.ndarray:
        """(sentences, longest) int32, padded; with the end mark if `end`."""
        rows = [[self.ids[w] for w in s.split()] + [EOS] * end for s in sentences]
        table = np.full((len(rows), max(map(len, rows))), PAD, np.int32)
        for place, row in enumerate(rows):
            table[place, : len(row)] = row
        return table

    def disguised(self) -> dict[str, int]:
        """For the sandbox: the special names, and code words for the others."""
        others = range(len(SPECIALS), len(self.words))
        return {**SPECIALS, **{f"word{number}": number for number in others}}

    def decode(self, ids: np.ndarray) -> str:
        """Up to the end mark, which is not shown."""
        return " ".join(self.words[number] for number in until_end(ids))


def vocabulary(sentences: Sequence[str], rng: np.random.Generator) -> Vocabulary:
    """In an order of `rng`'s; special ids come first."""
    known = sorted({word for sentence in sentences for word in sentence.split()})
    words = [*SPECIALS, *(known[place] for place in rng.permutation(len(known)))]
    return Vocabulary({word: number for number, word in enumerate(words)}, words)


def sides(pairs: Sequence[Pair]) -> tuple[list[str], list[str]]:
    english, french = zip(*pairs, strict=True)
    return list(english), list(french)


def until_end(ids: np.ndarray) -> np.ndarray:
    """A row of ids up to its first end mark, without it."""
    ends = np.flatnonzero(ids == EOS)
    return ids[: ends[0]] if len(ends) else ids


def decoder_input(targets: np.ndarray) -> np.ndarray:
    """(sentences, length): what the decoder has written before each id of the targets."""
    start = np.full((len(targets), 1), GO, targets.dtype)
    return np.concatenate([start, targets[:, :-1]], axis=1)


def written(
    answer: Any, what: str, *, sentences: int, longest: int, words: int
) -> np.ndarray:
    """What inference answered: ids, (sentences, at most longest), below `words`.

    `what` is the student's function. Raises AssertionError for any other answer.
    """
    array = answers.array(answer, what, shape=(sentences, None))
    length = array.shape[1]
    assert 1 <= length <= longest, f"{length} ids; {longest} may be written"  # noqa: S101
    known = np.isin(array, np.arange(words))
    assert bool(known.all()), f"{(~known).sum()} ids outside the vocabulary"  # noqa: S101
    return array.astype(np.int64)


def padded(ids: np.ndarray, length: int) -> np.ndarray:
    """(rows, length), with padding behind the first end mark of each row."""
    table = np.full((len(ids), length), PAD, ids.dtype)
    table[:, : ids.shape[1]] = np.where(counted(ids), ids, PAD)
    return table


def counted(ids: np.ndarray) -> np.ndarray:
    """True where an id counts: up to and with the first end mark of its row."""
    return np.asarray(np.cumsum(ids == EOS, axis=1) - (ids == EOS) == 0)


def ends_apart(free: np.ndarray, end: int) -> bool:
    """Whether stopping at `end` can be seen in what was written without any end.

    One sentence ends although it had another word to say, while another goes on.
    """
    ends = [_length(row, end) for row in free]
    return any(
        after < len(row) and row[after] not in (PAD, end) and max(ends) > after
        for row, after in zip(free, ends, strict=True)
    )


def not_stopped(ids: np.ndarray, free: np.ndarray, end: int) -> list[int]:
    """Rows that are not `free` up to and with its first `end`, and padding behind it."""
    wrong = []
    for number, (row, whole) in enumerate(zip(ids, free, strict=True)):
        length = _length(whole, end)
        kept = row[:length].tolist() == whole[:length].tolist()
        if not (kept and np.isin(row[length:], (PAD, end)).all()):
            wrong.append(number)
    return wrong


def _length(row: np.ndarray, end: int) -> int:
    """Up to and with the first end mark."""
    ends = np.flatnonzero(row == end)
    return int(ends[0]) + 1 if len(ends) else len(row)


@dataclass(frozen=True)
class Score:
    """Shares of ids at their right place, and of sentences that are right to the end."""

    tokens: float  # where the reference or the translation has a word or the end mark
    padded: float  # the padding up to the longest sentence counts as well
    sentences: float


def score(references: np.ndarray, translations: np.ndarray) -> Score:
    """Both (sentences, length), padded alike."""
    right = references == translations
    counted = (references != PAD) | (translations != PAD)
    return Score(
        tokens=float((right & counted).sum() / counted.sum()),
        padded=float(right.mean()),
        sentences=float(right.all(axis=1).mean()),
    )
