"""The hyperparameters with their bounds, and how a student's are found."""

from protocol.texts import Text
from workers.packkit import number_words
from workers.packkit.checks import Student
from workers.packkit.hyperparameters import NumberOrTruth, Whole

BATCH_SIZE = 128
INPUTS = 56
USUAL_HIDDEN = 16

ITERATIONS = Whole(
    "iterations",
    at_least=1,
    at_most=1_000_000_000,
    why="how many are enough is measured by the losses, and how many are too many by the "
    "time that they take; the most is far beyond both",
    other_names=("epochs",),
    name_in={"epochs": "epochs"},
)
HIDDEN_NODES = Whole(
    "hidden_nodes",
    at_least=1,
    at_most=10_000,
    why="how many are needed is measured by the losses; the most is what a training's "
    "memory holds",
)
LEARNING_RATE = NumberOrTruth("learning_rate", above=0, below=float("inf"))
OUTPUT_NODES = Whole(
    "output_nodes", at_least=1, at_most=1, why="one prediction for one hour"
)


def trained_with(student: Student) -> Text:
    """Tells the student which numbers were read, and where."""
    numbers = (ITERATIONS, HIDDEN_NODES, LEARNING_RATE)
    return number_words.trained_with([number.found_in(student) for number in numbers])


def hidden_nodes(student: Student) -> int:
    """The number that the student chose, or a usual one if that cannot be used."""
    chosen = HIDDEN_NODES.chosen_by(student)
    return int(chosen) if HIDDEN_NODES.allows(chosen) else USUAL_HIDDEN
