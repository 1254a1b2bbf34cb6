"""From sentences to ids, and what the decoder is given to read."""

from collections.abc import Sequence

import numpy as np
from workers_packs.translate_a_language.helper import HELPER
from workers_packs.translate_a_language.settings import EOS, GO, PAD, SPECIALS, UNK

from workers.packkit import answers
from workers.packkit.checks import Student, check, require, text

LETTERS = list("abcdefghijklmnopqrstuvwxyz")
MARKS = [",", "."]  # words like any others, as in the corpus


@check(
    title=text("The source as ids", ja="原文のid化"),
    hint=text(
        "`text_to_ids` should return two lists: first the source text, a list of ids for "
        "each line and an id for every token, punctuation included. Nothing is added to a "
        "source sentence.",
        ja="`text_to_ids` は2つのリストを返します。1つ目は原文で、1行ごとに、句読点も含めたすべての"
        "トークンのidのリストにします。原文には何も付け足しません。",
    ),
)
def source_ids(student: Student, rng: np.random.Generator) -> None:
    got, wanted = _ids_of_a_text(student, rng)[0]
    assert got == wanted, f"source ids {got}, expected {wanted}"


@check(
    title=text("The target as ids, with end marks", ja="訳文のid化と終端記号"),
    hint=text(
        "The second list that `text_to_ids` returns holds the target text: a list of ids "
        "for each line with an id for every token, punctuation included, and the id of `<EOS>` "
        "once at the end of every one.",
        ja="`text_to_ids` が返す2つ目のリストは訳文です。1行ごとに、句読点も含めたすべての"
        "トークンのidのリストにし、どの行も最後に `<EOS>` のidを1つ付けてください。",
    ),
)
def target_ids(student: Student, rng: np.random.Generator) -> None:
    got, wanted = _ids_of_a_text(student, rng)[1]
    assert got == wanted, f"target ids {got}, expected {wanted}"


@check(
    title=text("What the decoder reads", ja="デコーダーの入力"),
    hint=text(
        "`process_decoder_input` should move every row one place to the right: the id of "
        "`<GO>` comes in front, and the last id of the row falls out, whatever it is. Return "
        "new rows, and leave `target_data` as it is.",
        ja="`process_decoder_input` は各行を1つ右へずらします。先頭に `<GO>` のidが入り、"
        "行の最後のidは、それが何であっても落ちます。新しい配列を返し、`target_data` は"
        "元のままにしてください。",
    ),
)
def decoder_input(student: Student, rng: np.random.Generator) -> None:
    rows, length = int(rng.integers(3, 6)), int(rng.integers(6, 9))
    targets = rng.integers(len(SPECIALS), 40, (rows, length)).astype(np.int32)
    targets[0, -3:] = (EOS, PAD, PAD)  # a short sentence, and others to the brim
    words = {**SPECIALS, **{f"word{number}": number for number in range(4, 40)}}
    student.load(HELPER)
    told = student.call("_course_decoder_input", targets, words, rows)
    what = "process_decoder_input"
    moved, untouched = answers.parts(told, what, count=2)
    wanted = np.concatenate([np.full((rows, 1), GO), targets[:, :-1]], axis=1)
    answer = answers.array(moved, what, shape=wanted.shape)
    assert (answer == wanted).all(), f"{answer.tolist()}, expected {wanted.tolist()}"
    require(
        answers.flag(untouched, what),
        text(
            "Found: the rows are right, but `target_data` was overwritten.",
            ja="ずらした結果は正しいのですが、`target_data` が上書きされています。",
        ),
    )


@check(
    title=text("A sentence to translate, as ids", ja="訳したい文のid化"),
    hint=text(
        "`sentence_to_seq` should return one list with the id of every word, in order, "
        "and nothing else. `,` and `.` between spaces are words as well.",
        ja="`sentence_to_seq` は、文の各単語のidを順に並べた1つのリストを返してください。"
        "ほかのものは加えません。空白で区切られた `,` と `.` も単語です。",
    ),
)
def sentence_ids(student: Student, rng: np.random.Generator) -> None:
    words = [*_words(rng, 12), *MARKS]
    vocabulary = _vocabulary(words, rng)
    asked = _sentence(words, rng, 9)
    _expect_sequence(
        student, " ".join(asked), [vocabulary[w] for w in asked], vocabulary
    )


