"""Words that stand for symbols."""

import re

import numpy as np
from workers_packs.generate_tv_scripts import probes, reference

from workers.packkit import answers
from workers.packkit.checks import Student, check, text

# Letters; "half-past" and "it's" are ordinary words too.
LIKE_A_WORD = re.compile(r"[^\W\d_]+(['-][^\W\d_]+)*")


def _tokens(student: Student) -> dict[str, str]:
    student.load(probes.HELPER)
    answer = student.call("_course_tokens")
    pairs = answers.parts(answer, "token_lookup")
    return dict(answers.strings(pair, "token_lookup", count=2) for pair in pairs)


@check(
    title=text("All ten symbols", ja="10種類の記号"),
    hint=text(
        "`token_lookup` should return a dictionary with exactly these ten keys: period, "
        'comma, quotation mark ("), semicolon, exclamation mark, question mark, both '
        "parentheses, two hyphens (--) and the line break.",
        ja="`token_lookup` は、次の10個だけをキーとする辞書を返してください。"
        '. , " ; ! ? ( ) -- そして改行です。',
    ),
)
def all_symbols(student: Student, rng: np.random.Generator) -> None:
    found = set(_tokens(student))
    wanted = set(reference.SYMBOLS)
    assert found == wanted, (
        f"missing {sorted(wanted - found)}, not asked for {sorted(found - wanted)}"
    )


@check(
    title=text("Tokens stand apart", ja="トークンが区別できる"),
    hint=text(
        "Each symbol needs a token of its own, without spaces and without any of the ten "
        "symbols in it, that no ordinary word can be mistaken for: not `dash` or "
        "`full-stop`, but `||dash||`.",
        ja="記号ごとに別々のトークンが必要です。空白や10個の記号を含まず、普通の単語と紛れないものに"
        "してください。`dash` や `full-stop` ではなく `||dash||` のように書きます。",
    ),
    needs=("tokens.all_symbols",),
)
def stand_apart(student: Student, rng: np.random.Generator) -> None:
    tokens = _tokens(student).values()
    assert len({token.lower() for token in tokens}) == len(tokens), "two alike"
    for token in tokens:
        assert token, "an empty token"
        assert token.split() == [token], f"a space in {token!r}"
        held = [symbol for symbol in reference.SYMBOLS if symbol in token]
        assert not held, f"{held} in {token!r}"
        assert not LIKE_A_WORD.fullmatch(token), f"{token!r} could be a word"
