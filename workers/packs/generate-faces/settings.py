"""The hyperparameters with their bounds."""

from workers.packkit.checks import Student
from workers.packkit.hyperparameters import Number, Whole

BATCH_SIZE = Whole(
    "batch_size", at_least=16, at_most=256, why="the course names 64 to 128"
)
Z_DIM = Whole("z_dim", at_least=20, at_most=512, why="the course names about 100")
LEARNING_RATE = Number(
    "learning_rate",
    at_least=0.0001,
    at_most=0.002,
    why="the course names .0002 to .001",
)
BETA1 = Number("beta1", at_least=0.2, at_most=0.7, why="the course names .4 to .5")


def chosen(student: Student) -> tuple[int, int, float, float]:
    """Batch size, length of z, learning rate and beta1, as the checks found them good."""
    numbers = (BATCH_SIZE, Z_DIM, LEARNING_RATE, BETA1)
    size, length, rate, beta = (number.chosen_by(student) for number in numbers)
    return size, length, float(rate), float(beta)
