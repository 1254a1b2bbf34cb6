"""A small pack and notebooks for it, written where a test wants them."""

import json
from pathlib import Path

PACK = """
slug = "{slug}"
order = 1
runtime = "numpy"
[title]
en = "Doubling"
ja = "二倍"
[summary]
en = "Doubles."
ja = "二倍にする。"
[files]
notebook = "doubling.ipynb"
[limits.examine]
wall_s = 60
call_s = 3
memory_mb = 512
[limits.train]
wall_s = 60
call_s = 5
memory_mb = 512
output_kb = 64
[recognise]
defines = ["double"]
[[editions]]
slug = "late"
assigns = ["late"]
[editions.title]
en = "Late"
ja = "後期"
[[editions]]
slug = "only"
[editions.title]
en = "Only"
ja = "唯一"
"""

CHECKS = """
from workers_packs.{module} import reference
from workers.packkit.checks import assert_close, check, text

@check(title=text("Doubles", ja="二倍"), hint=text("Return twice x.", ja="2倍を返す。"))
def doubles(student, rng):
    x = rng.normal(size=3)
    assert_close(student.call("double", x), reference.double(x))

@check(title=text("Lists", ja="リスト"), hint=text("Take lists.", ja="リストも。"),
       needs=("basics.doubles",))
def lists(student, rng):
    assert_close(student.call("double", [1, 2]), [2, 4])

@check(title=text("Late", ja="後期"), hint=text("Late.", ja="後期。"), editions=("late",))
def late_only(student, rng):
    assert student.constants["late"] is True
"""

TRAINING = """
from protocol.progress import Progress
from workers.packkit.checks import check, text

ATTEMPTS = 3

def drive(student, dataset, sink, seed):
    value = 1.0
    for step in range(4):
        value = float(student.call("double", value))
        sink(Progress("curve", {"series": "train", "x": step, "y": value, "x_of": 4}))
    return {"value": value, "seed": seed, "score": abs(value - dataset)}

@check(title=text("Large", ja="大きい"), hint=text("Not large.", ja="小さい。"))
def large(figures):
    assert figures["value"] >= 16, f"only {figures['value']}"
"""

DATA = """
def load(folder, seed=None):
    return 16.0

def notebook_files(dataset):
    return {"data/number.txt": b"42"}
"""

GOOD = """
import numpy as np
def double(x):
    print("secret input", x)
    return np.asarray(x) * 2
"""


def write_pack(folder: Path, slug: str = "doubling", **replaced: str) -> Path:
    """`replaced`: other texts for pack, checks, training or data; "" leaves it out."""
    module = slug.replace("-", "_")
    files = {
        "pack.toml": replaced.get("pack", PACK).replace("{slug}", slug),
        "checks/basics.py": replaced.get("checks", CHECKS).replace("{module}", module),
        "training.py": replaced.get("training", TRAINING),
        "data.py": replaced.get("data", DATA),
        "reference.py": "def double(x):\n    return 2 * x\n",
    }
    for name, content in files.items():
        path = folder / slug / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content:
            path.write_text(content, "utf-8")
    return folder / slug


def notebook(*cells: str) -> bytes:
    return json.dumps(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {},
            "cells": [
                {
                    "cell_type": "code",
                    "id": f"c{number}",
                    "metadata": {},
                    "execution_count": None,
                    "outputs": [],
                    "source": source,
                }
                for number, source in enumerate(cells)
            ],
        }
    ).encode()
