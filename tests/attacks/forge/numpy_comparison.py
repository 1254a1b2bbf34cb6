"""
tries = "Patches NumPy so that everything is close to everything"
expect = "Answers are compared by the NumPy of another process"
proof = "naive"
style = "close"
"""

import numpy as np


class Installed:
    np.isclose = np.allclose = np.array_equal = np.equal = lambda *a, **k: np.True_
    np.testing.assert_allclose = np.testing.assert_array_equal = lambda *a, **k: None
    np.all = np.any = lambda *a, **k: np.True_


def double(x):
    return -1.0
