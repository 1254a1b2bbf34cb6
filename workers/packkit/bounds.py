"""The bounds of a number, in words."""

import math
from dataclasses import dataclass
from typing import Any

from protocol.texts import Text

MOST_CHARACTERS = 30  # of a value


@dataclass(frozen=True)
class Wanted:
    whole: bool
    at_least: float
    at_most: float
    above: float
    below: float


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


def wanted_kind(wanted: Wanted) -> Text:
    limits = bounds(wanted)
    any_will_do = limits["en"].startswith("a finite")
    en, ja = ("a whole number", "整数") if wanted.whole else ("a number", "数")
    if any_will_do:
        return {"en": en, "ja": ja}
    return {"en": f"{en} ({limits['en']})", "ja": f"{ja}（{limits['ja']}）"}
