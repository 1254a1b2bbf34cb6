"""Words that stand for symbols."""

import re

import numpy as np
from workers_packs.generate_tv_scripts import probes, reference

from workers.packkit import answers
from workers.packkit.checks import Student, check, require, text

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
    missing, extra = sorted(wanted - found), sorted(found - wanted)
    require(
        not missing,
        text(
            f"Found: no entry for {_shown(missing)}.",
            ja=f"{_shown(missing)} がありません。",
        ),
    )
    require(
        not extra,
        text(
            f"Found: {_shown(extra)}, which is none of the ten symbols.",
            ja=f"{_shown(extra)} は10個の記号に含まれません。",
        ),
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
    alike = len({token.lower() for token in tokens}) < len(tokens)
    told = text(
        "Found: two symbols with the same token, once in lower case.",
        ja="小文字にすると同じになるトークンが2つあります。",
    )
    require(not alike, told)
    for token in tokens:
        held = [symbol for symbol in reference.SYMBOLS if symbol in token]
        fits = token.split() == [token] and not held
        told = text(
            f"Found: the token {_shown([token])}.",
            ja=f"トークン {_shown([token])} があります。",
        )
        require(fits and not LIKE_A_WORD.fullmatch(token), told)


def _shown(texts: list[str]) -> str:
    """Symbols and tokens, so that a space or a line break can be seen."""
    return ", ".join(f"`{one!r:.40}`" for one in texts[:3])
