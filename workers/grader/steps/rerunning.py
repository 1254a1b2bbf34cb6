"""The last part of a training step: the notebook run from the top. It changes no verdict."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from notebooks.refusals import Refusal
from protocol.artifacts import EXECUTED
from protocol.progress import Sink
from protocol.steps import CheckResult, Incident, StepKind, StepReport, Upload
from protocol.texts import Text
from workers.environments.environments import Runtime
from workers.grader.seeds import drawn
from workers.grader.steps.choosing import runtime_for
from workers.grader.steps.notebook import Executed, run_notebook
from workers.grader.steps.preparing import parsed, phase
from workers.grader.steps.rerun import result_of
from workers.grader.steps.verdicts import Verdicts
from workers.packkit.pack import Pack

RUNNING: Text = {
    "en": "Running the notebook from the top",
    "ja": "ノートブックを最初から実行中",
}
PHASES = 3  # of the step: training, judging it, and this


def rerun_upload(
    pack: Pack, upload: Upload, sink: Sink, data_folder: Path | None
) -> StepReport:
    """Only the notebook's run, of a step whose verdict was settled before a fault of ours."""
    started = time.monotonic()
    dataset = dataset_of(pack, data_folder, drawn())
    notebook = parsed(upload)
    chosen = runtime_for(pack, upload.edition, notebook)
    beside = files_beside(pack, dataset, upload)
    left = pack.limits[StepKind.TRAIN].wall_s
    result, executed = run_from_the_top(
        pack, notebook, chosen.runtime, beside, sink, left_s=left
    )
    return StepReport(
        step=StepKind.TRAIN,
        passed=True,  # as far as this goes: it fails no step
        results=(result,),
        environment={"notebook_s": round(executed.duration_s, 2)},
        artifacts=artifacts_of(executed),
        duration_s=since(started),
    )


def run_from_the_top(  # noqa: PLR0913 - what it runs, where, and for how long
    pack: Pack,
    notebook: NotebookNode | Refusal,
    runtime: Runtime,
    beside: Mapping[str, bytes],
    sink: Sink,
    *,
    left_s: float,
) -> tuple[CheckResult, Executed]:
    phase(sink, RUNNING, 3, PHASES)
    executed = run_notebook(pack, notebook, runtime, beside, sink, left_s=left_s)
    return Verdicts(sink).add(
        result_of(executed, wants_tests=pack.unit_tests)
    ), executed


def artifacts_of(executed: Executed) -> dict[str, bytes]:
    return {EXECUTED: executed.notebook} if executed.notebook else {}


def since(started: float) -> float:
    return round(time.monotonic() - started, 3)


def dataset_of(pack: Pack, folder: Path | None, seed: int) -> Any:
    """Stand-in data are drawn anew for each run, so that no one can bring their answers along."""
    if pack.data is None:
        return None
    try:
        return pack.data.load(folder, seed)
    except (OSError, ValueError, KeyError) as error:
        raise Incident(f"{pack.folder / 'data.py'}: load: {error!r}") from error


def files_beside(pack: Pack, dataset: Any, upload: Upload) -> dict[str, bytes]:
    """What lies beside the notebook when it runs: the data's files, then those uploaded."""
    uploaded = {n: data for n, data in upload.files.items() if n != upload.notebook}
    if pack.data is None:
        return uploaded
    return {**pack.data.notebook_files(dataset), **uploaded}
