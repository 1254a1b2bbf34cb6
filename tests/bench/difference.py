"""The difference of two notebooks, ours beside nbdime's: how fast, and which cells belong together.

Speed: two notebooks of 3.5 MB with 90 pictures, from the bytes of both files to cells, lines and
words. nbdime's clock stands still while its libraries are imported. Alignment: the pairs made on purpose of
`tests/notebooks/alignment`, each scored by the links between old and new cells (F1: found and
right, of what was found and what is right). nbdime knows no moved, split or merged cells; it gets
their links if it patches one of them into the other. Ours has all of them by construction: a test
holds it to these pairs.
"""

import base64
import json
import random
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from notebooks.alignment.aligning import align
from notebooks.alignment.cells import Cell, cells_of
from notebooks.alignment.comparing import compared
from notebooks.reading import read_notebook
from tests.bench.others import HERE, NBDIME, environment
from tests.bench.rows import Report, Row, table
from tests.notebooks.alignment.pairs import PAIRS as ALL_PAIRS
from tests.notebooks.alignment.pairs import Pair

MOST_S, TIMES = 0.5, 40
PICTURES, PICTURE_BYTES = 90, 28_000
Links = set[tuple[int, int]]
# Where more than one answer is right, nobody is scored by ours.
PAIRS = [
    pair
    for pair in ALL_PAIRS
    if pair.name not in {"the same cell many times", "copied, and both edited"}
]


def measure(*, quick: bool) -> Report:
    with tempfile.TemporaryDirectory(prefix="rh-bench-") as folder:
        work = Path(folder)
        large = _stored(work / "large", *_large())
        ours = [_ours(large) for _ in range(3 if quick else 9)]
        try:
            python = environment("nbdime") / "bin" / "python"
        except RuntimeError as error:  # no registry within reach
            return Report(
                [_speed(ours, None)], f"nbdime could not be installed: {error}"
            )
        theirs = _theirs(python, [large])[0]["s"]
        folders = [
            _stored(work / str(n), _document(pair.old), _document(pair.new))
            for n, pair in enumerate(PAIRS)
        ]
        found = [
            {tuple(link) for link in answer["links"]}
            for answer in _theirs(python, folders)
        ]
    return Report([_speed(ours, theirs), _score(found)], _details(found))


def _ours(folder: Path) -> float:
    old = (folder / "old.ipynb").read_bytes()
    new = (folder / "new.ipynb").read_bytes()
    began = time.perf_counter()
    compared(cells_of(read_notebook(old)), cells_of(read_notebook(new)))
    return time.perf_counter() - began


def _theirs(python: Path, folders: list[Path]) -> list[dict[str, Any]]:
    command = [str(python), str(HERE / "nbdime_links.py"), *map(str, folders)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def _speed(ours: list[float], theirs: float | None) -> Row:
    median = statistics.median(ours)
    name = "Difference of two notebooks of 3.5 MB"
    if theirs is None:
        return Row(
            name, f"{median:.3f} s", target=f"≤ {MOST_S} s", met=median <= MOST_S
        )
    return Row(
        name,
        f"{median:.3f} s",
        f"{theirs:.1f} s ({NBDIME})",
        f"{theirs / median:.0f} times faster",
        f"≤ {MOST_S} s, ≥ {TIMES} times",
        median <= MOST_S and theirs >= TIMES * median,
    )


def _our_links(pair: Pair) -> Links:
    rows = align(pair.old, pair.new)
    return {(old, new) for row in rows for old in row.old for new in row.new}


def _f1(found: Links, right: Links) -> float:
    total = len(found) + len(right)
    return 2 * len(found & right) / total if total else 1.0


def _score(found: list[Links]) -> Row:
    ours = [_f1(_our_links(pair), pair.links) for pair in PAIRS]
    theirs = [_f1(links, pair.links) for links, pair in zip(found, PAIRS, strict=True)]
    return Row(
        f"Cells aligned as expected, {len(PAIRS)} pairs made on purpose",
        f"{statistics.mean(ours):.3f}",
        f"{statistics.mean(theirs):.3f} ({NBDIME})",
        target="on no pair less",
        met=all(mine >= other for mine, other in zip(ours, theirs, strict=True)),
    )


def _details(found: list[Links]) -> str:
    lines = [("pair", "ReviewHub", NBDIME)]
    for pair, links in zip(PAIRS, found, strict=True):
        ours = f"{_f1(_our_links(pair), pair.links):.2f}"
        lines.append((pair.name, ours, f"{_f1(links, pair.links):.2f}"))
    return table(lines)


def _document(cells: tuple[Cell, ...]) -> dict[str, Any]:
    """Without ids where a cell has none, as notebooks of the course were."""
    made = []
    for cell in cells:
        one: dict[str, Any] = {
            "cell_type": cell.kind,
            "metadata": {},
            "source": cell.source,
        }
        if cell.kind == "code":
            texts = [f"{text}\n" for text in cell.outputs]
            one["execution_count"] = None
            one["outputs"] = [
                {"output_type": "stream", "name": "stdout", "text": text}
                for text in texts
            ]
        made.append(one)
    return {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": made}


def _stored(folder: Path, old: dict[str, Any], new: dict[str, Any]) -> Path:
    folder.mkdir()
    (folder / "old.ipynb").write_text(json.dumps(old))
    (folder / "new.ipynb").write_text(json.dumps(new))
    return folder


def _large() -> tuple[dict[str, Any], dict[str, Any]]:
    """90 steps of a cell of text and one of code with a picture; then edited here and there."""
    old, new = _steps(), _steps()
    cells = new["cells"]
    cells.insert(10, cells[9] | {"source": "extra = 1\nprint(extra)", "outputs": []})
    del cells[41]
    cells.insert(100, cells.pop(60))
    cells[21]["source"] += "\nprint('done')"
    cells[26]["source"] = cells[26]["source"].replace("epochs", "steps")
    for at in (32, 52, 72):
        code = next(c for c in cells[at:] if c.get("outputs"))
        code["outputs"][1]["data"]["image/png"] = _picture(1000 + at)
    return old, new


def _steps() -> dict[str, Any]:
    draw = random.Random(1)
    cells: list[dict[str, Any]] = []
    for n in range(PICTURES):
        text = f"## Step {n}\n\nIn step {n} we look at {draw.random()} again."
        lines = [
            f"x_{n}_{k} = model.fit(data[{draw.randrange(999)}], epochs={k})"
            for k in range(12)
        ]
        printed = "".join(f"epoch {k} loss {draw.random():.4f}\n" for k in range(10))
        data = {"image/png": _picture(n), "text/plain": "<Figure>"}
        outputs = [
            {"output_type": "stream", "name": "stdout", "text": printed},
            {"output_type": "display_data", "metadata": {}, "data": data},
        ]
        cells.append({"cell_type": "markdown", "metadata": {}, "source": text})
        cells.append(
            {
                "cell_type": "code",
                "metadata": {},
                "execution_count": n,
                "source": "\n".join(lines),
                "outputs": outputs,
            }
        )
    return {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}


def _picture(seed: int) -> str:
    return base64.b64encode(
        b"\x89PNG\r\n\x1a\n" + random.Random(seed).randbytes(PICTURE_BYTES)
    ).decode()
