"""Training through the engine against the same code in the same interpreter, bare.

Whole durations: starting Python or the sandbox, loading the code, training for about a
minute, giving back the loss. Two ways through the engine: the pack's own driver over the
student's function (`pipeline.train` without the notebook's run), and a cell of the notebook.
All three turn about, on one thread of the numerical library each; they must arrive at the
same loss, to the bit.
"""

import json
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from protocol.steps import Upload
from tests.bench import material
from tests.bench.rows import Report, Row, table
from workers.environments.environments import find_runtime
from workers.grader import pipeline
from workers.packkit.pack import Pack, load_pack
from workers.sandbox import policy

LIMIT = 1.02
CODE = (material.FOLDER / "training.py").read_text()
LIMITS = """
[limits.train]
wall_s = 900
cpu_s = 1800
cell_s = 600
call_s = 600
"""
DRIVER = """
ATTEMPTS = 1

def drive(student, dataset, sink, seed):
    return {{"loss": student.call("train", {steps}), "score": 0.0}}
"""
WAYS = ("bare", "driver", "cell")


def _threads() -> dict[str, str]:
    """As the sandbox has them."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return dict.fromkeys(names, str(policy.THREADS))


def _bare(work: Path, steps: int) -> tuple[float, float]:
    script = work / "bare.py"
    script.write_text(f"{CODE}\nprint(repr(train({steps})))\n")
    python = str(find_runtime("numpy").interpreter)
    began = time.monotonic()
    done = subprocess.run(
        [python, str(script)],
        env={"PATH": os.environ["PATH"], **_threads()},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return time.monotonic() - began, float(done.stdout)


def _upload(steps: int | None) -> Upload:
    cells = [CODE] if steps is None else [CODE, f"print(repr(train({steps})))"]
    text = material.handed_in("\n# %%\n".join(cells))
    return Upload(material.NOTEBOOK, {material.NOTEBOOK: text.encode()}, "only")


def _pack(work: Path, name: str, driver: str) -> Pack:
    folder = material.write_pack(work, material.NO_MARK, slug=name)
    settings = folder / "pack.toml"
    text = settings.read_text()
    wanted = text.replace(
        f"defines = {json.dumps(material.NAMES)}", 'defines = ["train"]'
    )
    settings.write_text(wanted + LIMITS)
    if driver:
        (folder / "training.py").write_text(driver)
    return load_pack(folder)


def _driver(pack: Pack) -> tuple[float, float]:
    began = time.monotonic()
    report = pipeline.train(
        pack, _upload(None), _ignore, data_folder=None, seed=1, with_notebook=False
    )
    seconds = time.monotonic() - began
    if not report.passed:
        raise RuntimeError(str(report.results))
    return seconds, float(report.figures["loss"])


def _cell(pack: Pack, steps: int) -> tuple[float, float]:
    said: list[str] = []

    def listen(progress) -> None:
        if progress.kind == "log":
            said.append(progress.payload["text"])

    began = time.monotonic()
    report = pipeline.train(pack, _upload(steps), listen, data_folder=None, seed=1)
    seconds = time.monotonic() - began
    if not said:
        raise RuntimeError(str(report.notes))
    return seconds, float("".join(said))


def _ignore(progress) -> None:
    """Nobody watches."""


def measure(*, quick: bool) -> Report:
    wanted_s, rounds = (6.0, 2) if quick else (60.0, 2)
    times: dict[str, list[float]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory(prefix="rh-bench-") as folder:
        work = Path(folder)
        tried = 2000
        steps = int(tried * wanted_s / _bare(work, tried)[0])
        driven = _pack(work, "driven", DRIVER.format(steps=steps))
        plain = _pack(work, "plain", "")
        for _ in range(rounds):
            runs = {
                "bare": _bare(work, steps),
                "driver": _driver(driven),
                "cell": _cell(plain, steps),
            }
            if len({loss for _, loss in runs.values()}) != 1:
                raise RuntimeError(f"Not the same training: {runs}")
            for way, (seconds, _) in runs.items():
                times[way].append(seconds)
    return _report(times)


def _report(times: dict[str, list[float]]) -> Report:
    median = {way: statistics.median(row) for way, row in times.items()}
    rows = []
    for way, title in (("driver", "by the pack's driver"), ("cell", "in a cell")):
        ratio = median[way] / median["bare"]
        rows.append(
            Row(
                f"Training {title}",
                f"{median[way]:.2f} s",
                f"{median['bare']:.2f} s (bare Python)",
                f"{ratio:.3f}",
                f"≤ {LIMIT:g}",
                ratio <= LIMIT,
            )
        )
    head = ("round", *WAYS)
    lines = [
        (str(number), *(f"{times[way][number - 1]:.2f} s" for way in WAYS))
        for number in range(1, len(times["bare"]) + 1)
    ]
    return Report(rows, table([head, *lines]))
