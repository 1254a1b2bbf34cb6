"""Opens sandboxes: forked from a template if one is kept, otherwise started from scratch.

A template has already imported a runtime's modules; each fork of it gets a whole sandbox of its own
(docs/decisions/0025-forked-kernels.md has the figures).
"""

import contextlib
import json
import logging
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from protocol.steps import Incident, Limits
from workers.environments.environments import Runtime
from workers.sandbox.conversation import Conversation, Died, Nonsense, TimedOut
from workers.sandbox.forking import Template
from workers.sandbox.policy import NO_DEVICE, Device
from workers.sandbox.sandbox import Sandbox

logger = logging.getLogger(__name__)

ADMITTING_S = 30.0
MOST_FAILURES = 3  # of a runtime's templates in a row; then kernels are started without


class Store:
    """Keeps one template for each wanted runtime. A worker process has one store.

    A template ends with the thread that started it, so one thread that lives as long as the
    process starts them all. If no runtime is to be kept, no template is started.
    """

    def __init__(self) -> None:
        self.device = NO_DEVICE
        self.templates: dict[Path, Future[Template]] = {}
        self._kept: dict[Path, Runtime] = {}
        self._failures: dict[Path, int] = {}
        self._lock = threading.Lock()
        self._starter: ThreadPoolExecutor | None = None

    def keep(self, runtimes: Iterable[Runtime], device: Device | None = None) -> None:
        """Keeps templates of these runtimes from now on, and ends all others."""
        wanted = {runtime.folder: runtime for runtime in runtimes}
        with self._lock:
            stays = device in (None, self.device)
            self.device = device or self.device
            unwanted = [
                self.templates.pop(folder)
                for folder, runtime in self._kept.items()
                if folder in self.templates
                and not (stays and wanted.get(folder) == runtime)
            ]
            self._kept = wanted
            for runtime in wanted.values():
                self._prepare(runtime)
        for template in unwanted:
            _discard(template)

    def take(self, runtime: Runtime, scratch_mb: int) -> Sandbox:
        """A sandbox that is ready to admit; the caller closes it. Raises Incident."""
        with self._lock:
            future = self.templates.get(runtime.folder)
        if future is not None:
            try:
                made = Sandbox(runtime, scratch_mb, self.device, future.result())
                sandbox = _answering(made)
            except Incident:
                logger.exception(
                    "No kernel was forked from the template; one is started without it"
                )
                self._replace(runtime, future)
            else:
                self._failures.pop(runtime.folder, None)  # count consecutive ones only
                return sandbox
        return _answering(Sandbox(runtime, scratch_mb, self.device))

    def close(self) -> None:
        self.keep(())
        with self._lock:
            starter, self._starter = self._starter, None
        if starter is not None:
            starter.shutdown()

    def _prepare(self, runtime: Runtime) -> None:
        """Starts a template unless too many failed. The caller holds the lock."""
        folder = runtime.folder
        if folder in self.templates or self._failures.get(folder, 0) >= MOST_FAILURES:
            return
        if self._starter is None:
            self._starter = ThreadPoolExecutor(1, thread_name_prefix="starter")
        self.templates[folder] = self._starter.submit(Template, runtime, self.device)

    def _replace(self, runtime: Runtime, failed: Future[Template]) -> None:
        with self._lock:
            if self.templates.get(runtime.folder) is not failed:
                return  # another thread has replaced it
            del self.templates[runtime.folder]
            self._failures[runtime.folder] = self._failures.get(runtime.folder, 0) + 1
            if runtime.folder in self._kept:
                self._prepare(runtime)
        _discard(failed)


STORE = Store()


def opened(runtime: Runtime, limits: Limits, files: Mapping[str, bytes]) -> Sandbox:
    """Opens a sandbox, places the files and sets the limits. Raises Incident."""
    sandbox = STORE.take(runtime, limits.scratch_mb)
    try:
        question = sandbox.admit(limits, files)
        with contextlib.closing(Conversation(sandbox)) as conversation:
            expression = f"__reviewhub__({json.dumps(question)!r})"
            answer = conversation.ask(expression, ADMITTING_S)
        _check_admitted(answer, len(files))
    except (OSError, Died, TimedOut, Nonsense) as error:
        said = sandbox.said
        sandbox.close()
        raise Incident(
            f"The sandbox did not take the files and limits: {error!r}\n{said}"
        ) from error
    except BaseException:
        sandbox.close()
        raise
    return sandbox


def _check_admitted(answer: str, files: int) -> None:
    """Raises Nonsense unless all files and limits arrived.

    The student's code is not loaded yet, so any failure inside is our fault.
    """
    if answer != json.dumps({"value": files}):
        raise Nonsense(
            f"{files} files should have been placed, but the answer is {answer!s:.2000}"
        )


def _answering(sandbox: Sandbox) -> Sandbox:
    """Waits until the kernel answers. Raises Incident."""
    try:
        with contextlib.closing(Conversation(sandbox)) as conversation:
            conversation.wait_until_ready()
    except BaseException:
        sandbox.close()
        raise
    return sandbox


def _discard(template: Future[Template]) -> None:
    """Ends the template as soon as it has started; one that failed has ended itself."""
    template.cancel()
    template.add_done_callback(_end)


def _end(ended: Future[Template]) -> None:
    if not ended.cancelled() and ended.exception() is None:
        ended.result().close()
