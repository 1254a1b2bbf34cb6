"""Lets the attack happen, then asks for doubles that it never computed."""

import numpy as np
from workers_packs.probe.drawing import draw

from workers.packkit.checks import Student, assert_close, check, text


@check(
    title=text("The attempt", ja="試み"), hint=text("Do not attack.", ja="攻撃不可。")
)
def attempt(student: Student, rng: np.random.Generator) -> None:
    said = student.call("attempt")
    nothing = isinstance(said, str | None) and not said  # an array has no truth
    assert nothing, f"the attack says: {said}"


@check(
    title=text("Doubles", ja="二倍"), hint=text("Return twice x.", ja="二倍を返す。")
)
def doubles(student: Student, rng: np.random.Generator) -> None:
    first = draw(rng)
    assert_close(student.call("double", first), 2 * first)


@check(title=text("Again", ja="再度"), hint=text("Return twice x.", ja="二倍を返す。"))
def doubles_again(student: Student, rng: np.random.Generator) -> None:
    """The same question twice, with another between: the answer may not wander."""
    first, second = draw(rng), draw(rng)
    for numbers in (first, second, first):
        assert_close(student.call("double", numbers), 2 * numbers)


@check(title=text("One number", ja="一つの数"), hint=text("Numbers too.", ja="数も。"))
def doubles_one(student: Student, rng: np.random.Generator) -> None:
    (number,) = draw(rng, 1)
    assert_close(student.call("double", int(number)), 2 * number)
