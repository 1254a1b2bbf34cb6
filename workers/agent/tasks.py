"""The tasks that Celery calls, and what a worker does when Celery starts and stops it.

A message says "look", and which queue. Everything that matters is in the database before the
next message is taken, so messages may be lost, doubled or late.
"""

import logging
import os
import socket
import time
from typing import Any

from celery import shared_task
from celery.signals import (
    celeryd_after_setup,
    worker_ready,
    worker_shutdown,
    worker_shutting_down,
)
from django.utils import timezone

from projects.enums import Queue
from projects.operations import (
    enrolment,
    garbage_collection,
    grading,
    outbox,
    regrades,
    workers,
)
from protocol.steps import Incident
from workers.agent.step_runner import StepRunner
from workers.agent.worker_process import WorkerProcess
from workers.sandbox.folders import sweep_leftovers
from workers.sandbox.opening import STORE
from workers.sandbox.policy import bubblewrap

logger = logging.getLogger(__name__)

SWEEP_QUEUE = "sweep"
AT_A_STRETCH_S = 3.0

_process: WorkerProcess | None = None  # None: not in a worker's process


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
    global _process  # noqa: PLW0603 - of this process there is one
    if _process is None and _grades(sender.app):
        names = sender.app.amqp.queues.consume_from
        # A process is a slot, so it works for one queue.
        queue = next((queue for queue in Queue if queue.value in names), Queue.CPU)
        _process = WorkerProcess(queue)
        _process.supervisor.start()


@worker_shutting_down.connect
def put_down(**kwargs: Any) -> None:
    """Told to stop: what is in hand goes back to the line at once."""
    if _process is not None:
        _process.supervisor.told_to_stop()


@worker_shutdown.connect
def disappear(**kwargs: Any) -> None:
    if _process is not None:
        _process.supervisor.stop()
        _process.holder.release()
    STORE.close()


@shared_task(name="workers.agent.tasks.sweep")
def sweep() -> None:
    counts = grading.sweep(judging=_may_judge())
    regrades.sweep()
    if any(count for what, count in counts.items() if what != "woken"):
        logger.warning("Swept: %s", counts)


@shared_task(name="workers.agent.tasks.tidy")
def tidy() -> None:
    """What nobody needs any more leaves the disk, a portion at a time."""
    counts = garbage_collection.tidy(garbage_collection.shard_at(timezone.now()))
    if any(counts.values()):
        logger.info("Tidied: %s", counts)


@shared_task(name="workers.agent.tasks.send_letters")
def send_letters() -> None:
    outbox.send_waiting()
    outbox.forget()
    enrolment.forget_unproved()


@shared_task(name="workers.agent.tasks.work", acks_late=True)
def work(queue: str) -> None:
    """Takes one step and carries it out; wakes the queue again if more waits."""
    if _process is None:
        _take_some(Queue(queue))
    elif _process.takes_work():
        with _process.supervisor.engaged():
            _take_some(Queue(queue))


def _take_some(queue: Queue) -> None:
    """One step, and more as long as they are quick: each message costs a tenth of a second.

    Not for long, since sweeps and the other queue's messages wait meanwhile.
    """
    until = time.monotonic() + AT_A_STRETCH_S
    while step := grading.take_next(queue, worker=worker_name(), judging=_may_judge()):
        StepRunner(_process).carry_out(step)
        workers.freed(worker_name())
        stops = _process is not None and not _process.takes_work()
        if stops or time.monotonic() > until:
            break
    if grading.waiting(queue).exists():
        grading.wake(queue)


def _may_judge() -> bool:
    return _process is None or _process.liveness.may_judge()


def worker_name() -> str:
    if _process is not None:
        return _process.name
    return f"{socket.gethostname()}:{os.getpid()}"
