"""Celery and the domain meet here and nowhere else in `workers`.

A message says "look", and which queue. Everything that matters is in the database before the
next message is taken, so messages may be lost, doubled or late.
"""

import logging
import os
import socket
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from functools import partial
from typing import Any, TypeVar

from celery import shared_task
from celery.signals import (
    celeryd_after_setup,
    worker_ready,
    worker_shutdown,
    worker_shutting_down,
)
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from projects.enums import Queue
from projects.models import Step
from projects.operations import (
    collecting,
    enrolling,
    grading,
    mailing,
    regrading,
    workers,
)
from protocol.progress import Sink
from protocol.steps import Cancelled, DeviceLost, Incident, StepKind, StepReport, Upload
from workers import pipeline
from workers.keeping import Keeper, Row
from workers.pack import Pack, pack_in, version_in
from workers.plain import plain, text
from workers.presence import Work
from workers.sandbox.folders import sweep_leftovers
from workers.sandbox.opening import STORE
from workers.sandbox.policy import bubblewrap
from workers.standing import Standing, leave

logger = logging.getLogger(__name__)

SWEEP_QUEUE = "sweep"
DATABASE_AGAIN_S = 0.5
AT_A_STRETCH_S = 3.0

Result = TypeVar("Result")

# Over the limit of the pack: data are read and stored around what the limit is for.
SPARE_FACTOR = 1.5
SPARE_S = 120.0
TOLD_TO_STOP = "Handed back: the worker was told to stop."

_standing: Standing | None = None  # None: not in a worker's process


def _grades(app: Any) -> bool:
    """One that only sends letters needs no sandbox and no slot, and takes no sweep."""
    return set(app.amqp.queues.consume_from) != {"mail"}


@celeryd_after_setup.connect
def refuse_without_sandbox(instance: Any, **kwargs: Any) -> None:
    """No bubblewrap, no grading: better no worker than one that fails at every step."""
    if not _grades(instance.app):
        return
    try:
        bubblewrap()
    except Incident as incident:
        raise SystemExit(str(incident)) from incident


@celeryd_after_setup.connect
def clear_up(**kwargs: Any) -> None:
    """A worker that was killed could not remove its sandboxes' folders."""
    swept = sweep_leftovers()
    if swept:
        logger.warning("Removed %s folders that killed workers left", swept)


@celeryd_after_setup.connect
def listen_for_sweeps(sender: str, instance: Any, **kwargs: Any) -> None:
    """Every worker, whatever its -Q: a sweep must not wait behind one long training.

    When all workers are busy nobody could take up what a sweep finds, so it may wait.
    """
    if _grades(instance.app):
        instance.app.amqp.queues.select_add(SWEEP_QUEUE)


@worker_ready.connect
def appear(sender: Any, **kwargs: Any) -> None:
    """From here on the process tells of itself; it takes work when the doctor says so.

    Celery says "ready" again whenever it has found its broker again.
    """
    global _standing  # noqa: PLW0603 - of this process there is one
    if _standing is None and _grades(sender.app):
        names = sender.app.amqp.queues.consume_from
        # A process is a slot, so it works for one queue.
        queue = next((queue for queue in Queue if queue.value in names), Queue.CPU)
        _standing = Standing(queue)
        _standing.presence.start()


@worker_shutting_down.connect
def put_down(**kwargs: Any) -> None:
    """Told to stop: what is in hand goes back to the line at once."""
    if _standing is not None:
        _standing.presence.told_to_stop()


@worker_shutdown.connect
def disappear(**kwargs: Any) -> None:
    if _standing is not None:
        _standing.presence.stop()
        _standing.holder.release()
    STORE.close()


@shared_task(name="workers.tasks.sweep")
def sweep() -> None:
    counts = grading.sweep(judging=_may_judge())
    regrading.sweep()
    if any(count for what, count in counts.items() if what != "woken"):
        logger.warning("Swept: %s", counts)


@shared_task(name="workers.tasks.tidy")
def tidy() -> None:
    """What nobody needs any more leaves the disk, a portion at a time."""
    counts = collecting.tidy(collecting.shard_at(timezone.now()))
    if any(counts.values()):
        logger.info("Tidied: %s", counts)


@shared_task(name="workers.tasks.send_letters")
def send_letters() -> None:
    mailing.send_waiting()
    mailing.forget()
    enrolling.forget_unproved()


@shared_task(name="workers.tasks.work", acks_late=True)
def work(queue: str) -> None:
    """Takes one step and carries it out; wakes the queue again if more waits."""
    if _standing is None:
        _take_some(Queue(queue))
    elif _standing.takes_work():
        with _standing.presence.engaged():
            _take_some(Queue(queue))


def _take_some(queue: Queue) -> None:
    """One step, and more as long as they are quick: each message costs a tenth of a second.

    Not for long, since sweeps and the other queue's messages wait meanwhile.
    """
    until = time.monotonic() + AT_A_STRETCH_S
    while step := grading.take_next(queue, worker=worker_name(), judging=_may_judge()):
        carry_out(step)
        workers.freed(worker_name())
        stops = _standing is not None and not _standing.takes_work()
        if stops or time.monotonic() > until:
            break
    if grading.waiting(queue).exists():
        grading.wake(queue)


