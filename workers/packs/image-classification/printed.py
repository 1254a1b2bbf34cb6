"""Numbers found in what a student's code prints, and whether a figure is among them."""

import math
import re
from collections.abc import Iterator

NUMBER = re.compile(r"(?<![\w.])[+-]?\d{1,9}(?:\.(\d{0,12}))?(?:e[+-]?\d{1,2})?\s?(%?)")
FEWEST_DIGITS = 2  # behind the point, or one less in per cent
SLACK = 2e-3  # relative: single precision, and sums in another order


def tells_loss(said: str, loss: float) -> bool:
    return any(
        _is(number, loss, digits)
        for number, digits, _ in _numbers(said)
        if digits >= FEWEST_DIGITS
    )


def tells_share(said: str, share: float) -> bool:
    """As a fraction (0.625) or in per cent (62.5 %, 62.5)."""
    for number, digits, percent in _numbers(said):
        if not percent and digits >= FEWEST_DIGITS and _is(number, share, digits):
            return True
        if (percent or digits > 0) and _is(number, 100 * share, digits):
            return True
    return False


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
