"""The hyperparameters with their bounds.

Training measures whether they are well chosen, so nothing is forbidden here that could work. The
bounds keep out what cannot be trained at all, and a `seq_length` that is far from a sentence.
"""

from workers.packkit.checks import Student, is_whole
from workers.packkit.hyperparameters import Number, Whole

NUM_EPOCHS = Whole("num_epochs", at_least=1, at_most=10_000)
BATCH_SIZE = Whole("batch_size", at_least=1, at_most=4096)
RNN_SIZE = Whole("rnn_size", at_least=1, at_most=2048)
EMBED_DIM = Whole("embed_dim", at_least=1, at_most=2048)
SEQ_LENGTH = Whole(
    "seq_length",
    at_least=3,
    at_most=400,
    why="a line of the script has about a dozen words, a scene some hundreds",
)
LEARNING_RATE = Number("learning_rate", above=0, below=1)
MOST_AT_ONCE = 80_000  # words in one batch: as many as the longer text has


def assert_one_batch(student: Student) -> None:
    """Asked once the batch size is known to be allowed."""
    steps = SEQ_LENGTH.chosen_by(student)
    long = steps if is_whole(steps) and steps > 0 else 1
    at_once = BATCH_SIZE.chosen_by(student) * long
    assert at_once <= MOST_AT_ONCE, f"{at_once} words in one batch"  # noqa: S101
