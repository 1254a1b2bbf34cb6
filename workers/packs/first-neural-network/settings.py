"""The bounds on hyperparameters, and how a student's number of iterations is found."""

from typing import Any

from workers.kit import Student

BATCH_SIZE = 128

FEWEST_ITERATIONS = 200  # the starter's 100 is there to be raised
MOST_ITERATIONS = 20_000  # about a minute of the slowest code that still passes
FEWEST_HIDDEN = 8
MOST_HIDDEN = 120  # "about twice" the 56 inputs, with some room

ITERATION_NAMES = ("iterations", "epochs")


def iterations(student: Student) -> Any:
    """The first of the two names that is assigned; None if neither is."""
    values = (student.constants.get(name) for name in ITERATION_NAMES)
    return next((value for value in values if value is not None), None)
