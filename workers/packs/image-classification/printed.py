"""Numbers found in what a student's code prints, and whether a figure is among them."""

import math
import re
from collections.abc import Callable, Iterator

NUMBER = re.compile(r"(?<![\w.])[+-]?\d{1,9}(?:\.(\d{0,12}))?(?:e[+-]?\d{1,2})?\s?(%?)")
FEWEST_DIGITS = 2  # behind the point; those that are left out are noughts
SLACK = 2e-3  # relative: single precision, and sums in another order
DECOYS = 40  # figures that nobody asked for
FLOOD = 0.25  # of them found as well: every number there is was printed


def tells_loss(said: str, loss: float) -> bool:
    return _finds_loss(said, loss) and not _floods(_finds_loss, said, 5.0)


def tells_share(said: str, share: float) -> bool:
    """As a fraction (0.625) or in per cent (62.5 %, 62.5)."""
    return _finds_share(said, share) and not _floods(_finds_share, said, 1.0)


def _floods(finds: Callable[[str, float], bool], said: str, highest: float) -> bool:
    """Whether so many numbers are printed that nearly any figure would be among them."""
    decoys = [highest * (place + 0.5) / DECOYS for place in range(DECOYS)]
    return sum(finds(said, decoy) for decoy in decoys) > FLOOD * DECOYS


def _finds_loss(said: str, loss: float) -> bool:
    return any(
        _is(number, loss, max(digits, FEWEST_DIGITS))
        for number, digits, _ in _numbers(said)
    )


def _finds_share(said: str, share: float) -> bool:
    """0.70 may be printed as 0.7. A whole number is in per cent only if it says so."""
    return any(
        ((percent or digits > 0) and _is(number, 100 * share, digits))
        or (not percent and _is(number, share, max(digits, FEWEST_DIGITS)))
        for number, digits, percent in _numbers(said)
    )


def _numbers(said: str) -> Iterator[tuple[float, int, bool]]:
    """Each with how many digits it has behind the point, and whether it is in per cent."""
    for found in NUMBER.finditer(said):
        text = found[0].rstrip("% \t\n\r")
        digits = len(found[1] or "")
        if "e" in text:
            digits = FEWEST_DIGITS + 4
        yield float(text), digits, bool(found[2])


def _is(number: float, wanted: float, digits: int) -> bool:
    """Whether it is what was wanted, rounded or cut to so many digits."""
    if not math.isfinite(wanted):
        return False
    return abs(number - wanted) <= 1.01 * 10.0**-digits + SLACK * abs(wanted)
