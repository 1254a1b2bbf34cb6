"""The bounds on hyperparameters. What is sensible within them, training decides."""

from collections.abc import Mapping
from typing import Any

from workers.packkit.checks import is_whole

FEWEST_EPOCHS = 2  # the starter's single one is there to be raised
MOST_EPOCHS = 1000
BATCH_SIZES = (8, 512)
RNN_SIZES = (32, 1024)
EMBED_DIMS = (8, 1024)
SEQ_LENGTHS = (5, 100)  # a line of the script has about a dozen words
MOST_AT_ONCE = 12_000  # words in one batch, so that the stand-in makes several
LARGEST_RATE = 1.0


def assert_within(
    constants: Mapping[str, Any], name: str, bounds: tuple[int, int]
) -> None:
    value = constants.get(name)
    assert is_whole(value), f"{name} = {value!r}"  # noqa: S101
    assert bounds[0] <= value <= bounds[1], f"{name} = {value}"  # noqa: S101
