"""Keeps this process's row in the database: its heartbeat, and whether it may take work.

It uses the domain's operations and does not depend on Celery.
"""

import logging
import os
import socket
import threading

from django.conf import settings
from django.db import connection

from projects.enums import Queue
from projects.operations import grading
from projects.operations import workers as rows
from workers.agent.gpu import DriverNvml
from workers.agent.liveness import Liveness
from workers.agent.slots import Holder
from workers.agent.supervisor import Duties, Supervisor, memory_mb
from workers.agent.warming import runtimes_for
from workers.doctor import doctor
from workers.doctor.doctor import BOOT_ID, Diagnosis
from workers.sandbox.opening import STORE
from workers.sandbox.policy import Device

logger = logging.getLogger(__name__)


class WorkerProcess:
    """Repeats a diagnosis with each heartbeat until it is stored, so an outage loses none."""

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self.host = socket.gethostname()
        self.name = f"{queue.value}@{self.host}:{os.getpid()}"
        # File locks work within one machine, but several may share the state folder: so each
        # boot of a machine has a folder of locks of its own.
        locks = settings.VAR / "slots" / BOOT_ID.read_text("ascii").strip()
        self.holder = Holder(queue.value, locks, os.environ, DriverNvml())
        self.liveness = Liveness(settings.STEP_HEARTBEAT_S)
        self._diagnosis: Diagnosis | None = None
        self._heard = False
        self._registered = False
        self._telling = threading.Lock()
        duties = Duties(
            beat=self.beat,
            diagnose=self.diagnose,
            drained=lambda: rows.wants_drain(self.name),
            stopped=lambda: rows.stopped(self.name),
            leave=leave,
        )
        self.supervisor = Supervisor(duties, beat_every_s=settings.STEP_HEARTBEAT_S)

    def takes_work(self) -> bool:
        return self.supervisor.takes_work()

    def leave_rotation(self, reason: str) -> None:
        """Takes no work until the doctor has examined the machine again, some minutes later."""
        lines = self._diagnosis.lines if self._diagnosis else ()
        self.supervisor.unfit()
        self._say(Diagnosis(fit=False, lines=lines, reason=reason))

    def diagnose(self) -> bool:
        trouble = self.holder.claim() or self.holder.trouble()
        diagnosis = Diagnosis(fit=False, lines=(), reason=trouble)
        if not trouble:
            diagnosis = examine()
        if diagnosis.fit:
            prepare(self.queue, self.holder.device())
        else:
            logger.error("This machine is not fit to grade: %s", diagnosis.reason)
        self._say(diagnosis)
        return diagnosis.fit

    def _say(self, diagnosis: Diagnosis) -> None:
        with self._telling:
            self._diagnosis, self._heard = diagnosis, False
        try:
            self.beat()
        except Exception:
            logger.exception(
                "The diagnosis was not stored; the next heartbeat repeats it"
            )
            connection.close()

    def beat(self) -> None:
        if self.supervisor.fit.is_set() and (trouble := self.holder.trouble()):
            self.leave_rotation(trouble)  # it stores the reason and calls beat() again
            return
        slot = self.holder.slot
        told = {"slot": slot.name, "device": slot.words} if slot else {}
        with self._telling:
            # Always registers at the first beat: process ids and so names are used again, above
            # all in containers, and a request to drain the last process is not for this one.
            if not self._registered or not rows.beat(
                self.name, memory_mb=memory_mb(), **told
            ):
                rows.register(
                    self.name,
                    queue=self.queue,
                    host=self.host,
                    pid=os.getpid(),
                    **told,
                )
                self._heard, self._registered = False, True
            self.liveness.heard()
            if self._diagnosis is not None and not self._heard:
                self._tell(self._diagnosis)
                self._heard = True
        if not self.supervisor.is_engaged:
            rows.freed(self.name)  # again, in case the call after the last step failed

    def _tell(self, diagnosis: Diagnosis) -> None:
        if diagnosis.fit:
            rows.found_fit(self.name, diagnosis.lines)
            grading.wake(self.queue)
        else:
            rows.found_unfit(self.name, diagnosis.reason, diagnosis.lines)


def leave() -> None:
    """Closes the calling thread's database connection; each thread has its own."""
    connection.close()


def examine() -> Diagnosis:
    """Lets the doctor examine this machine."""
    return doctor.diagnose(logger.info, folder=settings.DOCTOR_DIR)


def prepare(queue: Queue, device: Device) -> None:
    """Starts the templates that a fit worker forks its sandboxes from."""
    wanted = runtimes_for(settings.PACKS_DIR) if settings.WARM_SANDBOXES else ()
    STORE.keep(wanted, device)
