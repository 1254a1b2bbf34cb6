"""What the database knows of this process: that it lives, and whether it may take work.

It knows the domain, and no Celery.
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
    """Tells until it is heard: a database that is away for a moment loses no word."""

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self.host = socket.gethostname()
        self.name = f"{queue.value}@{self.host}:{os.getpid()}"
        # Locks hold within one machine; the state folder may be seen by several.
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
        """Takes nothing until the doctor has looked again, in some minutes."""
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
            logger.exception("The diagnosis was not heard: the next beat repeats it")
            connection.close()

    def beat(self) -> None:
        if self.supervisor.fit.is_set() and (trouble := self.holder.trouble()):
            self.leave_rotation(trouble)  # and tell, which comes here again
            return
        slot = self.holder.slot
        told = {"slot": slot.name, "device": slot.words} if slot else {}
        with self._telling:
            # The first time in any case: names come round again, above all in containers, and
            # what was said to the last bearer, such as to drain, is not said to this one.
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
            rows.freed(self.name)  # once more, should it not have been heard

    def _tell(self, diagnosis: Diagnosis) -> None:
        if diagnosis.fit:
            rows.found_fit(self.name, diagnosis.lines)
            grading.wake(self.queue)
        else:
            rows.found_unfit(self.name, diagnosis.reason, diagnosis.lines)


def leave() -> None:
    """Closes the connection of the thread that calls: each has one of its own."""
    connection.close()


def examine() -> Diagnosis:
    """The doctor looks at this machine."""
    return doctor.diagnose(logger.info, folder=settings.DOCTOR_DIR)


def prepare(queue: Queue, device: Device) -> None:
    """What a worker that is fit does before its first step."""
    wanted = runtimes_for(settings.PACKS_DIR) if settings.WARM_SANDBOXES else ()
    STORE.keep(wanted, device)
