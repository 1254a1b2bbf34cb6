"""From numbers to pixels, with ticks that a person would choose."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

WANTED_TICKS = 5
MOST_LOG_TICKS = 6
MILLION = 1e6
SMALLEST = 1e-300  # of what can be divided into steps
HIGHEST_POWER = 308  # of ten, that a number can hold


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
    if high - low < SMALLEST:
        around = max(0.5, abs(low) * 1e-6)  # 0.5 is nothing beside 1e17
        low, high = (low - around, high + around) if low else (0.0, 1.0)
    step = nice_step(high - low)
    if rounded:
        low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    # From the index, so that 3 * 0.1 is the only rounding there is.
    digits = max(12, 1 - math.floor(math.log10(step)))
    ticks = tuple(round(i * step, digits) for i in range(first, last + 1))

    def place(value: float) -> float:
        return start + (value - low) / (high - low) * (end - start)

    return Scale(place, ticks)


def log_scale(low: float, high: float, start: float, end: float) -> Scale:
    """Logarithmic over whole decades; `low` must be positive."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    last = max(last, first + 1)
    every = math.ceil((last - first) / MOST_LOG_TICKS)
    powers = range(first, min(last, HIGHEST_POWER) + 1, every)
    ticks = tuple(tick for power in powers if (tick := 10.0**power))

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
    if not value:
        return "0"
    # As they are written: 999,600 is a million, 9,999.6 ten thousand.
    in_three, in_four = (abs(float(f"{value:.{digits}g}")) for digits in (3, 4))
    if MILLION <= in_three < 1000 * MILLION:  # beyond it, powers of ten
        return f"{value / MILLION:.3g}M"
    if MILLION / 100 <= in_four < MILLION:
        return f"{value / 1000:.3g}k"
    return f"{value:.4g}"
