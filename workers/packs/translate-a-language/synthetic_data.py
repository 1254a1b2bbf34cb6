"""Generates a bilingual corpus in the form of `small_vocab_en` and `_fr`.

Template sentences about animals and things, lower-case, with a space between tokens. The
French side has what makes translating more than looking words up: genders that adjectives
follow, adjectives behind their noun, verbs that follow their subject, a two-part negation
and an article that loses its vowel.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

SEED = 20170515
PAIRS = 30_000  # different ones, of some 70,000 that the templates give

NEVER = 0.2  # share of the sentences about habits

Pair = tuple[str, str]  # English, French
Choice = TypeVar("Choice")


@dataclass(frozen=True)
class Thing:
    en: str
    fr: str  # with its article, "l' horloge"
    feminine: bool


@dataclass(frozen=True)
class Quality:
    en: str
    masculine: str
    feminine: str

    def of(self, thing: Thing) -> str:
        return self.feminine if thing.feminine else self.masculine


@dataclass(frozen=True)
class Deed:
    """A verb. Forms follow `SUBJECTS`, and no French one begins with a vowel."""

    en: str  # "paint"; he and she add an s
    fr: tuple[str, ...]


THINGS = (
    Thing("cat", "le chat", feminine=False),
    Thing("dog", "le chien", feminine=False),
    Thing("horse", "le cheval", feminine=False),
    Thing("bird", "l' oiseau", feminine=False),
    Thing("boat", "le bateau", feminine=False),
    Thing("bridge", "le pont", feminine=False),
    Thing("garden", "le jardin", feminine=False),
    Thing("cow", "la vache", feminine=True),
    Thing("mouse", "la souris", feminine=True),
    Thing("owl", "la chouette", feminine=True),
    Thing("house", "la maison", feminine=True),
    Thing("river", "la rivière", feminine=True),
    Thing("lamp", "la lampe", feminine=True),
    Thing("clock", "l' horloge", feminine=True),
)
QUALITIES = (
    Quality("quiet", "calme", "calme"),
    Quality("white", "blanc", "blanche"),
    Quality("green", "vert", "verte"),
    Quality("blue", "bleu", "bleue"),
    Quality("heavy", "lourd", "lourde"),
    Quality("cold", "froid", "froide"),
    Quality("warm", "chaud", "chaude"),
    Quality("happy", "content", "contente"),
)
OFTEN = (
    ("always", "toujours"),
    ("often", "souvent"),
    ("sometimes", "parfois"),
    ("rarely", "rarement"),
)
TIMES = (
    ("in winter", "en hiver"),
    ("in spring", "au printemps"),
    ("in july", "en juillet"),
    ("in october", "en octobre"),
    ("on monday", "le lundi"),
    ("on sunday", "le dimanche"),
    ("at night", "la nuit"),
    ("at noon", "à midi"),
)
SUBJECTS = (
    ("i", "je"),
    ("you", "vous"),
    ("he", "il"),
    ("she", "elle"),
    ("we", "nous"),
    ("they", "ils"),
)
WITH_S = ("he", "she")
DEEDS = (
    Deed("see", ("vois", "voyez", "voit", "voit", "voyons", "voient")),
    Deed("paint", ("peins", "peignez", "peint", "peint", "peignons", "peignent")),
    Deed("want", ("veux", "voulez", "veut", "veut", "voulons", "veulent")),
    Deed("follow", ("suis", "suivez", "suit", "suit", "suivons", "suivent")),
    Deed("sell", ("vends", "vendez", "vend", "vend", "vendons", "vendent")),
    Deed(
        "know",
        ("connais", "connaissez", "connaît", "connaît", "connaissons", "connaissent"),
    ),
)


def corpus(seed: int | None = None) -> list[Pair]:
    """The training pairs, all different; the same for the same seed."""
    rng = np.random.default_rng(SEED if seed is None else seed)
    return fresh(rng, PAIRS, frozenset())


def fresh(rng: np.random.Generator, count: int, known: frozenset[str]) -> list[Pair]:
    """So many different pairs whose English side is not among the known ones."""
    pairs: dict[str, str] = {}
    while len(pairs) < count:
        english, french = TEMPLATES[int(rng.choice(len(TEMPLATES), p=SHARES))](rng)
        if english not in known:
            pairs[english] = french
    return list(pairs.items())


def _pick(rng: np.random.Generator, choices: Sequence[Choice]) -> Choice:
    return choices[int(rng.integers(len(choices)))]


def _weather(rng: np.random.Generator) -> Pair:
    """the owl is never cold in july . / la chouette n' est jamais froide en juillet ."""
    thing, quality = _pick(rng, THINGS), _pick(rng, QUALITIES)
    when_en, when_fr = _pick(rng, TIMES)
    how_en, how_fr = _pick(rng, OFTEN)
    is_en, is_fr = f"is {how_en}", f"est {how_fr}"
    if rng.random() < NEVER:
        is_en, is_fr = "is never", "n' est jamais"
    return (
        f"the {thing.en} {is_en} {quality.en} {when_en} .",
        f"{thing.fr} {is_fr} {quality.of(thing)} {when_fr} .",
    )


def _doing(rng: np.random.Generator) -> Pair:
    """she paints the white cow and the cat . / elle peint la vache blanche et le chat ."""
    place, deed = int(rng.integers(len(SUBJECTS))), _pick(rng, DEEDS)
    who_en, who_fr = SUBJECTS[place]
    first, second = _pick(rng, THINGS), _pick(rng, THINGS)
    quality = _pick(rng, QUALITIES)
    does = deed.en + "s" * (who_en in WITH_S)
    return (
        f"{who_en} {does} the {quality.en} {first.en} and the {second.en} .",
        f"{who_fr} {deed.fr[place]} {first.fr} {quality.of(first)} et {second.fr} .",
    )


def _but(rng: np.random.Generator) -> Pair:
    """the cat is white , but the cow is green . / le chat est blanc , mais ..."""
    (one, other), (two, another) = (
        (_pick(rng, THINGS), _pick(rng, QUALITIES)) for _ in range(2)
    )
    return (
        f"the {one.en} is {other.en} , but the {two.en} is {another.en} .",
        f"{one.fr} est {other.of(one)} , mais {two.fr} est {another.of(two)} .",
    )


TEMPLATES = (_weather, _doing, _but)
SHARES = (0.12, 0.6, 0.28)  # about as many as each template can tell apart
