"""A project pack with one check and a training of some seconds, written into a folder."""

import json
from pathlib import Path

SLUG = "slow"
TRAINING_S = 6.0
POINTS = 24

PACK = f"""
slug = "{SLUG}"
order = 1
runtime = "numpy"
policy = "return"
[title]
en = "Slow"
[summary]
en = "Takes its time."
[files]
notebook = "slow.ipynb"
[recognise]
defines = ["successor"]
[[editions]]
slug = "only"
title = {{ en = "Only" }}
"""

RUBRIC = """
[[sections]]
slug = "all"
title = { en = "All" }
[[sections.criteria]]
slug = "successor"
title = { en = "The next number" }
passes_when = { en = "The next number is given." }
checks = ["answers.next_number"]
[[sections.criteria]]
slug = "training"
title = { en = "Training" }
passes_when = { en = "It was trained." }
checks = ["training.trained"]
"""

CHECK = """
from workers.packkit.checks import check, text

@check(title=text("Next number", ja="次の数"), hint=text("Add one.", ja="1を足す"))
def next_number(student, rng):
    number = int(rng.integers(1000))
    assert student.call("successor", number) == number + 1
"""

TRAINING = """
import time
from protocol.progress import Progress
from workers.packkit.checks import check, text

def drive(student, dataset, sink, seed):
    for point in range(1, POINTS + 1):
        student.call("successor", point)
        time.sleep(TRAINING_S / POINTS)
        payload = {"series": "train", "x": point, "y": 1 / point, "x_of": POINTS}
        sink(Progress("curve", payload))
    return {"points": POINTS, "score": 0.0}

@check(title=text("Trained", ja="学習"), hint=text("Train.", ja="学習する"))
def trained(figures):
    assert figures["points"] == POINTS
"""


def write_pack(root: Path, training_s: float = TRAINING_S) -> Path:
    """The folder for `REVIEWHUB_PACKS`."""
    folder = root / SLUG
    (folder / "checks").mkdir(parents=True)
    (folder / "pack.toml").write_text(PACK)
    (folder / "rubric.toml").write_text(RUBRIC)
    (folder / "checks" / "answers.py").write_text(CHECK)
    (folder / "training.py").write_text(
        f"POINTS, TRAINING_S = {POINTS}, {training_s}\n{TRAINING}"
    )
    return root


def notebook(added: int = 1, name: str = "") -> bytes:
    cell = {
        "cell_type": "code",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": f"# {name}\ndef successor(n):\n    return n + {added}\n\nprint(successor(1))\n",
    }
    whole = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    return json.dumps(whole).encode()