@check(
    title=text("Capital letters do not matter", ja="大文字と小文字"),
    hint=text(
        "The network has only seen lower-case words. `sentence_to_seq` should turn the "
        "sentence into lower case before it looks words up.",
        ja="ネットワークが見たのは小文字の単語だけです。"
        "`sentence_to_seq` では、単語を引く前に文を小文字にしてください。",
    ),
    needs=("coding.sentence_ids",),
)
def lower_case(student: Student, rng: np.random.Generator) -> None:
    words = _words(rng, 12)
    vocabulary = _vocabulary(words, rng)
    asked = [words[place] for place in rng.integers(0, len(words), 6)]
    shown = [asked[0].capitalize(), asked[1].upper(), *asked[2:5], asked[5].title()]
    _expect_sequence(
        student, " ".join(shown), [vocabulary[w] for w in asked], vocabulary
    )


@check(
    title=text("Unknown words", ja="未知の単語"),
    hint=text(
        "A word that is not in the vocabulary should become the id of `<UNK>`, at its "
        "own place in the sentence.",
        ja="語彙にない単語は、文の中のその位置で `<UNK>` のidにしてください。",
    ),
    needs=("coding.sentence_ids",),
)
def unknown_words(student: Student, rng: np.random.Generator) -> None:
    words = _words(rng, 16)
    vocabulary = _vocabulary(words[:10], rng)
    asked = [words[place] for place in rng.permutation(len(words))[:12]]
    asked += [words[-1], words[0]]
    wanted = [vocabulary.get(word, UNK) for word in asked]
    _expect_sequence(student, " ".join(asked), wanted, vocabulary)


def _words(rng: np.random.Generator, number: int) -> list[str]:
    """So many different made-up words."""
    found: dict[str, None] = {}
    while len(found) < number:
        found["".join(rng.choice(LETTERS, int(rng.integers(3, 8))))] = None
    return list(found)


def _vocabulary(words: Sequence[str], rng: np.random.Generator) -> dict[str, int]:
    ids = len(SPECIALS) + rng.permutation(len(words))
    return {**SPECIALS, **{w: int(i) for w, i in zip(words, ids, strict=True)}}


def _sentence(words: Sequence[str], rng: np.random.Generator, length: int) -> list[str]:
    """Any words, with a comma among them if there is room, and the full stop."""
    drawn = [words[place] for place in rng.integers(0, len(words), length - 1)]
    if len(drawn) > 1:
        drawn[int(rng.integers(1, len(drawn)))] = ","
    return [*drawn, "."]


def _expect_sequence(
    student: Student, sentence: str, wanted: list[int], vocabulary: dict[str, int]
) -> None:
    what = "sentence_to_seq"
    got = _whole_numbers(student.call(what, sentence, vocabulary), what)
    assert got == wanted, f"{got} for {sentence!r}, expected {wanted}"


def _ids_of_a_text(
    student: Student, rng: np.random.Generator
) -> list[tuple[list[list[int]], list[list[int]]]]:
    """The answer and the expected value, for the source and for the target."""
    texts, vocabularies, wanted = [], [], []
    lengths = rng.permutation([2, 3, 7, 24])
    for end in ([], [EOS]):
        words = [*_words(rng, 15), *MARKS]
        vocabulary = _vocabulary(words, rng)
        lines = [_sentence(words, rng, int(length)) for length in lengths]
        texts.append("\n".join(" ".join(line) for line in lines))
        vocabularies.append(vocabulary)
        wanted.append([[vocabulary[w] for w in line] + end for line in lines])
    what = "text_to_ids"
    sides = answers.parts(student.call(what, *texts, *vocabularies), what, count=2)
    got = [
        [_whole_numbers(line, what) for line in answers.parts(side, what)]
        for side in sides
    ]
    return list(zip(got, wanted, strict=True))


def _whole_numbers(row: object, what: str) -> list[int]:
    numbers = answers.array(row, what, dims=1, finite=True)
    assert bool((numbers % 1 == 0).all()), "ids that are no whole numbers"
    return [int(number) for number in numbers]
