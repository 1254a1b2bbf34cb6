"""The grader's two steps. A fault of the student is in the report; one of ours is an `Incident`.

A sink may raise `Cancelled` at any time; the sandbox is then ended and the exception passed on.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from protocol.progress import Sink
from protocol.steps import StepReport, Upload
from workers.grader import seeds
from workers.grader.curves import CurveRation
from workers.grader.steps.examining import examine_upload
from workers.grader.steps.metering import Phases
from workers.grader.steps.rerunning import rerun_upload
from workers.grader.steps.training import train_upload
from workers.packkit.pack import Pack


def examine(
    pack: Pack, upload: Upload, sink: Sink, *, seed: int | None = None
) -> StepReport:
    """Runs hidden checks on the student's definitions, with new random inputs unless seeded."""
    phases = Phases(CurveRation(sink))
    return _with(phases, examine_upload(pack, upload, phases, _seed(seed)))


def train(  # noqa: PLR0913 - what is asked
    pack: Pack,
    upload: Upload,
    sink: Sink,
    *,
    data_folder: Path | None,
    seed: int | None = None,
    with_notebook: bool = True,
    settle: Callable[[StepReport], None] = lambda _: None,
) -> StepReport:
    """Runs the pack's training and its checks, then the notebook from top to bottom.

    The notebook's run informs its criterion and fails no step, so a caller that wants only the
    verdict can leave it out. `settle` is told the verdict before that run begins.
    """
    phases = Phases(CurveRation(sink))
    report = train_upload(
        pack,
        upload,
        phases,
        data_folder,
        _seed(seed),
        with_notebook=with_notebook,
        settle=lambda judged: settle(_with(phases, judged)),
    )
    return _with(phases, report)


def rerun(
    pack: Pack, upload: Upload, sink: Sink, *, data_folder: Path | None
) -> StepReport:
    """Runs the notebook alone, when a fault of ours came after the verdict of `train`."""
    return rerun_upload(pack, upload, sink, data_folder)


def _with(phases: Phases, report: StepReport) -> StepReport:
    environment = {**report.environment, "phases": phases.began}
    return replace(report, environment=environment)


def _seed(seed: int | None) -> int:
    return seeds.drawn() if seed is None else seed % 2**seeds.SEED_BITS
