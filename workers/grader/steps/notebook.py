"""Runs the notebook from the top in a new sandbox, and limits its output."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import (
    CellExecutionError,
    CellTimeoutError,
    DeadKernelError,
)
from nbformat import NotebookNode

from notebooks.refusals import Refusal
from protocol.progress import CellStarted, Printed, Progress, Sink
from protocol.steps import Limits, StepKind
from protocol.texts import Text
from workers.environments.environments import Runtime
from workers.grader import words
from workers.grader.steps.drawing import Drawing
from workers.grader.steps.metering import telling_usage
from workers.packkit.pack import Pack
from workers.sandbox.opening import opened
from workers.sandbox.provisioner import SandboxKernelManager
from workers.sandbox.sandbox import Sandbox
from workers.sandbox.timeline import Timeline
from workers.sandbox.watchdog import MEGABYTE, Excess

LONGEST_S = 300.0
SHORTEST_S = 5.0
END_S = 2.0  # before the watchdog ends it, so that a slow cell is reported as one
SIGNS = 100  # characters: room for the note that the rest was cut
STATUS_MESSAGES = 20_000  # further ones: every kernel sends busy, idle and the like
LOG_EVERY_S = 0.5
SHOWN = ("stream", "error", "display_data", "execute_result", "update_display_data")

OUT_OF_TIME: Text = {
    "en": "Training used up the time of this step.",
    "ja": "学習でこのステップの時間を使い切りました。",
}


@dataclass(frozen=True)
class Stop:
    """Where a run from the top ended before the notebook did, and why."""

    cell: int  # counted from 1, with the cells that are no code
    why: Text = field(default_factory=dict)  # a limit, or the end of the process
    kind: str = ""  # of the exception
    message: str = ""
    traceback: str = ""
    is_printing: bool = False  # the cell had printed more than is kept
    is_exit: bool = False  # the cell called exit() or quit()


@dataclass(frozen=True)
class Executed:
    """A run from the top. Without `cells` there was none, for the reason in `why_not`."""

    notebook: bytes = b""
    cells: NotebookNode | None = None
    stop: Stop | None = None
    why_not: Text = field(default_factory=dict)
    files: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    duration_s: float = 0.0
    peak_memory_mb: float = 0.0
    timeline: Timeline = field(default_factory=Timeline)


def run_notebook(  # noqa: PLR0913 -- what it runs, where, and for how long
    pack: Pack,
    notebook: NotebookNode | Refusal,
    runtime: Runtime,
    files: Mapping[str, bytes],
    sink: Sink,
    *,
    left_s: float,
) -> Executed:
    """The notebook after a run, as far as it went."""
    budget = min(left_s, LONGEST_S)
    if budget < SHORTEST_S:
        return Executed(why_not=OUT_OF_TIME)
    if isinstance(notebook, Refusal):
        return Executed(why_not=notebook.words)
    started = time.monotonic()
    limits = replace(pack.limits[StepKind.TRAIN], wall_s=budget)
    sandbox = opened(runtime, limits, files)
    with sandbox, telling_usage(sink, lambda: sandbox):
        stop = _execute(notebook, sandbox, limits, sink)
    return Executed(
        notebook=nbformat.writes(notebook).encode(),  # type: ignore[no-untyped-call]
        cells=notebook,
        stop=stop,
        files=tuple(files),
        packages=runtime.main,
        duration_s=time.monotonic() - started,
        peak_memory_mb=sandbox.peak_mb,
        timeline=sandbox.timeline,
    )


def _execute(
    notebook: NotebookNode, sandbox: Sandbox, limits: Limits, sink: Sink
) -> Stop | None:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    client = BoundedClient(notebook, sandbox, limits, sink)
    try:
        asyncio.run(_within(client.async_execute(), limits.wall_s + END_S))
    except CellTimeoutError:
        whole = time.monotonic() > client.ends_at - 1
        why = words.EXCESS[Excess.WALL] if whole else words.TIMED_OUT
        return client.stopped(why)
    except TimeoutError:  # the sandbox has ended, and nbclient did not notice
        sandbox.raise_if_ours()
        return client.stopped(words.EXCESS[sandbox.excess or Excess.WALL])
    except DeadKernelError:
        sandbox.raise_if_ours()
        why = words.EXCESS[sandbox.excess] if sandbox.excess else words.DIED
        return client.stopped(why)
    except Left:
        return client.stopped({})
    except CellExecutionError as error:
        return Stop(client.running, {}, error.ename, error.evalue, error.traceback)
    finally:
        client.end()
        client.raise_if_refused()
    return None


async def _within(running: Coroutine[Any, Any, Any], seconds: float) -> None:
    await asyncio.wait_for(running, seconds)


class Left(Exception):
    """A cell called exit(): the kernel is about to end, though it may still run a cell or two."""


class BoundedClient(NotebookClient):
    """An nbclient that counts, cuts and passes on the notebook's output as it arrives."""

    def __init__(
        self, notebook: NotebookNode, sandbox: Sandbox, limits: Limits, sink: Sink
    ) -> None:
        self.ends_at = time.monotonic() + limits.wall_s - END_S
        self._manager = SandboxKernelManager(sandbox)
        super().__init__(
            notebook,
            km=self._manager,
            timeout_func=self._patience,
            on_cell_start=self._cell_starts,
            on_cell_executed=self._cell_ends,
            store_widget_state=False,
            record_timing=False,
            allow_errors=False,
            error_on_timeout=None,
        )
        self.running = 0
        self._left_in = 0  # the cell that called exit()
        self._flooded_in = 0  # the cell whose output was too much
        self._cell_s = limits.cell_s
        self._sandbox = sandbox
        self._sink = sink
        self._printable = limits.output_kb * 1024 + SIGNS
        self._rich = limits.rich_mb * MEGABYTE
        self._messages = limits.output_messages + STATUS_MESSAGES
        self._log: list[str] = []
        self._logged = time.monotonic()
        self._refusal: Exception | None = None
        self._drawing = Drawing(self._tell)

    def _patience(self, _: NotebookNode) -> int:
        """Seconds allowed for the cell that starts now; nbclient takes whole seconds."""
        return max(int(min(self._cell_s, self.ends_at - time.monotonic())), 1)

    @contextlib.asynccontextmanager
    async def async_setup_kernel(self, **_: Any) -> AsyncIterator[None]:
        """As nbclient's, without its signal handlers, because the worker has its own."""
        await self.async_start_new_kernel()
        await self.async_start_new_kernel_client()
        try:
            yield
        finally:
            if self.kc is not None:
                self.kc.stop_channels()
            self._manager.context.destroy(linger=0)

    def process_message(
        self, msg: dict[str, Any], cell: NotebookNode, cell_index: int
    ) -> NotebookNode | None:
        kind = msg["msg_type"]
        self._messages -= 1
        if self._messages < 0:  # our helper inside would have cut this: it was changed
            self._sandbox.stop_for(Excess.OUTPUT)
            return None
        if kind in SHOWN and not self._affordable(kind, msg["content"]):
            return None
        if kind.startswith("comm_") or self._drawing.told(msg):
            return None
        return super().process_message(msg, cell, cell_index)

    def _affordable(self, kind: str, content: dict[str, Any]) -> bool:
        """Counts the output, cuts printed text, and returns whether it may be shown."""
        if kind == "stream":
            text = str(content.get("text", ""))[: max(self._printable, 0)]
            content["text"] = text
            self._printable -= len(text)
            if self._printable < SIGNS:
                self._flooded_in = self._flooded_in or self.running
            self._log.append(text)
            self._drawing.printed(text)
            if time.monotonic() - self._logged > LOG_EVERY_S:
                self.flush()
            return bool(text)
        self._rich -= len(repr(content))
        return self._rich >= 0

    def end(self) -> None:
        self._drawing.end()
        self.flush()

    def flush(self) -> None:
        text, self._log = "".join(self._log), []
        self._logged = time.monotonic()
        if text:
            self._tell(Progress.of(Printed(text)))

    def _cell_starts(self, cell: NotebookNode, cell_index: int) -> None:
        self.flush()
        if self._left_in and cell["cell_type"] == "code" and cell["source"].strip():
            raise Left
        self.running = cell_index + 1
        of = len(self.nb["cells"])
        self._tell(Progress.of(CellStarted(self.running, of)))

    def _cell_ends(
        self, cell: NotebookNode, cell_index: int, execute_reply: dict[str, Any]
    ) -> None:
        """Notes an exit(): the kernel ends only afterwards, and an innocent cell would be blamed."""
        payload = execute_reply["content"].get("payload") or ()
        if any(part.get("source") == "ask_exit" for part in payload):
            self._left_in = cell_index + 1

    def stopped(self, why: Text) -> Stop:
        if self._left_in:
            return Stop(self._left_in, why, is_exit=True)
        flooded = self._flooded_in == self.running
        return Stop(self.running, why, is_printing=flooded)

    def _tell(self, progress: Progress) -> None:
        """Sends progress. If the sink raises (Cancelled), ends the run and keeps the error."""
        if self._refusal is None:
            try:
                self._sink(progress)
            except Exception as refusal:  # noqa: BLE001 -- raised again below
                self._refusal = refusal
                self._sandbox.kill()

    def raise_if_refused(self) -> None:
        if self._refusal is not None:
            raise self._refusal
