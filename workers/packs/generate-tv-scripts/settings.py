"""The hyperparameters with their bounds. What is sensible within them, training decides."""

from workers.packkit.checks import Student, is_whole
from workers.packkit.hyperparameters import Number, Whole

NUM_EPOCHS = Whole(
    "num_epochs",
    at_least=2,
    at_most=1000,
    why="the starter's single one is there to be raised",
)
BATCH_SIZE = Whole("batch_size", at_least=8, at_most=512)
RNN_SIZE = Whole("rnn_size", at_least=32, at_most=1024)
EMBED_DIM = Whole("embed_dim", at_least=8, at_most=1024)
SEQ_LENGTH = Whole(
    "seq_length",
    at_least=5,
    at_most=100,
    why="a line of the script has about a dozen words",
)
LEARNING_RATE = Number("learning_rate", above=0, below=1)
MOST_AT_ONCE = 12_000  # words in one batch, so that the made-up script gives several


def assert_several_batches(student: Student) -> None:
    """Asked once the batch size is known to be allowed."""
    steps = SEQ_LENGTH.chosen_by(student)
    long = steps if is_whole(steps) and steps > 0 else 1
    at_once = BATCH_SIZE.chosen_by(student) * long
    assert at_once <= MOST_AT_ONCE, f"{at_once} words in one batch"  # noqa: S101
