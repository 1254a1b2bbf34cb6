"""Says of a number what was found, where, and what is wanted."""

import math
from dataclasses import dataclass
from typing import Any

from protocol.texts import Text
from workers.packkit.checks import Place

MOST_CHARACTERS = 30  # of a value


@dataclass(frozen=True)
class Wanted:
    whole: bool
    at_least: float
    at_most: float
    above: float
    below: float


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
    there, kind = _there(found), _kind(wanted)
    return {
        "en": f"{there['en']} Assign {kind['en']} to it.",
        "ja": f"{there['ja']}{kind['ja']}を代入してください。",
    }


def bounds(wanted: Wanted) -> Text:
    """Such as "from 8 to 120"; "a finite number" where any will do."""
    low, high = wanted.at_least, wanted.at_most
    if low == high:
        return {"en": f"exactly {shown(low)}", "ja": f"{shown(low)} ちょうど"}
    if math.isfinite(low) and math.isfinite(high):
        return {
            "en": f"from {shown(low)} to {shown(high)}",
            "ja": f"{shown(low)} 以上 {shown(high)} 以下",
        }
    limits = (
        (low, "at least {}", "{} 以上"),
        (wanted.above, "above {}", "{} より大きい数"),
        (high, "at most {}", "{} 以下"),
        (wanted.below, "below {}", "{} より小さい数"),
    )
    named = [(shown(limit), en, ja) for limit, en, ja in limits if math.isfinite(limit)]
    if not named:
        return {"en": "a finite number", "ja": "有限の数"}
    return {
        "en": " and ".join(en.format(limit) for limit, en, _ in named),
        "ja": "、かつ ".join(ja.format(limit) for limit, _, ja in named),
    }


def shown(value: Any) -> str:
    """A number as a student would write it, or the beginning of it."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004 -- exact up to there
        return str(int(value))
    text = repr(value)
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"


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


def _kind(wanted: Wanted) -> Text:
    limits = bounds(wanted)
    any_will_do = limits["en"].startswith("a finite")
    en, ja = ("a whole number", "整数") if wanted.whole else ("a number", "数")
    if any_will_do:
        return {"en": en, "ja": ja}
    return {"en": f"{en} ({limits['en']})", "ja": f"{ja}（{limits['ja']}）"}


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
