"""One sandbox that waits to be taken, and warms up once it has waited for a while.

Importing what notebooks import first takes as long as starting the kernel does, or much
longer. While work queues up, a spare is taken at once and that would be time taken from the
work; so it is done when nobody seems to be coming.
"""

import contextlib
import json
import logging
import threading
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field

from workers.environments import Runtime
from workers.sandbox.conversation import Conversation, Died, Nonsense, TimedOut
from workers.sandbox.policy import Device
from workers.sandbox.sandbox import Sandbox

logger = logging.getLogger(__name__)

WARM_AFTER_S = 2.0
WARMING_S = 120.0  # an import of TensorFlow on a busy machine


@dataclass(frozen=True)
class Kind:
    """What of a sandbox is decided when it is started, before anybody is let in."""

    runtime: Runtime = field(hash=False)
    scratch_mb: int


class Spare:
    """Started by `starter`, with whose thread it would die."""

    def __init__(self, kind: Kind, device: Device, starter: Executor) -> None:
        self.is_warm = threading.Event()
        self._modules = kind.runtime.warm_up
        self._warming = threading.Lock()
        self._wanted = threading.Event()  # by somebody who takes it, or ends it
        self._sandbox: Future[Sandbox] = starter.submit(started, kind, device)
        self._sandbox.add_done_callback(self._warm_up_later)

    def sandbox(self) -> Sandbox:
        """To look at. Raises Incident if it did not start."""
        return self._sandbox.result()

    def take(self) -> Sandbox:
        """Waits for what is under way. Raises Incident if it did not start."""
        self._wanted.set()
        sandbox = self._sandbox.result()
        with self._warming:
            return sandbox

    def discard(self) -> None:
        """Ends it as soon as it has started; one that failed has ended itself."""
        self._wanted.set()
        self._sandbox.cancel()
        self._sandbox.add_done_callback(self._end)

    def _end(self, ended: Future[Sandbox]) -> None:
        if not ended.cancelled() and ended.exception() is None:
            ended.result().kill()  # a warm-up under way ends with it
            with self._warming:
                ended.result().close()

    def _warm_up_later(self, ended: Future[Sandbox]) -> None:
        if ended.cancelled() or ended.exception() is not None:
            return
        waiting = (ended.result(),)
        threading.Thread(target=self._warm_up, args=waiting, daemon=True).start()

    def _warm_up(self, sandbox: Sandbox) -> None:
        if self._wanted.wait(WARM_AFTER_S):
            return
        with self._warming:
            if self._wanted.is_set():
                return
            question = json.dumps({"do": "warm_up", "modules": self._modules})
            try:
                with contextlib.closing(Conversation(sandbox)) as conversation:
                    conversation.ask(f"__reviewhub__({question!r})", WARMING_S)
            except (Died, TimedOut, Nonsense):
                logger.exception("A spare sandbox did not warm up")
                sandbox.kill()
            else:
                self.is_warm.set()


def started(kind: Kind, device: Device) -> Sandbox:
    """A sandbox with a kernel that answers. Raises Incident."""
    sandbox = Sandbox(kind.runtime, kind.scratch_mb, device)
    try:
        with contextlib.closing(Conversation(sandbox)) as conversation:
            conversation.wait_until_ready()
    except BaseException:
        sandbox.close()
        raise
    return sandbox
