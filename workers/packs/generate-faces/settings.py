"""The bounds on hyperparameters, and how long each part is trained."""

from workers.packkit.checks import Student

NAMES = ("batch_size", "z_dim", "learning_rate", "beta1")

SMALLEST_BATCH, LARGEST_BATCH = 16, 256  # the course names 64 to 128
FEWEST_NUMBERS, MOST_NUMBERS = 20, 512  # of z; the course names about 100
SLOWEST, FASTEST = 0.0001, 0.002  # learning rates; the course names .0002 to .001
LEAST_MEMORY, MOST_MEMORY = 0.2, 0.7  # beta1; the course names .4 to .5


def chosen(student: Student) -> tuple[int, int, float, float]:
    """Batch size, length of z, learning rate and beta1, as the checks found them good."""
    size, length, rate, beta = (student.constants[name] for name in NAMES)
    return int(size), int(length), float(rate), float(beta)
