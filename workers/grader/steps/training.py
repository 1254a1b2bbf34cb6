"""The step that takes minutes: training, its checks, and a run of the notebook from the top."""

import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from protocol.exhibit_json import laid_out
from protocol.exhibits import EXHIBITS, MOST_PICTURE_BYTES, picture_bytes
from protocol.progress import Sink
from protocol.steps import StepKind, StepReport, Upload
from protocol.texts import Text
from workers.grader import words
from workers.grader.seeds import STAND_IN, derived
from workers.grader.steps.choosing import runtime_for
from workers.grader.steps.examining import environment_of, revive
from workers.grader.steps.metering import telling_usage
from workers.grader.steps.notebook import Executed
from workers.grader.steps.preparing import parsed, phase, student_for, work_of
from workers.grader.steps.rerunning import (
    PHASES,
    artifacts_of,
    dataset_of,
    files_beside,
    run_from_the_top,
    since,
)
from workers.grader.steps.verdicts import TRAIN, Verdicts
from workers.grader.student import SandboxedStudent
from workers.packkit.checks import Check, StudentError, checks_for
from workers.packkit.pack import Pack
from workers.sandbox.timeline import Timeline

TRAINING: Text = {"en": "Training", "ja": "学習中"}
JUDGING: Text = {"en": "Judging the training", "ja": "学習結果を判定中"}
HOPELESS = float("inf")


def train_upload(  # noqa: PLR0913 - what the pipeline was asked
    pack: Pack,
    upload: Upload,
    sink: Sink,
    data_folder: Path | None,
    seed: int,
    *,
    with_notebook: bool,
    settle: Callable[[StepReport], None],
) -> StepReport:
    """`settle` is given the verdict, which nothing that comes after it can change."""
    started = time.monotonic()
    dataset = dataset_of(pack, data_folder, derived(seed, STAND_IN))
    notebook = parsed(upload)
    chosen = runtime_for(pack, upload.edition, notebook)
    verdicts = Verdicts(sink)
    figures: dict[str, Any] = {}
    environment: dict[str, Any] = {}
    timeline = Timeline()
    phase(sink, TRAINING, 1, PHASES)
    if pack.training:
        try:
            work = work_of(pack, upload, notebook)
        except StudentError as error:
            verdicts.judge(TRAIN, _raiser(error))
        else:
            numbers = [c for c in checks_for(upload.edition, pack.checks) if c.reads]
            student = student_for(pack, work, StepKind.TRAIN, chosen.runtime)
            attempts = _Attempts(
                pack.training, student, dataset, sink, seed, numbers=numbers
            )
            environment = attempts.run(verdicts)
            figures = attempts.figures
            timeline.absorb(student.peak.timeline)
        phase(sink, JUDGING, 2, PHASES)
        _judge(pack.training_checks, upload.edition, figures, verdicts)
    verdicts.raise_if_broken()
    shown, artifacts = _shown(figures)
    report = StepReport(
        step=StepKind.TRAIN,
        passed=verdicts.passed,
        results=tuple(verdicts.results),
        environment=environment | {"usage": timeline.points(started)},
        figures=shown,
        artifacts=artifacts,
        notes=chosen.notes,
        duration_s=since(started),
    )
    if not with_notebook:
        return report
    settle(report)
    left = pack.limits[StepKind.TRAIN].wall_s - (time.monotonic() - started)
    beside = files_beside(pack, dataset, upload)
    result, executed = run_from_the_top(
        pack, notebook, chosen.runtime, beside, sink, left_s=left
    )
    timeline.absorb(executed.timeline)
    usage = {"usage": timeline.points(started)}
    return replace(
        report,
        results=(*report.results, result),
        environment=_merged(environment, executed) | usage,
        artifacts={**artifacts, **artifacts_of(executed)},
        duration_s=since(started),
    )


