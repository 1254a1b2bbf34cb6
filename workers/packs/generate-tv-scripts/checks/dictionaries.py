"""From words to numbers and back."""

from typing import Any

import numpy as np
from workers_packs.generate_tv_scripts import probes

from workers.packkit import answers
from workers.packkit.checks import Student, check, text

ASKED = "create_lookup_tables"
SYLLABLES = ("ka", "lo", "mi", "ren", "su", "tor", "ve", "zan", "qui", "ob")


def _words(rng: np.random.Generator) -> list[str]:
    """A text in which some words come often, some once; symbols are words as well.

    In lower case, as the notebook makes it: a table that lowers words once more is right.
    """
    kinds = {
        "".join(rng.choice(SYLLABLES, int(rng.integers(1, 4)))) for _ in range(40)
    } | {"||period||", "odd_name:", "it's"}
    known = sorted(kinds)
    often = rng.choice(known, 150).tolist()
    return [str(word) for word in rng.permutation(known + often)]


def _tables(
    student: Student, words: list[str]
) -> tuple[list[tuple[str, int]], list[tuple[int, str]]]:
    student.load(probes.HELPER)
    answer = student.call("_course_tables", words)
    forward, backward = answers.parts(answer, ASKED, count=2)
    there = [(_word(word), _number(n)) for word, n in _entries(forward)]
    return there, [(_number(n), _word(word)) for n, word in _entries(backward)]


def _entries(table: Any) -> list[list[Any]]:
    return [answers.parts(pair, ASKED, count=2) for pair in answers.parts(table, ASKED)]


def _word(word: Any) -> str:
    return answers.string(word, ASKED)


def _number(number: Any) -> int:
    return answers.count(number, ASKED, least=-answers.LONGEST_SIDE)


@check(
    title=text("Every word has a number", ja="すべての単語に番号がある"),
    hint=text(
        "`create_lookup_tables` should return two dictionaries, in this order: from "
        "each word of the text to its number, and from the numbers to the words. No word "
        "may be missing, and none may be added.",
        ja="`create_lookup_tables` は辞書を2つ、「単語→番号」「番号→単語」の順で返してください。"
        "文章に出てくる単語は漏れなく入れ、余計な単語は入れません。",
    ),
)
def cover_the_text(student: Student, rng: np.random.Generator) -> None:
    words = _words(rng)
    forward, backward = _tables(student, words)
    assert {word for word, _ in forward} == set(words), "words differ from the text's"
    assert {word for _, word in backward} == set(words), "words differ on the way back"


@check(
    title=text("The dictionaries mirror each other", ja="2つの辞書が対応している"),
    hint=text(
        "Looking a word up in one dictionary and its number in the other should lead "
        "back to the word. Build both from one and the same order of the words.",
        ja="単語から番号を引き、その番号からもう一方を引くと、元の単語に戻るはずです。"
        "どちらも同じ並びの単語から作ってください。",
    ),
    needs=("dictionaries.cover_the_text",),
)
def mirror_each_other(student: Student, rng: np.random.Generator) -> None:
    forward, backward = _tables(student, _words(rng))
    there, back = dict(forward), dict(backward)
    assert len(there) == len(back), f"{len(there)} words, {len(back)} numbers"
    lost = [word for word in there if back.get(there[word]) != word]
    assert not lost, f"{len(lost)} words do not come back"


@check(
    title=text("Numbers start at zero, without gaps", ja="番号は0から連続する"),
    hint=text(
        "The numbers should be 0, 1, 2 … up to the number of different words minus one: "
        "they are the rows of the embedding.",
        ja="番号は 0、1、2 … と続き、異なる単語の数 − 1 で終わるようにしてください。"
        "埋め込み行列の行番号になります。",
    ),
    needs=("dictionaries.cover_the_text",),
)
def numbers_from_zero(student: Student, rng: np.random.Generator) -> None:
    forward, _ = _tables(student, _words(rng))
    numbers = sorted(number for _, number in forward)
    assert numbers == list(range(len(numbers))), f"from {numbers[0]} to {numbers[-1]}"
