"""The runs of those submissions: the demo's recorded ones, copied by the database."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings

from projects.enums import Queue, RunState, RunVerdict, State, StepState
from projects.models import Artifact, CheckResult, Progress, Run, Step
from projects.operations.demo.records import RecordedStep
from projects.operations.load.copying import (
    Pair,
    copy_artifacts,
    copy_progress,
    copy_results,
)
from projects.operations.load.people import BATCH
from projects.operations.load.submissions import Told
from projects.operations.load.works import Work
from protocol.steps import StepKind

WHOLE_FOR = timedelta(weeks=3)  # of older runs no curves and no versions are kept
LIVE_FOR = timedelta(hours=6)  # nor, of runs that ended before, what they printed
QUEUES = {StepKind.EXAMINE: Queue.CPU, StepKind.TRAIN: Queue.GPU}
FAULT = "OSError: [Errno 28] No space left on device"


class Runs:
    """Makes runs, and remembers the first one of each work, of which the others are copies."""

    def __init__(self, now: Any) -> None:
        self._now = now
        self._steps: dict[tuple[str, str], int] = {}  # by work and kind
        self._runs: dict[str, int] = {}
        self._told: dict[str, int] = {}

    def make(self, told: Sequence[Told]) -> None:
        ended = [one for one in told if one.attempt.state != State.CHECKING]
        runs = Run.objects.bulk_create(
            (self._run(one) for one in told), batch_size=BATCH
        )
        by_submission = {run.submission_id: run for run in runs}
        steps = Step.objects.bulk_create(
            (
                step
                for one in told
                for step in self._steps_of(one, by_submission[one.submission.pk])
            ),
            batch_size=BATCH,
        )
        works = {by_submission[one.submission.pk].pk: one.work for one in ended}
        self._results([one for one in steps if one.run_id in works], works)
        self._artifacts(works)
        late = self._now - LIVE_FOR
        self._progress(
            {
                run.pk: works[run.pk]
                for run in runs
                if run.last_seq and run.finished_at and run.finished_at > late
            }
        )

    # --- runs and steps

    def _run(self, one: Told) -> Run:
        attempt, record = one.attempt, one.work.record
        run = Run(
            submission=one.submission,
            number=1,
            pack_digest=record.pack,
            created_at=attempt.handed_in_at,
        )
        if attempt.state == State.CHECKING:
            return run
        run.finished_at = attempt.checked_at
        if attempt.state == State.HELD:
            run.state = RunState.ERRORED
            return run
        run.state = RunState.FINISHED
        passed = attempt.checks_passed
        run.verdict = RunVerdict.PASSED if passed else RunVerdict.FAILED
        if self._now - attempt.checked_at < LIVE_FOR:
            run.last_seq = sum(len(step.rows) for step in record.steps)
        return run

    def _steps_of(self, one: Told, run: Run) -> Iterable[Step]:
        recorded = {step.kind: step for step in one.work.record.steps}
        at = one.attempt.handed_in_at
        for kind, queue in QUEUES.items():
            step = Step(run=run, kind=kind, queue=queue)
            if one.attempt.state == State.CHECKING:
                if kind == StepKind.EXAMINE:
                    step.state, step.queued_at = StepState.QUEUED, at
            elif one.attempt.state == State.HELD:
                self._faulty(step, one)
            elif kind in recorded:
                at += timedelta(minutes=2)
                self._recorded(step, recorded[kind], at)
                at += timedelta(seconds=recorded[kind].seconds)
            else:
                step.state = StepState.SKIPPED
            yield step

    def _faulty(self, step: Step, one: Told) -> None:
        if step.kind != StepKind.EXAMINE:
            step.state = StepState.CANCELLED
            return
        step.state, step.incident = StepState.ERRORED, FAULT
        step.faults = step.tries = settings.STEP_TRIES
        step.queued_at = step.started_at = one.attempt.handed_in_at
        step.finished_at = one.attempt.checked_at

    def _recorded(self, step: Step, recorded: RecordedStep, at: Any) -> None:
        step.state = StepState.PASSED if recorded.passed else StepState.FAILED
        step.worker = f"{step.queue}@grader-{at.day % 4 + 1}:1874"
        step.tries = 1
        step.queued_at, step.started_at = at - timedelta(minutes=2), at
        step.finished_at = at + timedelta(seconds=recorded.seconds)
        outcome = recorded.outcome
        step.notes = [dict(note) for note in outcome.notes]
        if self._now - at < WHOLE_FOR:
            step.environment, step.figures = outcome.environment, outcome.figures
            return
        told = ("name", "python", "main", "pack", "device", "cpu_s")
        step.environment = {
            key: value for key, value in outcome.environment.items() if key in told
        }
        step.figures = {
            key: value
            for key, value in outcome.figures.items()
            if isinstance(value, int | float | str)
        }

    # --- what hangs on them: once by us, then by the database

    def _results(self, steps: Sequence[Step], works: dict[int, Work]) -> None:
        pairs: list[Pair] = []
        for step in steps:
            work = works[step.run_id]
            if step.state not in (StepState.PASSED, StepState.FAILED):
                continue
            key = work.name, step.kind
            if key in self._steps:
                pairs.append((step.pk, self._steps[key]))
                continue
            self._steps[key] = step.pk
            (recorded,) = (s for s in work.record.steps if s.kind == step.kind)
            CheckResult.objects.bulk_create(
                CheckResult(
                    step=step,
                    order=order,
                    check_slug=found["check"],
                    outcome=found["outcome"],
                    title_text=found["title"],
                    hint_text=found["hint"],
                    evidence=found["evidence"],
                    duration_s=found["duration_s"],
                )
                for order, found in enumerate(recorded.outcome.results, 1)
            )
        copy_results(pairs)

    def _artifacts(self, works: dict[int, Work]) -> None:
        pairs: list[Pair] = []
        for run, work in works.items():
            if not work.artifacts:
                continue
            if work.name in self._runs:
                pairs.append((run, self._runs[work.name]))
                continue
            self._runs[work.name] = run
            Artifact.objects.bulk_create(
                Artifact(run_id=run, name=name, blob=blob)
                for name, blob in work.artifacts.items()
            )
        copy_artifacts(pairs)

    def _progress(self, works: dict[int, Work]) -> None:
        pairs: list[Pair] = []
        for run, work in works.items():
            if work.name in self._told:
                pairs.append((run, self._told[work.name]))
                continue
            self._told[work.name] = run
            rows = [
                (step.kind, kind, payload)
                for step in work.record.steps
                for kind, payload in step.rows
            ]
            Progress.objects.bulk_create(
                Progress(run_id=run, seq=seq, step_kind=of, kind=kind, payload=payload)
                for seq, (of, kind, payload) in enumerate(rows, 1)
            )
        copy_progress(pairs)
