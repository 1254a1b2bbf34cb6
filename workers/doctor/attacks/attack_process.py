"""A process in which attacks run through the pipeline, one after the other.

It plays the part of a worker: it holds the secrets, and an attack succeeds if it blocks this
process or makes its memory grow. The process that started it can end it. Requests and answers are
lines of JSON.
"""

import contextlib
import ctypes
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from protocol.progress import Progress
from protocol.steps import Incident, Limits, StepReport, Upload
from workers.doctor.attacks.attack import Attack, Run
from workers.doctor.attacks.corpus import read_attack
from workers.doctor.attacks.inspecting import inspect
from workers.doctor.attacks.judging import Trace
from workers.doctor.attacks.keyring import keep_secret
from workers.doctor.attacks.probing import (
    cells_of,
    cells_together,
    probe_pack,
    upload_of,
    within,
)
from workers.doctor.attacks.snippets import HONEST
from workers.environments.environments import Runtime, find_runtime
from workers.grader import pipeline
from workers.grader.loading import UnusableUpload, upload_from
from workers.packkit.checks import StudentError
from workers.packkit.pack import Pack
from workers.sandbox import devices
from workers.sandbox.folders import PREFIX
from workers.sandbox.forking import Forked, Template
from workers.sandbox.opening import STORE
from workers.sandbox.processes import descendants
from workers.sandbox.watchdog import MEGABYTE

SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER: orphans of a sandbox become our children
PATIENCE_S = 5.0  # for killed processes to disappear
TOGETHER_LIMITS = {"wall_s": 90.0, "call_s": 60.0}


class Watching:
    """A sink that collects the pipeline's output for students (`seen`) and staff (`told`)."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.told: list[str] = []
        self.passed = False

    def __call__(self, progress: Progress) -> None:
        if progress.kind == "check":
            self._result(progress.payload)
        else:
            self.seen.append(repr(progress.payload))

    def report(self, report: StepReport) -> None:
        """Collects a report. Durations of checks are left out, as pages show them only to staff."""
        self.passed = self.passed or report.passed
        for result in report.results:
            self._result(asdict(result))
        shown = (report.notes, report.figures, report.environment)
        self.seen.append(repr([round(report.duration_s), *shown]))
        self.seen += [a.decode("utf-8", "replace") for a in report.artifacts.values()]

    def _result(self, result: Mapping[str, Any]) -> None:
        self.seen.append(repr([result["title"], result["hint"], result["outcome"]]))
        self.told.append(str(result["evidence"]))


def carry_out(attack: Attack, pack: Pack, targets: Mapping[str, Any]) -> Trace:
    """Runs every step that the attack is meant for, as a worker would."""
    upload = upload_of(cells_of(attack, targets))
    return _traced(pack, lambda watching: _run(attack, pack, upload, watching))


def carry_out_together(
    attacks: list[Attack], pack: Pack, targets: Mapping[str, Any]
) -> Trace:
    upload = upload_of(cells_together(attacks, targets))

    def run(watching: Watching) -> None:
        watching.report(pipeline.examine(pack, upload, watching))

    return _traced(pack, run)


def _honest(pack: Pack) -> Trace:
    """Grades correct work, because a sandbox in which nothing runs would block all attacks too."""
    upload = upload_of([HONEST])

    def run(watching: Watching) -> None:
        watching.report(pipeline.examine(pack, upload, watching))

    return _traced(pack, run)


def _run(attack: Attack, pack: Pack, upload: Upload, watching: Watching) -> None:
    for run in attack.runs:
        if run is Run.INTAKE:
            upload = _taken_in(attack, pack)
        elif run is Run.EXAMINE:
            watching.report(pipeline.examine(pack, upload, watching))
        else:
            report = pipeline.train(pack, upload, watching, data_folder=None)
            watching.report(report)


def _taken_in(attack: Attack, pack: Pack) -> Upload:
    """The upload that the attack makes. Raises UnusableUpload, which is the right outcome."""
    names: dict[str, Any] = {}
    exec(compile(attack.source, attack.name, "exec"), names)  # noqa: S102 -- ours
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "work.zip"
        path.write_bytes(names["upload"]())
        return upload_from(path, pack)


def _traced(pack: Pack, run: Any) -> Trace:
    drawn = _drawn(pack)
    drawn.clear()
    watching, incident = Watching(), ""
    before_mb, started = _forget_peak(), time.monotonic()
    try:
        run(watching)
    except UnusableUpload as refusal:
        watching.seen.append(str(refusal))
    except Incident as error:
        incident = str(error)
    except Exception as error:  # noqa: BLE001 -- any other error is our fault
        incident = f"{type(error).__name__}: {error}"
    seconds = time.monotonic() - started
    return Trace(
        passed=watching.passed,
        seen="\n".join(watching.seen),
        told="\n".join(watching.told),
        incident=incident,
        drawn=tuple(drawn),
        left=_left(),
        seconds=round(seconds, 2),
        grown_mb=round(_memory_mb("VmHWM") - before_mb, 1),
    )


def _drawn(pack: Pack) -> list[str]:
    """The list to which the pack's checks add their hidden inputs."""
    module = sys.modules[f"workers_packs.{pack.slug}.drawing"]
    drawn: list[str] = module.DRAWN
    return drawn


