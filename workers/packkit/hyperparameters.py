"""Checks of the numbers that a student chose, made from declarations.

A pack writes one declaration for each check, in a module `checks/hyperparameters.py`:

    batch_size = hyperparameter(
        Whole("batch_size", at_least=16, at_most=256, why="the course names 64 to 128"),
        title=text("Batch size", ja="バッチサイズ"),
        hint=text("`batch_size` should be …", ja="…"),
    )

The check's slug is `hyperparameters.<name of the first number>`, unless `slug` names another.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from protocol.texts import Text
from workers.packkit.checks import Check, Student, is_number, is_whole

MODULE = "hyperparameters"
Also = Callable[[Student], None]
"""A condition on several numbers together; raises an `AssertionError` that says what is wrong."""


@dataclass(frozen=True)
class Number:
    """A number: its name in the notebook, its bounds and the reason for them.

    `other_names` are its names in other editions; the first name that is assigned counts.
    """

    name: str
    at_least: float = -math.inf
    at_most: float = math.inf
    above: float = -math.inf
    below: float = math.inf
    why: str = ""  # the reason for the bounds, for people who want to change them
    other_names: tuple[str, ...] = ()

    def is_readable(self, value: Any) -> bool:
        return is_number(value)

    def allows(self, value: Any) -> bool:
        """Whether the value is a number of this kind within the bounds."""
        return (
            self.is_readable(value)
            and self.at_least <= value <= self.at_most
            and self.above < value < self.below
        )

    def chosen_by(self, student: Student) -> Any:
        """The student's value; None if none was found.

        Only literals in the notebook are found. No other code looks for the value.
        """
        names = (self.name, *self.other_names)
        values = (student.constants.get(name) for name in names)
        return next((value for value in values if value is not None), None)


@dataclass(frozen=True)
class Whole(Number):
    """A whole number; True and 64.0 do not count as one."""

    def is_readable(self, value: Any) -> bool:
        return is_whole(value)


@dataclass(frozen=True)
class NumberOrTruth(Number):
    """A number; True is accepted as 1."""

    def is_readable(self, value: Any) -> bool:
        return isinstance(value, int | float)


def hyperparameter(
    *numbers: Number, title: Text, hint: Text, slug: str = "", also: Also | None = None
) -> Check:
    """A hidden check that each of the numbers was chosen, and is allowed."""

    def judge(student: Student, rng: np.random.Generator) -> None:
        for number in numbers:
            assert_chosen(student, number)
        if also is not None:
            also(student)

    return Check(
        slug=f"{MODULE}.{slug or numbers[0].name}",
        title=title,
        hint=hint,
        editions=(),
        needs=(),
        function=judge,
    )


def assert_chosen(student: Student, number: Number) -> None:
    """Raises AssertionError for a missing or forbidden value; staff see the value."""
    value = number.chosen_by(student)
    assert number.allows(value), f"{number.name} = {value!r}"  # noqa: S101
