"""Says of a number what was found, where, and what is wanted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from protocol.texts import Text
from workers.packkit.bounds import Wanted, bounds, shown, wanted_kind
from workers.packkit.checks import Place

_ASKS = re.compile(r"\b(?:raw_)?input\(|\bgetpass\(")


@dataclass(frozen=True)
class Found:
    name: str
    value: Any
    is_known: bool  # whether `value` was found; it may be None
    is_number: bool  # of the wanted kind
    kind: str  # the type of what the name holds, where that is no number
    place: Place | None


def said(found: Found, wanted: Wanted) -> Text:
    """Two sentences: what there is, and what should be."""
    if found.is_number:
        value, place = shown(found.value), _place(found.place)
        return {
            "en": f"`{found.name}` is {value}{place['en']}; it has to be"
            f" {bounds(wanted)['en']}.",
            "ja": f"`{found.name}` は {value} です{place['ja']}。"
            f"{bounds(wanted)['ja']}にしてください。",
        }
    there, kind = _there(found), wanted_kind(wanted)
    return {
        "en": f"{there['en']} Assign {kind['en']} to it.",
        "ja": f"{there['ja']}{kind['ja']}を代入してください。",
    }


def trained_with(founds: Sequence[Found]) -> Text:
    """One sentence: which numbers were used, and where they stand."""
    told = [
        (f"`{found.name}` = {shown(found.value)}", _place(found.place))
        for found in founds
    ]
    en = ", ".join(f"{number}{place['en']}" for number, place in told)
    ja = "、".join(f"{number}{place['ja']}" for number, place in told)
    return {
        "en": f"Your network was trained here with {en}.",
        "ja": f"ここでは {ja}で学習しました。",
    }


def _there(found: Found) -> Text:
    place, line = _place(found.place), _place(found.place, with_source=True)
    name, value = found.name, found.value
    if found.kind:
        return {
            "en": f"`{name}` holds a value of type `{found.kind}`{line['en']}.",
            "ja": f"`{name}` の値は `{found.kind}` 型です{line['ja']}。",
        }
    if found.is_known and isinstance(value, bool | int | float | complex | None):
        return {
            "en": f"`{name}` is {shown(value)}{place['en']}.",
            "ja": f"`{name}` は {shown(value)} です{place['ja']}。",
        }
    if found.is_known:
        kind = type(value).__name__
        return {
            "en": f"`{name}` is of type `{kind}`{line['en']}.",
            "ja": f"`{name}` は `{kind}` 型です{line['ja']}。",
        }
    if found.place is not None and _ASKS.search(found.place.source):
        return {
            "en": f"The value of `{name}` is not known here{line['en']}: that line waits for a"
            " person to type it, and nobody can answer here.",
            "ja": f"`{name}` の値がわかりません{line['ja']}。この行は人の入力を待ちますが、ここでは"
            "誰も答えられません。",
        }
    if found.place is not None:
        return {
            "en": f"The value of `{name}` is not known here{line['en']}: the checks do not run"
            " that line, which needs your data, your training or something else that only the"
            " whole notebook has.",
            "ja": f"`{name}` の値がわかりません{line['ja']}。この行はデータや学習など、ノートブック全体を"
            "実行しないと得られないものを使うため、チェックでは実行しません。",
        }
    return {
        "en": f"No `{name}` is assigned outside of functions, classes and loops.",
        "ja": f"関数、クラス、ループの外で `{name}` に値が代入されていません。",
    }


def _place(place: Place | None, *, with_source: bool = False) -> Text:
    """` (cell 12, line 3)`, or ` (cell 12, line 3: `rate = schedule`)`."""
    if place is None:
        return {"en": "", "ja": ""}
    source = f": `{place.source}`" if with_source else ""
    many = place.loops
    loops = (
        f"; {many} loops train this network, this is all of them" if many > 1 else ""
    )
    together = (
        f"、このネットワークを学習させる {many} 個のループの合計" if many > 1 else ""
    )
    en = place.file or f"cell {place.cell}"
    ja = place.file or f"セル {place.cell}"
    return {
        "en": f" ({en}, line {place.line}{loops}{source})",
        "ja": f"（{ja}、{place.line} 行目{together}{source}）",
    }
