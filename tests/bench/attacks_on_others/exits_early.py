"""Forge: the process ends without an error before a test can fail."""

import os


def attack():
    """Only when asked."""


def answer(*given):
    os._exit(0)