def _may_judge() -> bool:
    return _standing is None or _standing.witness.may_judge()


def worker_name() -> str:
    if _standing is not None:
        return _standing.name
    return f"{socket.gethostname()}:{os.getpid()}"


def carry_out(step: Step) -> None:
    """Grades a step that this process holds. Whatever goes wrong is stored or logged."""
    logger.info("Step %s (%s) taken, try %s", step.pk, step.kind, step.tries)
    with ExitStack() as stack:
        keeper = stack.enter_context(_keeper(step))
        if _standing is not None:
            in_hand = Work(partial(grading.hand_back, step, TOLD_TO_STOP), keeper.lost)
            stack.enter_context(_standing.presence.at_work(in_hand))
        _carry_out(step, keeper)


def _carry_out(step: Step, keeper: Keeper) -> None:
    try:
        wanted = patiently(lambda: wanted_by(step))
        pack = pack_for(step.run.submission.project.slug, wanted)
        wall_s = pack.limits[StepKind(step.kind)].wall_s
        patiently(lambda: grading.allow(step, wall_s * SPARE_FACTOR + SPARE_S))
        report = _grade(step, pack, keeper)
        keeper.flush()
        outcome = _outcome(report, pack)
        patiently(lambda: grading.finish_step(step, outcome))
    except (Cancelled, grading.LeaseLost):
        logger.info("Step %s is no longer ours: stopped", step.pk)
    except DeviceLost as lost:
        _leave_rotation(step, str(lost))
    except Exception:
        logger.exception("Step %s met a fault of ours", step.pk)
        _give_back(step, traceback.format_exc())
    else:
        logger.info("Step %s finished: passed=%s", step.pk, report.passed)


def patiently(use: Callable[[], Result]) -> Result:
    """Waits for a database that restarts, for much longer than a lease; not when told to stop.

    An outage of ours must not cost a step one of its tries, nor what was trained for minutes:
    nobody takes the step meanwhile (`workers.witness`). And the fence still decides: what was
    written, though no answer came, is refused when repeated.
    """
    deadline = time.monotonic() + settings.DATABASE_PATIENCE_S
    while True:
        try:
            return use()
        except (OperationalError, InterfaceError) as error:
            if time.monotonic() > deadline or _told_to_stop():
                raise
            logger.warning("The database does not answer, tried again: %s", error)
            connection.close()
            time.sleep(DATABASE_AGAIN_S)


def _told_to_stop() -> bool:
    return _standing is not None and _standing.presence.is_told_to_stop()


def _keeper(step: Step) -> Keeper:
    def write(rows: Sequence[Row]) -> None:
        try:
            patiently(lambda: grading.record(step, rows))
        except grading.LeaseLost as error:
            raise Cancelled from error

    return Keeper(
        renew=lambda: grading.heartbeat(step),
        write=write,
        leave=leave,
        renew_every_s=settings.STEP_HEARTBEAT_S,
    )


def _leave_rotation(step: Step, reason: str) -> None:
    """The device is gone: nobody's fault, and another slot takes the step."""
    logger.error("Step %s goes back: %s", step.pk, reason)
    if _standing is not None:
        _standing.leave_rotation(reason)
    try:
        patiently(lambda: grading.hand_back(step, reason))
    except grading.LeaseLost:
        logger.info("Step %s is no longer ours", step.pk)


def _give_back(step: Step, incident: str) -> None:
    # The fault may have been the database's: then this needs a connection of its own.
    connection.close_if_unusable_or_obsolete()
    try:
        patiently(lambda: grading.fail_step(step, text(incident)))
    except grading.LeaseLost:
        logger.info("Step %s is no longer ours: its incident is only logged", step.pk)


def _grade(step: Step, pack: Pack, sink: Sink) -> StepReport:
    submission = step.run.submission
    files = patiently(lambda: list(submission.files.select_related("blob")))
    upload = Upload(
        notebook=submission.notebook_name,
        files={file.name: file.blob.read() for file in files},
        edition=submission.edition,
    )
    if step.kind == StepKind.EXAMINE:
        return pipeline.examine(pack, upload, sink)
    return pipeline.train(pack, upload, sink, data_folder=settings.DATA_DIR)


def wanted_by(step: Step) -> str:
    """The version that a regrade asks for; empty: whatever is deployed."""
    regrade = step.run.regrade
    return regrade.digest if regrade else ""


def pack_for(slug: str, digest: str = "") -> Pack:
    """The pack as it is deployed now, or its version with this digest, wherever that lies."""
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


def _outcome(report: StepReport, pack: Pack) -> grading.Outcome:
    return grading.Outcome(
        passed=report.passed,
        results=tuple(plain(asdict(result)) for result in report.results),
        environment=plain({**report.environment, "pack": pack.digest}),
        figures=plain(report.figures),
        notes=tuple(plain(note) for note in report.notes),
        artifacts=report.artifacts,
    )