class _Attempts:
    """Trains with several seeds, because training is random; stops after the first good attempt."""

    def __init__(  # noqa: PLR0913 - what the step has
        self,
        training: ModuleType,
        student: SandboxedStudent,
        dataset: Any,
        sink: Sink,
        seed: int,
        *,
        numbers: Sequence[Check],
    ) -> None:
        self.figures: dict[str, Any] = {}
        self._training = training
        self._student = student
        self._dataset = dataset
        self._sink = sink
        self._seed = seed
        self._numbers = numbers

    def run(self, verdicts: Verdicts) -> dict[str, Any]:
        """Fills `figures` with those of the attempt that counts; returns the environment."""
        try:
            self._student.start()
            policy = self._student.policy()
            with telling_usage(self._sink, lambda: self._student.sandbox):
                verdicts.judge(TRAIN, self._attempts)
        finally:
            self._student.close()
        return environment_of(self._student, policy, self._seed)

    def _attempts(self) -> None:
        self._student.load_definitions()
        self._judge_numbers()
        most = int(getattr(self._training, "ATTEMPTS", 1))
        tried: list[Mapping[str, Any]] = []
        for number in range(most):
            try:
                tried.append(self._attempt(number))
            except StudentError:
                if not tried:
                    raise
                break  # time is up, or the code failed late: the earlier attempts count
            if self._good(tried[-1]):
                break
        last = len(tried) - 1
        scores = [_score(figures) for figures in tried]
        # Attempts are chosen by index, because `list.index` cannot compare the arrays in exhibits.
        best = last if self._good(tried[last]) else scores.index(min(scores))
        self.figures = {
            **tried[best],
            "attempts": len(tried),
            "attempt": best + 1,
        }

    def _judge_numbers(self) -> None:
        """Numbers that only running gives were read anew, and may differ from those examined."""
        for check in self._numbers:
            check.function(self._student, np.random.default_rng(self._seed))

    def _attempt(self, number: int) -> Mapping[str, Any]:
        revive(self._student)
        seed = derived(self._seed, f"attempt {number}")
        self._student.seed(seed)
        drive = getattr(self._training, "drive" if number else "first_drive", None)
        drive = drive or self._training.drive
        figures: Mapping[str, Any] = drive(
            self._student, self._dataset, self._sink, seed
        )
        size = picture_bytes(figures.get(EXHIBITS, ()))
        if size > MOST_PICTURE_BYTES:
            raise StudentError(f"pictures of {size} bytes", words.LARGE_PICTURES)
        return figures

    def _good(self, figures: Mapping[str, Any]) -> bool:
        quiet = Verdicts(lambda _: None)
        checks = [v for v in vars(self._training).values() if isinstance(v, Check)]
        _judge(checks, self._student.edition, figures, quiet)
        return quiet.passed


def _score(figures: Mapping[str, Any]) -> float:
    score = float(figures.get("score", HOPELESS))
    return HOPELESS if math.isnan(score) else score


def _judge(
    checks: Iterable[Check],
    edition: str,
    figures: Mapping[str, Any],
    verdicts: Verdicts,
) -> None:
    for check in checks_for(edition, checks):
        if not figures or not verdicts.met(check.needs):
            verdicts.skip(check, words.SKIPPED)
        else:
            verdicts.judge(check, partial(check.function, figures))


def _raiser(error: StudentError) -> Any:
    def fail() -> None:
        raise error

    return fail


def _shown(figures: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The figures with exhibits as plain data, and the exhibits' pictures as files."""
    hung, files = laid_out(figures.get(EXHIBITS, ()))
    return {**figures, **({EXHIBITS: hung} if hung else {})}, files


def _merged(environment: Mapping[str, Any], executed: Executed) -> dict[str, Any]:
    peak = max(environment.get("peak_memory_mb", 0.0), executed.peak_memory_mb)
    return {
        **environment,
        "peak_memory_mb": round(peak, 1),
        "notebook_s": round(executed.duration_s, 2),
    }
