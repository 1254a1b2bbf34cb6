"""A sound notebook of project 1, to put something hostile into."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

MEGABYTE = 1024 * 1024
LONGEST = 60_000  # characters of one text that the pages parse as Markdown or HTML
MOST = 24 * MEGABYTE  # below what one upload may hold

SOLUTION = """import numpy as np

class NeuralNetwork:
    def run(self, features):
        return np.asarray(features)

iterations = 100
"""


def code(source: str, *outputs: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": 1,
        "metadata": {},
        "source": source,
        "outputs": list(outputs),
        **more,
    }


def words(source: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source, **more}


def raw(source: str) -> dict[str, Any]:
    return {"cell_type": "raw", "metadata": {}, "source": source}


def notebook(*cells: Mapping[str, Any], **more: Any) -> bytes:
    """The solution's cell, then the given ones; `more` are keys of the document."""
    return document([code(SOLUTION), *cells], **more)


def document(cells: Iterable[Mapping[str, Any]], **more: Any) -> bytes:
    whole = {
        "cells": list(cells),
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
        **more,
    }
    return json.dumps(whole, separators=(",", ":")).encode()


def filled(text: str, size: int = LONGEST) -> str:
    """The text again and again, as often as it fits whole into `size` characters."""
    return text * (size // len(text))


def spliced(before: bytes, hostile: bytes) -> bytes:
    """The document with `hostile` JSON as its first value, under a key nobody knows."""
    return b'{"unknown":' + hostile + b"," + before.removeprefix(b"{")
