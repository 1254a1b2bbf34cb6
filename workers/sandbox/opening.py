"""Sandboxes that are ready: warm ones kept in store, each used once, or made when asked for.

Importing what a notebook needs takes a NumPy kernel a second and a TensorFlow kernel four.
A spare has that behind it. It is a whole sandbox of its own, so two runs share no more than
they did without it (docs/decisions/0021-warm-kernels.md has the figures).
"""

import contextlib
import json
import logging
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from workers.contract import Incident, Limits
from workers.environments import Runtime
from workers.sandbox.conversation import Conversation, Died, Nonsense, TimedOut
from workers.sandbox.policy import NO_DEVICE, Device
from workers.sandbox.sandbox import Sandbox

logger = logging.getLogger(__name__)

ADMITTING_S = 30.0


@dataclass(frozen=True)
class Kind:
    """What of a sandbox is decided when it is started, before anybody is let in."""

    runtime: Runtime = field(hash=False)
    scratch_mb: int


class Store:
    """One spare of each kind that was asked to be kept. One store in a worker's process.

    A sandbox dies with the thread that started it, so all are started by one thread that
    lives as long as the process. Without a kind to keep nothing is started ahead.
    """

    def __init__(self) -> None:
        self.device = NO_DEVICE
        self.spares: dict[Kind, Future[Sandbox]] = {}
        self._lock = threading.Lock()
        self._starter: ThreadPoolExecutor | None = None

    def keep(self, kinds: Iterable[Kind], device: Device | None = None) -> None:
        """From now on these kinds are kept, and no others."""
        wanted = set(kinds)
        with self._lock:
            fitting = wanted if device in (None, self.device) else set()
            self.device = device or self.device
            unwanted = [self.spares.pop(k) for k in set(self.spares) - fitting]
            if wanted and self._starter is None:
                self._starter = ThreadPoolExecutor(1, thread_name_prefix="starter")
            for kind in wanted - set(self.spares):
                self._refill(kind)
        for spare in unwanted:
            _discard(spare)

    def take(self, kind: Kind) -> Sandbox:
        """A sandbox of this kind, ready to admit; now the caller's to close."""
        with self._lock:
            spare = self.spares.pop(kind, None)
        if spare is not None:
            try:
                sandbox = spare.result()
                if sandbox.alive:
                    return sandbox
                sandbox.close()
            except Incident:
                logger.exception("A spare sandbox did not start")
            finally:
                with self._lock:
                    if self._starter is not None:
                        self._refill(kind)
        return started(kind, self.device, ())

    def close(self) -> None:
        self.keep(())
        with self._lock:
            starter, self._starter = self._starter, None
        if starter is not None:
            starter.shutdown()

    def _refill(self, kind: Kind) -> None:
        if self._starter is not None and kind not in self.spares:
            warm_up = kind.runtime.warm_up
            self.spares[kind] = self._starter.submit(
                started, kind, self.device, warm_up
            )


STORE = Store()


def opened(runtime: Runtime, limits: Limits, files: Mapping[str, bytes]) -> Sandbox:
    """A sandbox with the files in it and its limits in force. Raises Incident."""
    sandbox = STORE.take(Kind(runtime, limits.scratch_mb))
    try:
        question = sandbox.admit(limits, files)
        with contextlib.closing(Conversation(sandbox)) as conversation:
            conversation.wait_until_ready()
            conversation.ask(f"__reviewhub__({json.dumps(question)!r})", ADMITTING_S)
    except (OSError, Died, TimedOut, Nonsense) as error:
        said = sandbox.said
        sandbox.close()
        raise Incident(f"The sandbox let nobody in: {error!r}\n{said}") from error
    except BaseException:
        sandbox.close()
        raise
    return sandbox


def started(kind: Kind, device: Device, warm_up: tuple[str, ...]) -> Sandbox:
    sandbox = Sandbox(kind.runtime, kind.scratch_mb, device, warm_up)
    try:
        with contextlib.closing(Conversation(sandbox)) as conversation:
            conversation.wait_until_ready()
    except BaseException:
        sandbox.close()
        raise
    return sandbox


def _discard(spare: Future[Sandbox]) -> None:
    """Closes it as soon as it has started; one that failed has closed itself."""

    def close(ended: Future[Sandbox]) -> None:
        if not ended.cancelled() and ended.exception() is None:
            ended.result().close()

    spare.cancel()
    spare.add_done_callback(close)
