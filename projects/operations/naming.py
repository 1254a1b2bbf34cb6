"""Whether a text names somebody: by the whole name, a part of it, or the address.

Case, width and the order of the parts do not matter. Japanese is written without blanks, so a
part of it is found inside other words, too, unless it is one sign, which needs a title after it.
"""

import re
from unicodedata import normalize

_BETWEEN = re.compile(r"[\s・·,、．.]+")
_NO_BLANKS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")  # kana, kanji
_TITLES = "さん|君|くん|氏|様|さま|ちゃん|先輩|san|kun|sama|-san|-kun|-sama"
SHORTEST = (
    3  # letters of a part that stands for a person alone: "An" and "Li" are words
)


def named_in(text: str, *, name: str, address: str, reader: str = "") -> str:
    """The words of the text that name this person; empty: none.

    Parts that `reader`, whom the text is written to, has in their own name are theirs.
    """
    plain = _plain(text)
    own = set(_parts(reader))
    parts = _parts(name)
    alone = [one for one in parts if one not in own]
    for words in (_plain(address), *_in_both_orders(parts)):
        if words and _holds(plain, words):
            return words
    return next((one for one in alone if _stands_alone(plain, one)), "")


def _plain(text: str) -> str:
    """Full-width and half-width signs as the usual ones, capitals as small letters."""
    return " ".join(normalize("NFKC", text).casefold().split())


def _parts(name: str) -> list[str]:
    return [one for one in _BETWEEN.split(_plain(name)) if one]


def _in_both_orders(parts: list[str]) -> list[str]:
    """As Western and as Japanese names are written, with and without blanks."""
    orders = (parts, parts[::-1])
    return [between.join(one) for one in orders for between in (" ", "", "・", ", ")]


def _holds(text: str, words: str) -> bool:
    if _NO_BLANKS.search(words):
        return words in text if len(words) > 1 else _has_title(text, words)
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", _spaced(text)) is not None


def _spaced(text: str) -> str:
    """Latin words beside Japanese ones stand apart."""
    return re.sub(rf"({_NO_BLANKS.pattern})", r" \1 ", text)


def _stands_alone(text: str, part: str) -> bool:
    if _NO_BLANKS.search(part):
        return _holds(text, part)
    return (len(part) >= SHORTEST and _holds(text, part)) or _has_title(text, part)


def _has_title(text: str, part: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(part)}\s?(?:{_TITLES})", text) is not None
