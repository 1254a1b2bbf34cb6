"""Whatever a sandbox answers to project 5's checks is the student's failure, never ours."""

import numpy as np
import pytest

from tests.packs import inprocess
from workers.packkit.pack import load_pack

CHECKS = load_pack(inprocess.PACKS / "generate-faces").checks
JUNK = {
    "nothing": None,
    "a number": 1,
    "a word": "x",
    "an empty list": [],
    "an empty dict": {},
    "a list of nothing": [None, None],
    "shapes with an array": [[0, 28, 14, np.zeros(2)], [0, 3]],
    "three zeros": np.zeros(3),
    "no numbers": np.full((8, 28, 28, 1), np.nan),
    "infinities": [np.full((8, 1), np.inf), np.zeros((8, 1))],
    "numbers beyond reason": [np.full((8, 1), 1e300)] * 2,
    "losses beyond reason": [[1e308, 1e308]] * 8,
    "losses that are arrays": [[np.full(2, 1.0), 2]] * 8,
    "one optimiser": {"built": [True], "moved": []},
    "one optimiser twice": {
        "built": [True] * 2,
        "apart": 1,
        "moved": [np.ones((2, 3))] * 2,
    },
    "weights that are no numbers": {"drift": [np.full(3, np.nan)] * 2},
    "networks without weights": {"drift": [np.zeros(0)] * 2},
    "optimisers that are arrays": {"built": [1, 1], "moved": [np.zeros((2, 3))]},
    "networks that are many": {"networks": np.ones(4), "images": [1], "z": []},
    "no random numbers": {"networks": 1, "images": [np.zeros(3)], "z": []},
    "random numbers of two shapes": {
        "networks": 1,
        "images": [np.zeros(3)] * 20,
        "z": [np.zeros(2), np.zeros(3)],
    },
    "optimisers that are no pairs": {
        "networks": 2,
        "images": [],
        "z": [np.arange(36.0).reshape(4, 9)] * 20,
        "adam": [np.zeros(1), np.zeros(3)],
    },
    "layers without end": [
        {"kind": "Dense", "rank": 2, "size": 3, "values": np.full(3, np.inf)}
    ]
    * 4,
    "weights without end": {
        "losses": [1, 2],
        "judge": np.full((784, 1), np.inf),
        "paint": 3,
    },
}


class Liar:
    edition = "keras"

    def __init__(self, answer):
        self.answer = answer
        names = ("batch_size", "z_dim", "learning_rate", "beta1")
        self.constants = dict.fromkeys(names, answer)
        self.kinds, self.places = {}, {}

    def load(self, source):
        """Nothing is loaded."""

    def call(self, function, *args):
        return self.answer


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.slug)
def test_a_lie_is_only_a_wrong_answer(check):
    for answer in JUNK.values():
        rng = np.random.default_rng(1)
        with pytest.raises(AssertionError):
            check.function(Liar(answer), rng)
