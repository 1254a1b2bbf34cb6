"""The hyperparameters with their bounds."""

from workers.packkit.checks import Student
from workers.packkit.hyperparameters import Number, Whole

# What training with them reaches is measured, so the bounds leave out only what no DCGAN has.
BATCH_SIZE = Whole(
    "batch_size", at_least=8, at_most=1024, why="the course names 64 to 128"
)
Z_DIM = Whole("z_dim", at_least=8, at_most=1024, why="the course names about 100")
LEARNING_RATE = Number(
    "learning_rate", above=0, at_most=0.01, why="the course names .0002 to .001"
)
BETA1 = Number(
    "beta1",
    at_least=0,
    at_most=0.7,
    why="the course names .4 to .5; Adam's usual is .9",
)


def chosen(student: Student) -> tuple[int, int, float, float]:
    """Batch size, length of z, learning rate and beta1, as the checks found them good."""
    numbers = (BATCH_SIZE, Z_DIM, LEARNING_RATE, BETA1)
    size, length, rate, beta = (number.chosen_by(student) for number in numbers)
    return size, length, float(rate), float(beta)
