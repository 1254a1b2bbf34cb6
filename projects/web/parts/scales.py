"""From numbers to pixels, with ticks that a person would choose."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

WANTED_TICKS = 5
MOST_LOG_TICKS = 6


@dataclass(frozen=True)
class Scale:
    place: Callable[[float], float]
    ticks: tuple[float, ...]

    def __call__(self, value: float) -> float:
        return self.place(value)


def scale_over(
    values: Sequence[float], start: float, end: float, *, rounded: bool = False
) -> Scale:
    """Linear, from `start` to `end` pixels; `rounded` widens the range to whole ticks."""
    low, high = min(values), max(values)
    if low == high:
        low, high = (low - 0.5, high + 0.5) if low else (0.0, 1.0)
    step = nice_step(high - low)
    if rounded:
        low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    # From the index, so that 3 * 0.1 is the only rounding there is.
    ticks = tuple(round(i * step, 12) for i in range(first, last + 1))

    def place(value: float) -> float:
        return start + (value - low) / (high - low) * (end - start)

    return Scale(place, ticks)


def log_scale(low: float, high: float, start: float, end: float) -> Scale:
    """Logarithmic over whole decades; `low` must be positive."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    last = max(last, first + 1)
    every = math.ceil((last - first) / MOST_LOG_TICKS)
    ticks = tuple(10.0**power for power in range(first, last + 1, every))

    def place(value: float) -> float:
        part = (math.log10(value) - first) / (last - first)
        return start + part * (end - start)

    return Scale(place, ticks)


def nice_step(span: float, wanted: int = WANTED_TICKS) -> float:
    """1, 2 or 5 times a power of ten, so that about `wanted` steps fit."""
    raw = span / wanted
    power = 10.0 ** math.floor(math.log10(raw))
    for times in (1, 2, 5):
        if raw <= times * power:
            return times * power
    return 10 * power


def compact(value: float) -> str:
    """A number as short as it can honestly be: 0.09, 15k, 1.2M, 1e-05."""
    size = abs(value)
    for limit, sign in ((1e6, "M"), (1e4, "k")):
        if limit <= size < 1e9:  # noqa: PLR2004 - beyond it, powers of ten
            return f"{value / (1e6 if sign == 'M' else 1e3):.3g}{sign}"
    return f"{value:.4g}" if value else "0"
