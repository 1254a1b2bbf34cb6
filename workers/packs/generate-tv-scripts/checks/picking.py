"""Picking the next word: by chance, but not by chance alone."""

import numpy as np
from workers_packs.generate_tv_scripts import probes

from protocol.texts import Text
from workers.packkit import answers
from workers.packkit.checks import Student, check, require, text

PICKS = 600
# Half the sum of the differences. Chance alone stays below 0.15; a temperature of 0.7 goes
# beyond the limit once in a million times; the two likeliest words alone are at 0.2.
FARTHEST = 0.19
WORDS = ("lantern", "harbour", "ginger", "whale", "umbrella", "onion", "fiddle")


def _shares(
    student: Student, rng: np.random.Generator, probabilities: np.ndarray
) -> tuple[list[str], np.ndarray]:
    """The words that were offered, and how often each was picked."""
    student.load(probes.HELPER)
    words = [str(word) for word in rng.permutation(WORDS)]
    answer = student.call("_course_picks", probabilities, words, PICKS)
    picked = answers.strings(answer, "pick_word", count=PICKS)
    strange = sorted(set(picked) - set(words))
    assert not strange, f"picked {strange[:3]!r:.300}"
    return words, np.array([picked.count(word) / PICKS for word in words])


@check(
    title=text("A word of the vocabulary is picked", ja="語彙の単語が選ばれる"),
    hint=text(
        "`pick_word` should return the word itself, not its number; and when one word "
        "has all the probability, that one.",
        ja="`pick_word` は番号ではなく単語そのものを返してください。"
        "確率がすべて1つの単語にあるときは、必ずその単語です。",
    ),
)
def a_word(student: Student, rng: np.random.Generator) -> None:
    probabilities = np.zeros(len(WORDS), np.float32)
    probabilities[int(rng.integers(len(WORDS)))] = 1
    _, shares = _shares(student, rng, probabilities)
    assert (shares == probabilities).all(), "another word than the only possible one"


@check(
    title=text(
        "The likeliest word is not always picked", ja="いつも最有力とは限らない"
    ),
    hint=text(
        "Always taking the most probable word makes the script go round in circles. Draw "
        "the word by chance, with the probabilities you were given.",
        ja="いつも最も確率の高い単語を選ぶと、台本が同じところを回り始めます。"
        "渡された確率に従って、くじ引きのように選んでください。",
    ),
    needs=("picking.a_word",),
)
def samples(student: Student, rng: np.random.Generator) -> None:
    probabilities = rng.permutation([0.4, 0.3, 0.15, 0.15, 0, 0, 0])
    _, shares = _shares(student, rng, probabilities)
    assert shares.max() < 1, "the same word each time"


@check(
    title=text(
        "Likely words are picked more often", ja="確率の高い単語ほどよく選ばれる"
    ),
    hint=text(
        "Over many picks, each word should come about as often as its probability "
        "says.",
        ja="何度も選ばせると、各単語が確率どおりの割合で出てくるようにしてください。",
    ),
    needs=("picking.samples",),
)
def follows(student: Student, rng: np.random.Generator) -> None:
    probabilities = rng.permutation([0.5, 0.3, 0.1, 0.1, 0, 0, 0]).astype(np.float32)
    _, shares = _shares(student, rng, probabilities)
    distance = float(np.abs(shares - probabilities).sum()) / 2
    told = f"shares {shares.round(2)} for {probabilities}"
    require(distance < FARTHEST, _other_shares(shares[probabilities > 0]), told)


def _other_shares(possible: np.ndarray) -> Text:
    """What is wrong with how often the words came whose probability is not zero."""
    if possible.min() == 0:
        return text(
            "Found: words of a small probability never came.",
            ja="確率の小さい単語が、一度も選ばれませんでした。",
        )
    if np.ptp(possible) < FARTHEST:
        return text(
            "Found: likely and unlikely words came about equally often.",
            ja="確率の高い単語も低い単語も、ほぼ同じ割合で選ばれました。",
        )
    return text(
        "Found: words came more or less often than their probability says. Draw with "
        "the probabilities as they are given.",
        ja="単語の選ばれる割合が、確率と違います。渡された確率のまま抽選してください。",
    )
