"""Notebooks, zips and projects to hand in, built fresh for each test."""

import io
import json
import stat
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from notebooks.reading import read_notebook
from notebooks.signatures import Edition, NotebookSignature
from notebooks.starter_fingerprints import fingerprint, module_fingerprint

STARTER = "class NeuralNetwork:\n    # TODO: write it\n    pass\n\niterations = 100\n"
STARTER_C = "from my_answers import NeuralNetwork, iterations\n"
STARTER_MODULE = "iterations = 100\nclass NeuralNetwork:\n    pass\n"
SOLUTION = (
    "import numpy as np\n"
    "class NeuralNetwork:\n"
    "    def run(self, x):\n"
    "        return np.asarray(x)\n"
)


def code(source: str | list[str], *outputs: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "source": source,
        "metadata": {},
        "execution_count": 1,
        "outputs": list(outputs),
    }


def words(source: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source, "metadata": {}, **more}


def document(*cells: Mapping[str, Any], **more: Any) -> bytes:
    return json.dumps(
        {
            "nbformat": 4,
            "nbformat_minor": 2,
            "metadata": {},
            "cells": list(cells),
            **more,
        }
    ).encode()


def notebook(*cells: Mapping[str, Any]):
    return read_notebook(document(*cells))


def solution(*, assigns: str = "iterations = 5000") -> bytes:
    return document(words("# Bikes"), code(SOLUTION), code(assigns))


def zipped(files: Mapping[str, bytes] | Sequence[tuple[str, bytes]]) -> bytes:
    pairs = files.items() if isinstance(files, Mapping) else files
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in pairs:
            archive.writestr(name, data)
    return buffer.getvalue()


def zip_entry(name: str, data: bytes = b"x", mode: int = stat.S_IFREG) -> bytes:
    """A zip of one entry with the file mode of a Unix system."""
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (mode | 0o644) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(entry, data)
    return buffer.getvalue()


BIKES = NotebookSignature(
    slug="first-neural-network",
    title={"en": "Your first neural network", "ja": "はじめてのニューラルネットワーク"},
    defines=("NeuralNetwork",),
    imports=("my_answers",),
    editions=(
        Edition(
            "my-answers", imports=("my_answers",), parameters=("features", "targets")
        ),
        Edition(
            "iterations", assigns=("iterations",), parameters=("features", "targets")
        ),
        Edition("epochs", assigns=("epochs",), parameters=("inputs_list",)),
    ),
    starter_fingerprints=frozenset(
        {
            fingerprint(notebook(code(STARTER))),
            fingerprint(notebook(code(STARTER_C))),
            module_fingerprint(STARTER_MODULE),
        }
    ),
    side_files=("my_answers.py",),
)
FACES = NotebookSignature(
    slug="generate-faces",
    title={"en": "Generate faces", "ja": "顔の生成"},
    defines=("discriminator", "generator", "model_loss"),
    editions=(Edition("keras"),),
)
PROJECTS = (BIKES, FACES)
