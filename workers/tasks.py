"""Celery and the domain meet here and nowhere else in `workers`.

A message says "look", and which queue. Everything that matters is in the database before the
next message is taken, so messages may be lost, doubled or late.
"""

import logging
import os
import socket
import traceback
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from celery import shared_task
from celery.signals import celeryd_after_setup
from django.conf import settings
from django.db import connection

from notebooks.digests import digest_of
from projects.enums import Queue, StepKind
from projects.models import Step
from projects.operations import grading, regrading
from workers import pipeline
from workers.contract import Cancelled, Incident, Sink, StepReport, Upload
from workers.keeping import Keeper, Row
from workers.pack import Pack, load_pack, use
from workers.plain import plain, text
from workers.sandbox.policy import bubblewrap
from workers.sandbox.sandbox import sweep_leftovers

logger = logging.getLogger(__name__)

SWEEP_QUEUE = "sweep"

_packs: dict[Path, Pack] = {}


@celeryd_after_setup.connect
def refuse_without_sandbox(**kwargs: Any) -> None:
    """No bubblewrap, no grading: better no worker than one that fails at every step."""
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
    instance.app.amqp.queues.select_add(SWEEP_QUEUE)


@shared_task(name="workers.tasks.sweep")
def sweep() -> None:
    counts = grading.sweep()
    regrading.sweep()
    if counts["steps"] or counts["claims"]:
        logger.warning("Swept: %s", counts)


@shared_task(name="workers.tasks.work")
def work(queue: str) -> None:
    """Takes one step and carries it out; wakes the queue again if more waits."""
    step = grading.take_next(Queue(queue), worker=worker_name())
    if step is None:
        return
    carry_out(step)
    if grading.waiting(Queue(queue)).exists():
        grading.wake(Queue(queue))


def worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def carry_out(step: Step) -> None:
    """Grades a step that this process holds. Whatever goes wrong is stored or logged."""
    logger.info("Step %s (%s) taken, try %s", step.pk, step.kind, step.tries)
    with _keeper(step) as keeper:
        try:
            pack = pack_for(step.run.submission.project.slug, wanted_by(step))
            report = _grade(step, pack, keeper)
            keeper.flush()
            grading.finish_step(step, _outcome(report, pack))
        except (Cancelled, grading.LeaseLost):
            logger.info("Step %s is no longer ours: stopped", step.pk)
        except Exception:
            logger.exception("Step %s met a fault of ours", step.pk)
            _give_back(step, traceback.format_exc())
        else:
            logger.info("Step %s finished: passed=%s", step.pk, report.passed)


def _keeper(step: Step) -> Keeper:
    def write(rows: Sequence[Row]) -> None:
        try:
            grading.record(step, rows)
        except grading.LeaseLost as error:
            raise Cancelled from error

    def leave() -> None:
        connection.close()  # each thread has one of its own

    return Keeper(
        renew=lambda: grading.heartbeat(step),
        write=write,
        leave=leave,
        renew_every_s=settings.STEP_HEARTBEAT_S,
    )


def _give_back(step: Step, incident: str) -> None:
    # The fault may have been the database's: then this needs a connection of its own.
    connection.close_if_unusable_or_obsolete()
    try:
        grading.fail_step(step, text(incident))
    except grading.LeaseLost:
        logger.info("Step %s is no longer ours: its incident is only logged", step.pk)


def _grade(step: Step, pack: Pack, sink: Sink) -> StepReport:
    submission = step.run.submission
    files = submission.files.select_related("blob")
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
    """The pack as it is deployed now, or its version with this digest, wherever that lies.

    Loaded again only when a file of it has changed.
    """
    deployed = (settings.PACKS_DIR / slug).absolute()
    if not digest:
        return _loaded(deployed)
    candidate = (settings.CANDIDATES_DIR / slug).absolute()
    for folder in (deployed, candidate):
        if digest_of(folder) == digest and (pack := _loaded(folder)).digest == digest:
            return pack
    raise Incident(
        f"Version {digest[:12]} of the pack {slug} is neither in {deployed} nor in "
        f"{candidate}. Put its folder there on every worker and start the regrade again."
    )


def _loaded(folder: Path) -> Pack:
    known = _packs.get(folder)
    if known is None or known.digest != digest_of(folder):
        known = _packs[folder] = load_pack(folder)
    return use(known)


def _outcome(report: StepReport, pack: Pack) -> grading.Outcome:
    return grading.Outcome(
        passed=report.passed,
        results=tuple(plain(asdict(result)) for result in report.results),
        environment=plain({**report.environment, "pack": pack.digest}),
        figures=plain(report.figures),
        notes=tuple(plain(note) for note in report.notes),
        artifacts=report.artifacts,
    )
