"""Runs of exemplars through the real grader, recorded for the demo course.

    nice -n 10 python -m tests.demo.recording [SLUG/KIND/NAME …]

grades those of the demo's exemplars that are named, or that have no record yet, and writes what a
worker would have stored of each to `projects/operations/demo/recorded/`. By hand, when
`tests/demo/test_recorded.py` says that a record is stale: training takes minutes. Data are the
packs' own stand-ins.
"""

import base64
import io
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from PIL import Image

if __name__ == "__main__":  # run by hand, without pytest
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewhub.settings_test")
    import django

    django.setup()

from projects.operations.demo.course import told
from projects.operations.demo.records import FILES, FOLDER, KEPT, RECORD
from protocol.artifacts import EXECUTED
from protocol.progress import Progress, ProgressKind
from protocol.rerun import RERUN
from protocol.steps import StepReport, Upload
from tests.packs.exemplars import Exemplar, open_packs
from workers.environments.environments import find_runtime
from workers.grader import pipeline
from workers.grader.json_safe import json_safe
from workers.packkit.pack import Pack
from workers.sandbox.opening import STORE

DIGITS = 5  # significant ones, of curves and of the use of memory
PNG = "image/png"
PLOTS, FACES = 32, 128  # colours that are kept of a notebook's pictures, and of a run's
MANY = 2**24  # more colours than a picture has
ARRAYS = re.compile(r"\[(?:[\d\s.,eE+\-…]|True|False|nan|inf)+\]")
NUMBERS = frozenset({ProgressKind.CURVE, ProgressKind.USAGE})


class Tape:
    """A sink that keeps what a worker would have written, with the seconds since it began."""

    def __init__(self) -> None:
        self.rows: list[list[Any]] = []
        self._started = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        payload = json_safe(progress.payload)
        if progress.kind == ProgressKind.CURVE and payload["y"] is None:
            return  # as `workers.agent.lease_keeper` does
        if progress.kind in NUMBERS:
            payload = {name: _rounded(value) for name, value in payload.items()}
        if progress.kind == ProgressKind.CHECK:
            payload = _result(payload)
        self.rows.append([self.seconds(), progress.kind, payload])

    def seconds(self) -> float:
        return round(time.monotonic() - self._started, 2)


def _rounded(value: Any) -> Any:
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def recorded(exemplar: Exemplar) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The record as JSON, and the files of the run by name."""
    pack, upload = exemplar.pack, exemplar.upload
    step, report = _step(lambda tape: pipeline.examine(pack, upload, tape))
    steps, artifacts = [step], dict(report.artifacts)
    if report.passed:
        step, artifacts = _trained(pack, upload)
        steps.append(step)
    upload_is = {"notebook": upload.notebook, "edition": upload.edition}
    return {"pack": pack.digest, **upload_is, "steps": steps}, artifacts


def _trained(pack: Pack, upload: Upload) -> tuple[dict[str, Any], dict[str, bytes]]:
    settled: list[int] = []

    def train(tape: Tape) -> StepReport:
        return pipeline.train(
            pack,
            upload,
            tape,
            data_folder=None,
            settle=lambda _: settled.append(len(tape.rows)),
        )

    step, report = _step(train)
    return step | {"settled": settled[0]}, dict(report.artifacts)


def _step(grade: Callable[[Tape], StepReport]) -> tuple[dict[str, Any], StepReport]:
    tape = Tape()
    report = grade(tape)
    step = {
        "kind": report.step,
        "passed": report.passed,
        "seconds": tape.seconds(),
        "results": [_result(json_safe(asdict(result))) for result in report.results],
        "environment": _without_seed(json_safe(report.environment)),
        "figures": json_safe(report.figures),
        "notes": [json_safe(note) for note in report.notes],
        "progress": tape.rows,
    }
    return step, report


def _result(row: dict[str, Any]) -> dict[str, Any]:
    """Without the arrays that staff are told: they hold hidden inputs, or what came of them."""
    return (
        row
        if row["check"] == RERUN
        else row | {"evidence": without_arrays(row["evidence"])}
    )


def without_arrays(evidence: str) -> str:
    while (cut := ARRAYS.sub("…", evidence)) != evidence:
        evidence = cut
    return evidence


def _without_seed(environment: dict[str, Any]) -> dict[str, Any]:
    """With the seed, hidden inputs could be drawn again: it goes into no repository."""
    return {name: value for name, value in environment.items() if name != "seed"}


def works() -> list[str]:
    """The records that the story needs, in its order."""
    return list(
        dict.fromkeys(act.what["work"] for act in told()[1] if "work" in act.what)
    )


def handed_in(upload: Upload, record: Mapping[str, Any]) -> dict[str, bytes]:
    """What is kept of the upload: a notebook that ran from the top is handed in as it ran."""
    results = [row for step in record["steps"] for row in step["results"]]
    ran = any(row["check"] == RERUN and row["outcome"] == "passed" for row in results)
    kept = set(upload.files) - ({upload.notebook} if ran else set())
    return {f"{FILES}/{name}{KEPT}": upload.files[name] for name in sorted(kept)}


def write(folder: Path, record: dict[str, Any], files: Mapping[str, bytes]) -> int:
    """Writes the record anew; returns its size in bytes."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / FILES).mkdir(parents=True)
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    # One row of progress, one result a line: a diff shows what changed.
    lines = text.replace("},{", "},\n{").replace("],[", "],\n[")
    (folder / RECORD).write_text(lines + "\n", "utf-8")
    for name, data in files.items():
        (folder / name).write_bytes(_smaller(name, data))
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _smaller(name: str, data: bytes) -> bytes:
    """Pictures lose colours that hardly anybody sees; nothing else changes."""
    if name == EXECUTED:
        return smaller(data)
    return fewer_colours(data, FACES) if name.endswith(".png") else data


def smaller(notebook: bytes) -> bytes:
    """The notebook with fewer colours in its outputs: plots need few."""
    data = json.loads(notebook)
    for cell in data["cells"]:
        for output in cell.get("outputs", ()):
            if PNG in output.get("data", {}):
                png = base64.b64decode(output["data"][PNG])
                few = fewer_colours(png, PLOTS)
                output["data"][PNG] = base64.b64encode(few).decode()
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def fewer_colours(png: bytes, colours: int) -> bytes:
    picture = Image.open(io.BytesIO(png))
    if len(picture.getcolors(MANY) or range(MANY)) <= colours:
        return png
    stream = io.BytesIO()
    few = picture.convert("RGB").quantize(colours, dither=Image.Dither.NONE)
    few.save(stream, "PNG", optimize=True)
    return min(png, stream.getvalue(), key=len)


def main(names: Sequence[str]) -> None:
    packs = {pack.slug: pack for pack in open_packs()}
    wanted = names or [n for n in works() if not (FOLDER / n / RECORD).is_file()]
    for name in wanted:
        pack = packs[name.split("/")[0]]
        STORE.keep([find_runtime(pack.runtime)])
        exemplar = Exemplar(pack, pack.folder / "exemplars" / name.split("/", 1)[1])
        started = time.monotonic()
        record, artifacts = recorded(exemplar)
        files = artifacts | handed_in(exemplar.upload, record)
        size = write(FOLDER / name, record, files)
        seconds = time.monotonic() - started
        print(f"{name}: {size / 1000:.0f} kB, graded in {seconds:.0f} s", flush=True)
    STORE.close()


if __name__ == "__main__":
    main(sys.argv[1:])
