"""Sandboxes that are ready: spares kept in store, each used once, or made when asked for.

A spare has the start of its kernel behind it, and usually its imports. It is a whole sandbox
of its own, so two runs share no more than they did without it
(docs/decisions/0021-warm-kernels.md has the figures).
"""

import contextlib
import json
import logging
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

from workers.contract import Incident, Limits
from workers.environments import Runtime
from workers.sandbox.conversation import Conversation, Died, Nonsense, TimedOut
from workers.sandbox.policy import NO_DEVICE, Device
from workers.sandbox.sandbox import Sandbox
from workers.sandbox.spare import Kind, Spare, started

logger = logging.getLogger(__name__)

ADMITTING_S = 30.0


class Store:
    """One spare of each kind that was asked to be kept. One store in a worker's process.

    A sandbox dies with the thread that started it, so all are started by one thread that
    lives as long as the process. Without a kind to keep nothing is started ahead.
    """

    def __init__(self) -> None:
        self.device = NO_DEVICE
        self.spares: dict[Kind, Spare] = {}
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
            spare.discard()

    def take(self, kind: Kind) -> Sandbox:
        """A sandbox of this kind, ready to admit; now the caller's to close."""
        with self._lock:
            spare = self.spares.pop(kind, None)
        if spare is not None:
            try:
                sandbox = spare.take()
                if sandbox.alive:
                    return sandbox
                sandbox.close()
            except Incident:
                logger.exception("A spare sandbox did not start")
            finally:
                with self._lock:
                    self._refill(kind)
        return started(kind, self.device)

    def close(self) -> None:
        self.keep(())
        with self._lock:
            starter, self._starter = self._starter, None
        if starter is not None:
            starter.shutdown()

    def _refill(self, kind: Kind) -> None:
        if self._starter is not None and kind not in self.spares:
            self.spares[kind] = Spare(kind, self.device, self._starter)


STORE = Store()


def opened(runtime: Runtime, limits: Limits, files: Mapping[str, bytes]) -> Sandbox:
    """A sandbox with the files in it and its limits in force. Raises Incident."""
    sandbox = STORE.take(Kind(runtime, limits.scratch_mb))
    try:
        question = sandbox.admit(limits, files)
        with contextlib.closing(Conversation(sandbox)) as conversation:
            conversation.ask(f"__reviewhub__({json.dumps(question)!r})", ADMITTING_S)
    except (OSError, Died, TimedOut, Nonsense) as error:
        said = sandbox.said
        sandbox.close()
        raise Incident(f"The sandbox let nobody in: {error!r}\n{said}") from error
    except BaseException:
        sandbox.close()
        raise
    return sandbox
