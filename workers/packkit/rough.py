"""Numbers that a student's code came to under hidden inputs, told so roughly that they carry none.

Code can choose what it answers by what it was given, and read it in its hint. Two digits of a number
between a hundredth and a thousand are one of about a thousand words: ten bits, and enough to see what
went wrong (docs/decisions/0060).
"""

import math

SMALLEST, LARGEST = 0.01, 1000.0
MOST_COUNTED = 9


def about(value: float) -> str:
    """Two digits and a sign."""
    size = abs(value)
    if not math.isfinite(value) or size >= LARGEST:
        return f"±{LARGEST:g}+"
    if size < SMALLEST:
        return "0"
    return f"{float(f'{value:.1e}'):g}"


def about_share(value: float) -> str:
    """Of one, in tenths: "70%"."""
    within = min(max(value, 0.0), 1.0) if math.isfinite(value) else 0.0
    return f"{math.floor(within * 10) * 10}%"


def counted(count: int) -> str:
    return str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED}+"
