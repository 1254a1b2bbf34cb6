"""Grades one step that this process has leased: reads it, runs the grader, stores the result."""

import logging
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from projects.models import Step
from projects.operations import grading, workers
from protocol.steps import Cancelled, DeviceLost, Incident, StepKind, StepReport, Upload
from workers.agent.costs import Cost, measured
from workers.agent.lease_keeper import LeaseKeeper, Row
from workers.agent.supervisor import Work
from workers.agent.worker_process import WorkerProcess, leave
from workers.grader import pipeline
from workers.grader.json_safe import json_safe, text
from workers.packkit.pack import Pack, pack_in, version_in

logger = logging.getLogger(__name__)

DATABASE_AGAIN_S = 0.5

Result = TypeVar("Result")

# A step may take longer than the pack's limit, which does not cover reading and storing data.
SPARE_FACTOR = 1.5
SPARE_S = 120.0
TOLD_TO_STOP = "Handed back: the worker was told to stop."


class StepRunner:
    def __init__(self, process: WorkerProcess | None) -> None:
        self._process = process  # None: not in a worker's process

    def carry_out(self, step: Step) -> None:
        """Grades a step that this process has leased. Every failure is stored or logged."""
        logger.info(
            "Grading of step %s (%s) begins, try %s", step.pk, step.kind, step.tries
        )
        with ExitStack() as stack:
            keeper = stack.enter_context(self._keeper(step))
            if self._process is not None:
                in_hand = Work(
                    partial(grading.hand_back, step, TOLD_TO_STOP), keeper.lost
                )
                stack.enter_context(self._process.supervisor.at_work(in_hand))
            with measured() as cost:
                self._carry_out(step, keeper)
        self._tell(step, cost)

    def _carry_out(self, step: Step, keeper: LeaseKeeper) -> None:
        try:
            wanted = self.patiently(lambda: wanted_by(step))
            pack = pack_for(step.run.submission.project.slug, wanted)
            wall_s = pack.limits[StepKind(step.kind)].wall_s
            self.patiently(lambda: grading.allow(step, wall_s * SPARE_FACTOR + SPARE_S))
            report = self._grade(step, pack, keeper)
            outcome = _outcome(report, pack, is_rest=bool(step.verdict))
            told = keeper.taken()
            self.patiently(lambda: grading.finish_step(step, outcome, told))
        except (Cancelled, grading.LeaseLost):
            logger.info("Grading of step %s stops: this worker lost its lease", step.pk)
        except DeviceLost as lost:
            self._leave_rotation(step, str(lost))
        except Exception:
            logger.exception(
                "Grading of step %s failed, not by the student's code", step.pk
            )
            self._give_back(step, keeper, traceback.format_exc())
        else:
            logger.info("Step %s finished: passed=%s", step.pk, report.passed)

    def patiently(self, use: Callable[[], Result]) -> Result:
        """Tries again while the database does not answer, unless this process was told to stop.

        It waits for much longer than a lease lasts, so that an outage costs a step neither one
        of its tries nor minutes of finished training. No other worker takes the step meanwhile:
        `workers.agent.liveness` lets no process end a lease during an outage. A call that was
        stored although its answer was lost is refused by the fence when it is repeated.
        """
        deadline = time.monotonic() + settings.DATABASE_PATIENCE_S
        while True:
            try:
                return use()
            except (OperationalError, InterfaceError) as error:
                if time.monotonic() > deadline or self._told_to_stop():
                    raise
                logger.warning("The database does not answer; trying again: %s", error)
                connection.close()
                time.sleep(DATABASE_AGAIN_S)

    def _told_to_stop(self) -> bool:
        return self._process is not None and self._process.supervisor.is_told_to_stop()

    def _keeper(self, step: Step) -> LeaseKeeper:
        def write(rows: Sequence[Row]) -> None:
            try:
                self.patiently(lambda: grading.record(step, rows))
            except grading.LeaseLost as error:
                raise Cancelled from error

        return LeaseKeeper(
            renew=lambda: grading.heartbeat(step),
            write=write,
            leave=leave,
            renew_every_s=settings.STEP_HEARTBEAT_S,
        )

    def _leave_rotation(self, step: Step, reason: str) -> None:
        """The GPU was lost, so this process takes no more work and hands the step back.

        That counts neither against the student nor as a try; another slot takes the step.
        """
        logger.error("Step %s goes back to the queue: %s", step.pk, reason)
        if self._process is not None:
            self._process.leave_rotation(reason)
        try:
            self.patiently(lambda: grading.hand_back(step, reason))
        except grading.LeaseLost:
            logger.info("Step %s was not handed back: its lease was lost", step.pk)

    def _give_back(self, step: Step, keeper: LeaseKeeper, incident: str) -> None:
        # If the database caused the fault, its connection is broken: close it, so that Django
        # opens a new one.
        connection.close_if_unusable_or_obsolete()
        try:
            keeper.flush()  # a check that failed counts, whatever happened later
        except Cancelled:
            pass  # the fence says so again
        except Exception:
            logger.exception("The last progress of step %s is lost", step.pk)
        try:
            self.patiently(lambda: grading.fail_step(step, text(incident)))
        except grading.LeaseLost:
            logger.info(
                "The fault of step %s is only logged: its lease was lost", step.pk
            )

    def _tell(self, step: Step, cost: Cost) -> None:
        """Tells staff what the grading cost this process itself, beside the sandbox."""
        logger.info("Grading of step %s cost this process %s", step.pk, cost)
        if self._process is not None:
            name = self._process.name
            self.patiently(lambda: workers.cost(name, **asdict(cost)))

    def _grade(self, step: Step, pack: Pack, keeper: LeaseKeeper) -> StepReport:
        submission = step.run.submission
        files = self.patiently(lambda: list(submission.files.select_related("blob")))
        upload = Upload(
            notebook=submission.notebook_name,
            files={file.name: file.blob.read() for file in files},
            edition=submission.edition,
        )
        if step.kind == StepKind.EXAMINE:
            return pipeline.examine(pack, upload, keeper)
        if step.verdict:
            return pipeline.rerun(pack, upload, keeper, data_folder=settings.DATA_DIR)

        def settle(report: StepReport) -> None:
            outcome = _outcome(report, pack)
            told = keeper.taken()
            self.patiently(lambda: grading.settle(step, outcome, told))

        return pipeline.train(
            pack, upload, keeper, data_folder=settings.DATA_DIR, settle=settle
        )


def wanted_by(step: Step) -> str:
    """The digest of the pack that a regrade asks for; empty for the deployed version."""
    regrade = step.run.regrade
    return regrade.digest if regrade else ""


def pack_for(slug: str, digest: str = "") -> Pack:
    """The deployed pack or, with a digest, the deployed or candidate pack of that digest."""
    deployed, candidate = settings.PACKS_DIR / slug, settings.CANDIDATES_DIR / slug
    if not digest:
        return pack_in(deployed)
    pack = version_in((deployed, candidate), digest)
    if pack is None:
        raise Incident(
            f"Version {digest[:12]} of the pack {slug} is neither in {deployed} nor in "
            f"{candidate}. Put its folder there on every worker and start the regrade again."
        )
    return pack


def _outcome(
    report: StepReport, pack: Pack, *, is_rest: bool = False
) -> grading.Outcome:
    return grading.Outcome(
        passed=report.passed,
        results=tuple(json_safe(asdict(result)) for result in report.results),
        environment=json_safe({**report.environment, "pack": pack.digest}),
        figures=json_safe(report.figures),
        notes=tuple(json_safe(note) for note in report.notes),
        artifacts=report.artifacts,
        is_rest=is_rest,
    )
