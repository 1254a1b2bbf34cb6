"""The passing exemplar of project 1, padded to 1 MB with outputs; no two have the same bytes."""

import base64
import json
import random
from pathlib import Path

from tests.stack import ROOT

EXEMPLAR = ROOT.joinpath(
    *("workers", "packs", "first-neural-network", "exemplars", "passing"),
    *("march-iterations", "Your_first_neural_network.ipynb"),
)
SIZE = 1_000_000
PICTURE = 60_000  # bytes


def padded(path: Path = EXEMPLAR, size: int = SIZE) -> bytes:
    """With pictures and printed lines as a training leaves them."""
    noise = random.Random(1)
    notebook = json.loads(path.read_text("utf-8"))
    outputs = notebook["cells"][_last_code(notebook)].setdefault("outputs", [])
    while len(data := _bytes(notebook)) < size:
        image = base64.b64encode(noise.randbytes(min(PICTURE, size - len(data))))
        shown = {"image/png": image.decode()}
        outputs.append({"output_type": "display_data", "metadata": {}, "data": shown})
        printed = [
            f"Progress: {n / 10:.1f}% ... Training loss: 0.06\n" for n in range(200)
        ]
        outputs.append({"output_type": "stream", "name": "stdout", "text": printed})
    return data


def different(data: bytes, number: int) -> bytes:
    """The same notebook with a line of its own: a mark in its metadata."""
    end = data.rindex(b"}")
    return data[:end] + f', "handed_in_by": "number {number}"}}'.encode()


def _last_code(notebook: dict) -> int:
    kinds = [cell["cell_type"] for cell in notebook["cells"]]
    return len(kinds) - 1 - kinds[::-1].index("code")


def _bytes(notebook: dict) -> bytes:
    return json.dumps(notebook).encode()
