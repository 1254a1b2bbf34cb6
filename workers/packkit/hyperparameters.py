"""Checks of the numbers that a student chose, made from declarations.

A pack writes one declaration for each check, in a module `checks/hyperparameters.py`:

    batch_size = hyperparameter(
        Whole("batch_size", at_least=16, at_most=256, why="the course names 64 to 128"),
        title=text("Batch size", ja="バッチサイズ"),
        hint=text("`batch_size` should be …", ja="…"),
    )

The check's slug is `hyperparameters.<name of the first number>`, unless `slug` names another. Where
a value is not allowed, the student reads what was found, where, and what is wanted (`number_words`),
and then the check's hint. A pack's other code asks for a value by `chosen_by`, never for the name.
"""

import math
import reprlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from protocol.texts import Text
from workers.packkit.bounds import Wanted
from workers.packkit.checks import Check, Student, Unsuitable, is_number, is_whole
from workers.packkit.number_words import Found, said

MODULE = "hyperparameters"
Also = Callable[[Student], None]
"""A condition on several numbers together; raises an `AssertionError` that says what is wrong."""


@dataclass(frozen=True)
class Number:
    """A number: its name in the notebook, its bounds and the reason for them.

    `other_names` are its names in other editions, and `name_in` says which edition has which. The
    edition's own name counts first, then the others in order: what is assigned may be left over
    from another template.
    """

    name: str
    at_least: float = -math.inf
    at_most: float = math.inf
    above: float = -math.inf
    below: float = math.inf
    why: str = ""  # the reason for the bounds, for people who want to change them
    other_names: tuple[str, ...] = ()
    name_in: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.other_names)

    def names_in(self, edition: str) -> list[str]:
        """All its names, the one of the edition first."""
        own = self.name_in.get(edition, self.name)
        return [own, *(name for name in self.names if name != own)]

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

        It may be anything that can be assigned, unless the number's check has passed. No other
        code looks for the value.
        """
        values = map(student.constants.get, self.names_in(student.edition))
        return self.plain(next((value for value in values if value is not None), None))

    def plain(self, value: Any) -> Any:
        """The value in the form in which it is used."""
        return value

    def wanted(self) -> Wanted:
        return Wanted(
            whole=isinstance(self, Whole),
            at_least=self.at_least,
            at_most=self.at_most,
            above=self.above,
            below=self.below,
        )

    def found_in(self, student: Student) -> Found:
        """What there is under the first of its names that is assigned."""
        known = (student.constants, student.kinds, student.places)
        names = self.names_in(student.edition)
        name = next((n for n in names if any(n in k for k in known)), names[0])
        return Found(
            name=name,
            value=student.constants.get(name),
            is_known=name in student.constants,
            is_number=self.is_readable(self.plain(student.constants.get(name))),
            kind=student.kinds.get(name, ""),
            place=student.places.get(name),
        )


@dataclass(frozen=True)
class Whole(Number):
    """A whole number, such as 64 and 1e3, which is used as 1000; True is none."""

    def is_readable(self, value: Any) -> bool:
        return is_whole(value)

    def plain(self, value: Any) -> Any:
        is_integral = isinstance(value, float) and value.is_integer()
        return int(value) if is_integral else value


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
        reads=tuple(name for number in numbers for name in number.names),
    )


def assert_chosen(student: Student, number: Number) -> None:
    """Raises Unsuitable for a missing or forbidden value."""
    value = number.chosen_by(student)
    if not number.allows(value):
        found = number.found_in(student)
        evidence = f"{found.name} = {reprlib.repr(value)}"
        raise Unsuitable(evidence, said(found, number.wanted()))
