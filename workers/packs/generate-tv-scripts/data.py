"""Television scripts: the instructor's copy of the course's file, or a made-up script.

The course's text (one show's tavern scenes, 305,284 bytes) may not be handed on, so only
its digest is known here. The generated script has the same form; see `synthetic_data.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workers_packs.generate_tv_scripts import reference, synthetic_data

from workers.packkit.checks import text
from workers.packkit.loaders import REAL, SYNTHETIC, find, read_published
from workers.packkit.sources import Source

DIGEST = "sha256:44eaf379f2368165d52d395329d0c639ef1a0036d5b7e2c0f0d3acfd657d7ed4"
CANONICAL_NAME = "simpsons/moes_tavern_lines.txt"
ACCEPTED_NAMES = (CANONICAL_NAME, "moes_tavern_lines.txt")
NOTEBOOK_NAMES = ("script.txt", f"data/{CANONICAL_NAME}")  # ours, and the one of 2017

SOURCES = (
    Source(
        path=CANONICAL_NAME,
        url="",
        digest=DIGEST,
        size=305_284,
        licence=text(
            "All rights reserved by the broadcaster; may not be redistributed",
            ja="放送局がすべての権利を保有。再配布不可",
        ),
        ask=text(
            "Ask the course's instructor for moes_tavern_lines.txt, which came with the"
            " 2017 project. Without it the made-up script is used.",
            ja="2017年のプロジェクトに付属していた moes_tavern_lines.txt を、"
            "コースの講師から受け取ってください。なければ架空の台本を使います。",
        ),
    ),
)

LOSS_LIMITS = {REAL: 1.0, SYNTHETIC: 1.0}
"""Mean cross-entropy per word on the training text, in nats. See README.md."""


@dataclass(frozen=True)
class Dataset:
    kind: str  # REAL | SYNTHETIC
    text: str  # the whole file, its notice included
    words: tuple[str, ...]  # lower-cased, symbols as words of their own
    loss_limit: float

    def unseen(self, seed: int) -> tuple[str, ...]:
        """Another script made by the same generator; none for the real script."""
        if self.kind == REAL:
            return ()
        other = synthetic_data.script(synthetic_data.SEED + 1 + seed, scenes=40)
        return reference.words_of(reference.without_notice(other))


def load(folder: Path | None, seed: int | None = None) -> Dataset:
    """The real script when `folder` holds it, else a made-up one. Raises Incident.

    A run draws it from a secret seed; without one it is the published script.
    """
    path = find(folder, *ACCEPTED_NAMES)
    if path is None:
        return prepared(
            SYNTHETIC,
            synthetic_data.script(synthetic_data.SEED if seed is None else seed),
        )
    content = read_published(path, DIGEST, where="the course's file of 2017")
    return prepared(REAL, content.decode("utf-8", "replace"))


def notebook_files(dataset: Dataset) -> Mapping[str, bytes]:
    content = dataset.text.encode()
    return dict.fromkeys(NOTEBOOK_NAMES, content)


def prepared(kind: str, script: str) -> Dataset:
    words = reference.words_of(reference.without_notice(script))
    return Dataset(kind, script, words, LOSS_LIMITS[kind])
