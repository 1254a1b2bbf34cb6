"""
tries = "Answers with numbers that arithmetic trips over: huge, infinite, nested, mixed"
expect = "What cannot become a float of the right shape fails the check, not us"
proof = "ours"
took = "expected numbers"
"""

import itertools
import numpy as np

ANSWERS = [
    10**400,
    -(10**4000),
    float("inf"),
    float("-inf"),
    True,
    "12",
    "",
    None,
    [],
    [[]],
    [1, [2]],
    ["a", "b", "c", "d"],
    {"a": 1},
    {},
    [None] * 4,
    [10**400] * 4,
    "nan",
    [float("nan")] * 4,
    (1, "x"),
    {"npy": "x"},
    ["\0"] * 4,
    "9" * 100000,
]
NEXT = itertools.cycle(ANSWERS)


def double(x):
    return next(NEXT)
