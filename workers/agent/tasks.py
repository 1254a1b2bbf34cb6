"""The tasks that Celery calls, and what a worker does when Celery starts and stops it.

A message only asks a worker to look for work in one queue. All state is in the database, so
messages may be lost, doubled or late.
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
from projects.models import Submission
from projects.operations import (
    claims,
    enrolment,
    explanations,
    garbage_collection,
    grading,
    help_lists,
    mailing,
    outbox,
    regrades,
    similarity,
    standing_requests,
    verdicts,
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
IN_ORDER = ("woken", "warned", "asked", "served")  # what a sweep does every day

_process: WorkerProcess | None = None  # None outside a worker process


def _grades(app: Any) -> bool:
    """Whether the worker grades. One for e-mails only needs no sandbox, slot or sweeps."""
    return set(app.amqp.queues.consume_from) != {"mail"}


@celeryd_after_setup.connect
def refuse_without_sandbox(instance: Any, **kwargs: Any) -> None:
    """Ends a grading worker at its start without bubblewrap: every step would fail."""
    if not _grades(instance.app):
        return
    try:
        bubblewrap()
    except Incident as incident:
        raise SystemExit(str(incident)) from incident


@celeryd_after_setup.connect
def clear_up(**kwargs: Any) -> None:
    """Removes the sandbox folders that killed workers could not remove themselves."""
    swept = sweep_leftovers()
    if swept:
        logger.warning("Removed %s sandbox folders left by killed workers", swept)


@celeryd_after_setup.connect
def listen_for_sweeps(sender: str, instance: Any, **kwargs: Any) -> None:
    """Adds the sweep queue to every grading worker, whatever its -Q option says.

    So a sweep does not wait behind one long training. It waits only when all workers are busy,
    and then none of them could take the steps that it frees.
    """
    if _grades(instance.app):
        instance.app.amqp.queues.select_add(SWEEP_QUEUE)


@worker_ready.connect
def appear(sender: Any, **kwargs: Any) -> None:
    """Starts heartbeats and the doctor; the process takes work once the doctor finds it fit.

    Celery sends this signal again after each reconnection to its broker.
    """
    global _process  # noqa: PLW0603 - of this process there is one
    if _process is None and _grades(sender.app):
        names = sender.app.amqp.queues.consume_from
        # A process holds one slot, so it serves one queue.
        queue = next((queue for queue in Queue if queue.value in names), Queue.CPU)
        _process = WorkerProcess(queue)
        _process.supervisor.start()


@worker_shutting_down.connect
def put_down(**kwargs: Any) -> None:
    """Asks the supervisor to hand the step back to the queue at once."""
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
    verdicts.tell_all(Submission.objects.all())
    counts["warned"] = claims.warn_before_end()
    counts["asked"] = explanations.remind_leads()
    counts["served"] = standing_requests.sweep()
    if any(count for what, count in counts.items() if what not in IN_ORDER):
        logger.warning("The sweep took back, repaired or removed: %s", counts)
    similarity.catch_up()  # last: the other duties do not wait for reading code


@shared_task(name="workers.agent.tasks.tidy")
def tidy() -> None:
    """Deletes stored files and rows that are no longer needed, one portion at a time."""
    counts = garbage_collection.tidy(garbage_collection.shard_at(timezone.now()))
    if any(counts.values()):
        logger.info("Deleted what is no longer needed: %s", counts)


@shared_task(name="workers.agent.tasks.work_out_help")
def work_out_help() -> None:
    """Looks through every cohort that runs for students who need help."""
    help_lists.work_out_all()


@shared_task(name="workers.agent.tasks.send_letters")
def send_letters() -> None:
    if mailing.send_waiting().total() >= mailing.BATCH:
        outbox.wake()  # more are waiting
    mailing.forget()
    enrolment.forget_unproved()


@shared_task(name="workers.agent.tasks.work", acks_late=True)
def work(queue: str) -> None:
    """Grades the next step of the queue, and sends a message if more steps are waiting."""
    if _process is None:
        _take_some(Queue(queue))
    elif _process.takes_work():
        with _process.supervisor.engaged():
            _take_some(Queue(queue))


def _take_some(queue: Queue) -> None:
    """Grades one step, and more for up to `AT_A_STRETCH_S`.

    Each message costs a tenth of a second, so quick steps share one. The time is short because
    sweeps wait meanwhile.
    """
    until = time.monotonic() + AT_A_STRETCH_S
    while step := grading.take_next(queue, worker=worker_name(), judging=_may_judge()):
        StepRunner(_process).carry_out(step)
        workers.freed(worker_name())
        stops = _process is not None and not _process.takes_work()
        if stops or time.monotonic() > until:
            break
    if not grading.is_paused() and grading.waiting(queue).exists():
        grading.wake(queue)


def _may_judge() -> bool:
    return _process is None or _process.liveness.may_judge()


def worker_name() -> str:
    if _process is not None:
        return _process.name
    return f"{socket.gethostname()}:{os.getpid()}"
