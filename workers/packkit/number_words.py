"""Says of a number what was found, where, and what is wanted."""

from dataclasses import dataclass
from typing import Any

from protocol.texts import Text
from workers.packkit.bounds import Wanted, bounds, shown, wanted_kind
from workers.packkit.checks import Place


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
    if found.place is not None:
        return {
            "en": f"The value of `{name}` is not known here{line['en']}: that line cannot"
            " be run without your data or your training.",
            "ja": f"`{name}` の値がわかりません{line['ja']}。この行は、データや学習なしでは"
            "実行できません。",
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
    en = place.file or f"cell {place.cell}"
    ja = place.file or f"セル {place.cell}"
    return {
        "en": f" ({en}, line {place.line}{source})",
        "ja": f"（{ja}、{place.line} 行目{source}）",
    }
