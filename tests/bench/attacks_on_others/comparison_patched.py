"""Forge: NumPy's comparison and shape are replaced before the tests use them."""

import numpy


def attack():
    numpy.allclose = lambda *given, **named: True
    numpy.shape = lambda array: ()
