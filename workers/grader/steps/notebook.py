"""Runs the notebook from the top in a new sandbox, and limits its output."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from nbformat import NotebookNode

from notebooks.refusals import Refusal
from protocol.progress import CellStarted, Printed, Progress, Sink
from protocol.steps import Limits, StepKind
from protocol.texts import Text
from workers.environments.environments import Runtime
from workers.grader import words
from workers.grader.kernel import kernel_messages
from workers.grader.kernel.client import Ended, KernelClient
from workers.grader.kernel.plain import written
from workers.grader.steps.displays import Displays
from workers.grader.steps.drawing import Drawing
from workers.grader.steps.metering import telling_usage
from workers.grader.steps.output_allowance import Allowance
from workers.grader.steps.outputs import CellOutputs
from workers.packkit.pack import Pack
from workers.sandbox.excess import Excess
from workers.sandbox.opening import opened
from workers.sandbox.sandbox import Sandbox
from workers.sandbox.timeline import Timeline

LONGEST_S = 300.0
SHORTEST_S = 5.0
END_S = 2.0  # before the watchdog ends it, so that a slow cell is reported as one
LATE_S = 4.0  # without a word, after the cell's end, until no more output is expected
LOG_EVERY_S = 0.5
STILL_S = 5.0  # a cell that printed or drew so shortly before its end was still at it

_ENDS_LATER = re.compile(r"^[^\s#][^#\n]*\bdo_shutdown\(", re.MULTILINE)
"""A call of IPython that ends the kernel as exit() does, of which the kernel's answer says nothing."""

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
    was_cut: bool = False  # some of its output was left out


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
        allowance = Allowance.of(limits)
        stop = _execute(notebook, sandbox, limits, sink, allowance)
    return Executed(
        notebook=written(notebook),
        cells=notebook,
        stop=stop,
        files=tuple(files),
        packages=runtime.main,
        duration_s=time.monotonic() - started,
        peak_memory_mb=sandbox.peak_mb,
        timeline=sandbox.timeline,
        was_cut=allowance.was_cut,
    )


def _execute(
    notebook: NotebookNode,
    sandbox: Sandbox,
    limits: Limits,
    sink: Sink,
    allowance: Allowance,
) -> Stop | None:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    with KernelClient(sandbox, limits) as kernel:
        running = Running(notebook, kernel, limits, sink, allowance)
        try:
            return running.run()
        except Ended:
            sandbox.raise_if_ours()
            return running.ended(sandbox.excess)
        finally:
            running.end()


def why_ended(excess: Excess | None, silent_s: float) -> Text:
    """`silent_s`: for how long the cell had printed and drawn nothing."""
    if excess is Excess.WALL and silent_s < STILL_S:
        return words.STILL_PRINTING
    return words.EXCESS[excess] if excess else words.DIED


class Running:
    """One run of all cells, which counts, cuts and passes on their output as it arrives."""

    def __init__(
        self,
        notebook: NotebookNode,
        kernel: KernelClient,
        limits: Limits,
        sink: Sink,
        allowance: Allowance,
    ) -> None:
        self._ends_at = time.monotonic() + limits.wall_s - END_S
        self._cells = notebook["cells"]
        self._kernel = kernel
        self._limits = limits
        self._sink = sink
        self._allowance = allowance
        self._displays = Displays()
        self._drawing = Drawing(sink)
        self._running = 0
        self._executed = 0
        self._left_in = 0  # the cell that called exit()
        self._flooded_in = 0  # the cell whose output was too much
        self._printed_at = 0.0
        self._log: list[str] = []
        self._logged = time.monotonic()

    def run(self) -> Stop | None:
        """Raises Ended."""
        for number, cell in enumerate(self._cells, 1):
            self._flush()
            runs = cell["cell_type"] == "code" and bool(cell["source"].strip())
            if self._left_in and runs:
                # The kernel is about to end, though it may still run a cell or two.
                return self.stopped({})
            self._running = number
            self._tell(CellStarted(number, len(self._cells)))
            if runs:
                stop = self._run_cell(cell)
                if stop is not None:
                    return stop
        return None

    def stopped(self, why: Text) -> Stop:
        if self._left_in:
            return Stop(self._left_in, why, is_exit=True)
        flooded = self._flooded_in == self._running
        return Stop(self._running, why, is_printing=flooded)

    def ended(self, excess: Excess | None) -> Stop:
        """The process was ended, or ended itself."""
        return self.stopped(why_ended(excess, time.monotonic() - self._printed_at))

    def end(self) -> None:
        self._drawing.end()
        self._flush()

    def _run_cell(self, cell: NotebookNode) -> Stop | None:
        self._printed_at = 0.0
        until = self._patience()
        if not self._executed and not self._kernel.wait_until_heard(until):
            return self._late()
        self._executed += 1
        cell["execution_count"] = self._executed
        outputs = CellOutputs(self._allowance, self._displays, self._executed)
        cell["outputs"] = outputs.kept
        try:
            self._kernel.execute(cell["source"])
            reply = self._reply(outputs, until)
        finally:
            outputs.finish()
        if reply is None:
            return self._late()
        if reply.leaves or _ENDS_LATER.search(cell["source"]):
            self._left_in = self._running
        raised = reply.raised
        if raised is None:
            return None
        traceback = "\n".join(raised.traceback)
        return Stop(self._running, {}, raised.kind, raised.message, traceback)

    def _reply(
        self, outputs: CellOutputs, until: float
    ) -> kernel_messages.Reply | None:
        """The end of the cell, once all of its output has come; None: not in time. Raises Ended."""
        reply, is_idle, heard = None, False, time.monotonic()
        while time.monotonic() < until and not (reply is not None and is_idle):
            for message in self._kernel.received():
                if isinstance(message, kernel_messages.Reply):
                    reply = reply or message
                elif isinstance(message, kernel_messages.Idle):
                    is_idle = True
                elif not is_idle:
                    self._take(message, outputs)
                heard = time.monotonic()
            if reply is not None and time.monotonic() - heard > LATE_S:
                break
        return reply

    def _take(self, message: kernel_messages.Message, outputs: CellOutputs) -> None:
        if isinstance(message, kernel_messages.Printed):
            self._printed(outputs.printed(message))
        elif not (
            isinstance(message, kernel_messages.Shown)
            and self._drawing.told(message.data)
        ):
            self._printed_at = time.monotonic()
            outputs.take(message)

    def _printed(self, text: str) -> None:
        if self._allowance.is_flooded:
            self._flooded_in = self._flooded_in or self._running
        self._printed_at = time.monotonic()
        self._log.append(text)
        self._drawing.printed(text)
        if time.monotonic() - self._logged > LOG_EVERY_S:
            self._flush()

    def _patience(self) -> float:
        """When the cell that starts now must have ended."""
        now = time.monotonic()
        return now + max(min(self._limits.cell_s, self._ends_at - now), 1.0)

    def _late(self) -> Stop:
        if time.monotonic() - self._printed_at < STILL_S:
            return self.stopped(words.STILL_PRINTING)
        whole = time.monotonic() > self._ends_at - 1
        return self.stopped(words.EXCESS[Excess.WALL] if whole else words.TIMED_OUT)

    def _flush(self) -> None:
        text, self._log = "".join(self._log), []
        self._logged = time.monotonic()
        if text:
            self._tell(Printed(text))

    def _tell(self, told: CellStarted | Printed) -> None:
        self._sink(Progress.of(told))
