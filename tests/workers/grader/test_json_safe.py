"""What students' programs print and compute, made fit for any database."""

import json
import math

import numpy as np
import pytest

from workers.grader.json_safe import json_safe, text


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (math.nan, None),
        (-math.inf, None),
        (0.5, 0.5),
        (True, True),
        (None, None),
        ("a\0b", "a\N{REPLACEMENT CHARACTER}b"),
        ("half a pair: \ud83d", "half a pair: ?"),
        ("日本語 🚲", "日本語 🚲"),
        ((1, [math.nan]), [1, [None]]),
        ({1: "\0"}, {"1": "\N{REPLACEMENT CHARACTER}"}),
        (np.float32(0.5), 0.5),
        (np.float64("nan"), None),
        (np.array([[1.0, np.inf]]), [[1.0, None]]),
        (np.int64(3), 3),
    ],
)
def test_plain(value, stored):
    assert json_safe(value) == stored
    json.dumps(json_safe(value), allow_nan=False)


def test_text_can_be_encoded():
    assert text("\ud800").encode() == b"?"
