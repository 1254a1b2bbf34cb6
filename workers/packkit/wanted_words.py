"""What a check wanted of an answer, in words."""

from protocol.texts import Text
from workers.packkit.answer_words import both
from workers.packkit.numeric import Shape


def array_of(shape: Shape | None, dims: int | None) -> Text:
    """What was wanted of an array."""
    if shape is not None:
        sides = ", ".join("any" if side is None else str(side) for side in shape)
        comma = "," if len(shape) == 1 else ""
        return both(
            f"numbers in the shape ({sides}{comma})",
            f" ({sides}{comma}) の形の数".replace("any", "任意"),
        )
    if dims is not None:
        return both(f"an array of {dims} dimensions", f"{dims}次元の配列")
    return both("numbers", "数")


def within(low: float, high: float) -> Text:
    return both(f"a number from {low:g} to {high:g}", f"{low:g} 以上 {high:g} 以下の数")


def numbers_of(size: int) -> Text:
    if size == 1:
        return both("a single number", "1つの数")
    return both(f"{size} numbers", f"{size}個の数")


def parts_of(count: int | None) -> Text:
    """What was wanted of a list."""
    if count is None:
        return both("a list", "リスト")
    return both(f"a list of {count}", f"要素が{count}個のリスト")
