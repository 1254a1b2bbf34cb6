"""English and French: the real `small_vocab_en` and `_fr`, or generated pairs.

Real data: 137,860 pairs from the course's public repository (MIT), or the first 32,037
of them. The generated pairs have the same form; see `synthetic_data.py`.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from workers_packs.translate_a_language import synthetic_data
from workers_packs.translate_a_language.synthetic_data import Pair

from protocol.steps import Incident
from workers.packkit.checks import text
from workers.packkit.loaders import REAL, SYNTHETIC, find_all
from workers.packkit.sources import Source

FOLDER = "small_vocab"
NAMES = ("small_vocab_en", "small_vocab_fr")
URL = "https://raw.githubusercontent.com/udacity/deep-learning/master/language-translation/data/"

KNOWN = {
    "all 137,860 pairs": (
        "921b56b81245b755a10211938dc02d18e4bb61c9",
        "e6a9f87ae7f8502476ecea6722ad988e48bde3fa",
    ),
    "the first 32,037 pairs": (
        "ca10bd2a339a8e6710ab94b84b9cf6bc5a285189",
        "3ba94cac1264c20ffc221593c7494866c351286d",
    ),
}
"""Git's own names of the two files' contents, which cover their sizes too. Those of the
whole files are on record in the course's repository."""

MIT = text("MIT licence, Udacity", ja="MITライセンス、Udacity")
SOURCES = tuple(
    Source(path=f"{FOLDER}/{name}", url=URL + name, digest="", size=None, licence=MIT)
    for name in NAMES
)
"""No SHA-256 of the whole files is published; `load` knows them by git's names."""

HELD_OUT = 512  # pairs for validation, and as many for the test


@dataclass(frozen=True)
class Split:
    """No English sentence of one part is in another."""

    training: Sequence[Pair]
    validation: Sequence[Pair]
    test: Sequence[Pair]


@dataclass(frozen=True)
class Dataset:
    """`limit` is the token accuracy to reach, by kind: see README.md."""

    kind: str  # REAL | SYNTHETIC
    pairs: Sequence[Pair]  # all that the notebook finds in its files
    limit: float
    epoch: int  # pairs that an epoch of the student's goes through
    course_epoch: int  # the same in the course

    def split(self, seed: int) -> Split:
        """Held-out pairs of this seed: drawn anew, or set apart where they cannot be."""
        rng = np.random.default_rng([seed, HELD_OUT])
        if self.kind == SYNTHETIC:
            known = frozenset(english for english, _ in self.pairs)
            held = synthetic_data.fresh(rng, 2 * HELD_OUT, known)
            training = self.pairs
        else:
            held = self._set_apart(rng)
            apart = {english for english, _ in held}
            training = [pair for pair in self.pairs if pair[0] not in apart]
        return Split(training, held[:HELD_OUT], held[HELD_OUT:])

    def _set_apart(self, rng: np.random.Generator) -> list[Pair]:
        different = list(dict(self.pairs).items())
        chosen = rng.permutation(len(different))[: 2 * HELD_OUT]
        return [different[place] for place in chosen]


LIMITS = {REAL: 0.9, SYNTHETIC: 0.9}
COURSE_EPOCH = 137_860
EPOCHS = {REAL: COURSE_EPOCH, SYNTHETIC: synthetic_data.PAIRS}
"""Students choose their epochs with the whole files at hand. Where only a part of them is
installed, an epoch goes through it several times, so that their choice means the same. The
stand-in is learnt sooner: there only whoever needs it gets as many steps (`learning.py`)."""


def load(folder: Path | None, seed: int | None = None) -> Dataset:
    """The real pairs when `folder` holds them, else made-up ones. Raises Incident.

    A run draws those from a secret seed, so that nobody has them before.
    """
    paths = find_all(folder, [f"{FOLDER}/{name}" for name in NAMES])
    if not paths:
        return _dataset(SYNTHETIC, synthetic_data.corpus(seed))
    contents = [path.read_bytes() for path in paths]
    if tuple(map(git_name, contents)) not in KNOWN.values():
        raise Incident(f"{FOLDER}: not the published files (digests differ): {URL}")
    return _dataset(REAL, pairs_in(*contents))


def _dataset(kind: str, pairs: Sequence[Pair]) -> Dataset:
    return Dataset(kind, pairs, LIMITS[kind], EPOCHS[kind], COURSE_EPOCH)


def git_name(content: bytes) -> str:
    """What git calls a file of this content: SHA-1 of its kind, size and bytes."""
    head = f"blob {len(content)}\0".encode()
    return hashlib.sha1(head + content, usedforsecurity=False).hexdigest()


def pairs_in(english: bytes, french: bytes) -> list[Pair]:
    """Line by line; ValueError when one file has more lines than the other."""
    lines = [side.decode("utf-8").strip().split("\n") for side in (english, french)]
    return list(zip(*lines, strict=True))


def notebook_files(dataset: Dataset) -> Mapping[str, bytes]:
    sides = zip(*dataset.pairs, strict=True)
    return {
        f"data/{name}": "\n".join(side).encode("utf-8")
        for name, side in zip(NAMES, sides, strict=True)
    }
