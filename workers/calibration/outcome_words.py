"""Words that people write for known outcomes."""

import unicodedata
from collections.abc import Mapping

GOOD = "accept accepted approve approved good meets met ok pass passed passes passing right true yes y 1 合格"
BAD = "bad fail failed fails failing no n false 0 reject rejected return returned wrong 不合格"
PHRASES = {
    "meets specifications": True,
    "requires changes": False,
    "changes requested": False,
    "does not meet specifications": False,
    "not passed": False,
    "not accepted": False,
}
WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(GOOD.split(), True),
    **dict.fromkeys(BAD.split(), False),
    **PHRASES,
    **dict.fromkeys(("", "-", "–", "?", "unknown", "n/a"), None),
}


def plain_outcome(outcome: str) -> str:
    words = unicodedata.normalize("NFKC", outcome).casefold().replace("_", " ")
    return " ".join(words.strip(" .!").split())