def _left() -> tuple[str, ...]:
    end = time.monotonic() + PATIENCE_S
    while (left := _left_now()) and time.monotonic() < end:
        time.sleep(0.05)
    return left


def _left_now() -> tuple[str, ...]:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    templates = KEPT.templates()
    resting = {os.getpid()}.union(*(template.processes for template in templates))
    pids = set(descendants(os.getpid())) - resting
    folders = _folders({template.folder for template in templates})
    return (*(f"process {pid}" for pid in pids), *folders)


def _folders(of_templates: set[Path]) -> Iterator[str]:
    """Names of leftover sandbox folders, in the temporary folder or below templates."""
    ours = Path(tempfile.gettempdir()).glob(f"{PREFIX}{os.getpid()}-*")
    yield from (folder.name for folder in set(ours) - of_templates)
    for folder in of_templates:
        left = {below.name for below in folder.iterdir()} - {devices.FOLDER}
        yield from (f"{folder.name}/{name}" for name in left)


class Kept:
    """The templates that this process keeps, as a worker does."""

    def __init__(self) -> None:
        self._runtimes: dict[str, Runtime] = {}

    def add(self, name: str) -> None:
        """Starts a template. Where none can fork, attacks use started kernels, as runs do."""
        if name in self._runtimes:
            return
        runtime = self._runtimes[name] = find_runtime(name)
        STORE.keep(self._runtimes.values())
        while runtime.folder in STORE.templates:
            sandbox = STORE.take(runtime, Limits().scratch_mb)
            sandbox.close()
            if sandbox.summary()["kernel"] == Forked.way:
                return

    def templates(self) -> list[Template]:
        return [future.result() for future in STORE.templates.values()]


KEPT = Kept()


def _forget_peak() -> float:
    """Resets the peak of this process's memory; returns its memory now, in MB."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", "ascii")
    return _memory_mb("VmRSS")


def _memory_mb(name: str) -> float:
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024 / MEGABYTE
    return 0.0


def answer(request: Mapping[str, Any]) -> Mapping[str, Any]:
    folder = Path(request["folder"])
    if request["do"] == "inspect":
        return _inspected(request["runtime"])
    KEPT.add(probe_pack(folder).runtime)
    if request["do"] == "honest":
        return asdict(_honest(within(probe_pack(folder), Limits())))
    attacks = [read_attack(folder / f"{name}.py") for name in request["names"]]
    pack = within(probe_pack(folder), attacks[0].limits)
    if request["do"] == "together":
        limits = {**asdict(attacks[0].limits), **TOGETHER_LIMITS}
        pack = within(pack, type(attacks[0].limits)(**limits))
        return asdict(carry_out_together(attacks, pack, request["targets"]))
    return asdict(carry_out(attacks[0], pack, request["targets"]))


def _inspected(runtime: str) -> Mapping[str, Any]:
    """Inspects a started and a forked kernel, because a run may get either of them."""
    try:
        started = inspect(runtime, with_imports=False)
        KEPT.add(runtime)
        usual = inspect(runtime)
    except (Incident, StudentError) as error:
        return {"faults": [str(error)], "facts": {}}
    faults = dict.fromkeys([*started["faults"], *usual["faults"]])
    return {"faults": [*faults], "facts": usual["facts"]}


def main() -> None:
    """Answers requests on a copy of stdout; stdout itself goes to stderr, as any code may print."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    for line in sys.stdin:
        request = json.loads(line)
        if request["do"] == "keep":
            kept = keep_secret(request["key"], request["secret"])
            reply: Mapping[str, Any] = {"kept": kept}
        else:
            reply = answer(request)
        answers.write(json.dumps(reply) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
