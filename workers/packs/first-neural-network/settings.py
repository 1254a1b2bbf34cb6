"""The bounds on hyperparameters, and how a student's number of iterations is found."""

from typing import Any

from workers.packkit.checks import Student, is_whole

BATCH_SIZE = 128
INPUTS = 56

FEWEST_ITERATIONS = 200  # the starter's 100 is there to be raised
MOST_ITERATIONS = 20_000  # about a minute of the slowest code that still passes
FEWEST_HIDDEN = 8
MOST_HIDDEN = 120  # "about twice" the 56 inputs, with some room

ITERATION_NAMES = ("iterations", "epochs")
USUAL_HIDDEN = 16


def iterations(student: Student) -> Any:
    """The first of the two names that is assigned; None if neither is."""
    values = (student.constants.get(name) for name in ITERATION_NAMES)
    return next((value for value in values if value is not None), None)


def hidden_nodes(student: Student) -> int:
    """As many as the student chose; a usual number where that is none that can be used."""
    chosen = student.constants.get("hidden_nodes")
    if is_whole(chosen) and FEWEST_HIDDEN <= chosen <= MOST_HIDDEN:
        return int(chosen)
    return USUAL_HIDDEN
