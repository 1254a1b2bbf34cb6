"""The student's code as checks use it: they send requests and get plain data back.

Whatever fails in the sandbox, on purpose or not, is a `StudentError`. A sandbox that cannot be
started, or that ends by a fault of ours, is an `Incident`.
"""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from notebooks.blocks import Block
from notebooks.statements import Kind
from notebooks.values import Assignment
from protocol.steps import Limits
from workers.environments.environments import Runtime
from workers.grader import words
from workers.grader.blame import Blame
from workers.grader.failed_blocks import FailedBlock, failed_blocks
from workers.grader.held import Held
from workers.grader.peak import Peak
from workers.grader.seeds import SANDBOX, SANDBOX_BITS, derived
from workers.grader.work import Work
from workers.packkit.checks import StudentError
from workers.sandbox.conversation import Conversation, Died, Nonsense, TimedOut
from workers.sandbox.excess import Excess
from workers.sandbox.opening import opened
from workers.sandbox.received_arrays import Malformed
from workers.sandbox.sandbox import Sandbox
from workers.sandbox.sending import Reference, npy_bytes, to_wire
from workers.sandbox.serialization import from_json, from_wire
from workers.sandbox.starvation import raise_if_starved
from workers.sandbox.watchdog import MEGABYTE
from workers.sandbox.wire import Flooded

INLINE_CHARACTERS = 200_000
MOST_RESTARTS = 2
STATE_SHARE = 0.4  # of the time for one call, for all statements that only make state


class RemoteObject:
    """An object that the student's code made and that stays in the sandbox."""

    def __init__(self, student: "SandboxedStudent", number: int, life: int) -> None:
        self.reference = Reference(number)
        self._student = student
        self._life = life

    def call(self, method: str, *args: Any, **kwargs: Any) -> Any:
        return self._ask(do="method", name=method, args=args, kwargs=kwargs)

    def get(self, attribute: str) -> Any:
        return self._ask(do="get", name=attribute)

    def set(self, attribute: str, value: Any) -> None:
        self._ask(do="set", name=attribute, value=value)

    def _ask(self, **question: Any) -> Any:
        if self._student.life != self._life:
            raise StudentError("the object was lost when its sandbox ended", words.DIED)
        return self._student.ask(object=self.reference.number, **question)


@dataclass
class SandboxedStudent:
    """Implements `packkit.checks.Student`. `life` counts sandboxes: an object belongs to one."""

    runtime: Runtime
    limits: Limits
    work: Work
    deadline: float  # of the step, by time.monotonic()
    peak: Peak = field(default_factory=Peak)
    life: int = 0
    failed_blocks: tuple[FailedBlock, ...] = ()
    held: Held | None = None  # once the definitions were loaded
    sandbox: Sandbox | None = None
    _conversation: Conversation | None = None

    @property
    def edition(self) -> str:
        return self.work.edition

    @property
    def constants(self) -> Mapping[str, Any]:
        held = self.held.numbers if self.held else {}
        return {**self.work.definitions.constants, **held}

    @property
    def kinds(self) -> Mapping[str, str]:
        return self.held.kinds if self.held else {}

    @property
    def places(self) -> Mapping[str, Assignment]:
        return self.work.definitions.places

    @property
    def cpu_s(self) -> float:
        return self.peak.cpu_s + (self.sandbox.cpu_s if self.sandbox else 0.0)

    @property
    def lost_s(self) -> float:
        """For how long this step's code could not run, by no fault of its own."""
        return self.peak.lost_s + (self.sandbox.lost_s if self.sandbox else 0.0)

    @property
    def alive(self) -> bool:
        return self.sandbox is not None and self.sandbox.alive

    @property
    def may_restart(self) -> bool:
        return self.life <= MOST_RESTARTS and time.monotonic() < self.deadline

    def start(self, *, bare: bool = False) -> None:
        """Starts a new sandbox with nothing but the files, or nothing at all. Raises Incident."""
        self.close()
        left = max(self.deadline - time.monotonic(), 1.0)
        limits = replace(self.limits, wall_s=min(self.limits.wall_s, left))
        began = time.monotonic()
        self.sandbox = opened(self.runtime, limits, {} if bare else self.work.files)
        self.peak.lost_s += time.monotonic() - began
        self._conversation = Conversation(self.sandbox, limits.answer_mb)
        self.life += 1

    def load_definitions(self) -> None:
        """Loads the student's imports, constants, functions and classes. Raises StudentError.

        Numbers are read here only: no hidden input was sent yet that could come back as one.
        """
        blocks = [self._block(block) for block in self.work.definitions.blocks]
        seconds = self.limits.call_s * STATE_SHARE
        failed = self.ask(do="blocks", blocks=blocks, state_s=seconds, raw=True)
        self.failed_blocks = failed_blocks(failed, self.work)
        names = self.work.numbers & self.work.definitions.uncertain
        self.held = self.held or Held.asked_for(names, self.ask)

    def start_over(self, *, bare: bool) -> None:
        self.start(bare=bare)
        if not bare:
            self.load_definitions()

    def close(self) -> None:
        if self._conversation is not None:
            self._conversation.close()
            self._conversation = None
        if self.sandbox is not None:
            self.sandbox.close()
            self.peak.memory_mb = max(self.peak.memory_mb, self.sandbox.peak_mb)
            if self.sandbox.peak_gpu_mb is not None:
                self.peak.gpu_mb = max(self.peak.gpu_mb or 0, self.sandbox.peak_gpu_mb)
            self.peak.cpu_s += self.sandbox.cpu_s
            self.peak.lost_s += self.sandbox.lost_s
            self.peak.sandboxes += 1
            self.peak.timeline.absorb(self.sandbox.timeline)
            self.sandbox = None

    def policy(self) -> Mapping[str, Any]:
        return self.sandbox.summary() if self.sandbox else {}

    def has(self, name: str) -> bool:
        return self.ask(do="has", name=name) is True

    def call(self, function: str, *args: Any, **kwargs: Any) -> Any:
        return self.ask(do="call", name=function, args=args, kwargs=kwargs)

    def new(self, class_name: str, *args: Any, **kwargs: Any) -> RemoteObject:
        number = self.ask(do="new", name=class_name, args=args, kwargs=kwargs)
        if type(number) is not int:
            raise StudentError(f"object number {number!r}"[:200], words.UNREADABLE)
        return RemoteObject(self, number, self.life)

    def load(self, source: str) -> None:
        self.ask(do="load", source=source)

    def seed(self, seed: int) -> None:
        """The sandbox gets one from which this one cannot be told."""
        own = derived(seed, SANDBOX, SANDBOX_BITS)
        self.ask(do="seed", seed=own)

    def ask(self, *, raw: bool = False, **question: Any) -> Any:
        """Sends one request. `raw`: its values are already encoded for the sandbox."""
        if self.sandbox is None or self._conversation is None:
            raise StudentError("the sandbox has ended", words.DIED)
        left = self.deadline - time.monotonic()
        seconds = min(self.limits.call_s, max(left, 0.0))
        lost_before_s = self.lost_s
        with self._expression(question, raw=raw) as expression:
            try:
                return self._believed(
                    self._conversation.ask(expression, seconds), question
                )
            except Died:
                raise self._death() from None
            except TimedOut:
                evidence = f"no answer in {seconds:.1f} s"
                if seconds < self.limits.call_s:
                    raise self._out_of_time(evidence) from None
                raise_if_starved(self.lost_s - lost_before_s, seconds)
                raise StudentError(evidence, words.TIMED_OUT) from None
            except Nonsense as why:
                raise _unreadable(str(why)) from None

    @contextmanager
    def _expression(self, question: dict[str, Any], *, raw: bool) -> Iterator[str]:
        """The request as an expression. Large parts are in the inbox until it is answered."""
        stored: list[Path] = []
        inbox = self.sandbox.inbox if self.sandbox else Path()

        def store(content: bytes, suffix: str) -> str:
            name = f"in-{len(stored)}{suffix}"
            (inbox / name).write_bytes(content)
            stored.append(inbox / name)
            return name

        def store_array(array: np.ndarray) -> str:
            return store(npy_bytes(array), ".npy")

        try:
            text = json.dumps(question if raw else _sent(question, store_array))
            if len(text) > INLINE_CHARACTERS:
                text = "@" + store(text.encode(), ".json")
            yield f"__reviewhub__({text!r})"
        finally:
            for path in stored:
                path.unlink(missing_ok=True)

    def _block(self, block: Block) -> dict[str, Any]:
        """A block to load. One without a required name may fail: it may need data files."""
        required = not self.work.required.isdisjoint(block.names)
        is_state = block.kind is Kind.STATE
        return {
            "cell": block.cell,
            "line": block.first_line,
            "source": block.source,
            "may_fail": block.superseded or not required or is_state,
            "state": is_state,
        }

    def _death(self) -> StudentError:
        sandbox = self.sandbox
        if sandbox:
            sandbox.raise_if_ours()
        excess = sandbox.excess if sandbox else None
        if excess is Excess.WALL:
            return self._out_of_time(f"stopped: {excess}")
        if excess:
            return StudentError(f"stopped: {excess}", words.EXCESS[excess])
        code, said = (sandbox.exit_code, sandbox.said) if sandbox else (None, "")
        return StudentError(f"the kernel died (exit {code})\n{said}", words.DIED)

    def _out_of_time(self, evidence: str) -> StudentError:
        """The step's time has run out. Raises Starved if the machine was too crowded."""
        raise_if_starved(self.lost_s, self.limits.wall_s)
        return StudentError(evidence, words.EXCESS[Excess.WALL])

    def _believed(self, text: Any, question: Mapping[str, Any]) -> Any:
        try:
            answer = from_json(text, self.limits.answer_mb * MEGABYTE)
            del text  # as large as all that is made of it
            if not isinstance(answer, dict) or len(answer) != 1:
                raise Malformed("an unknown form")  # noqa: TRY301 -- as from_json's
            kind, content = next(iter(answer.items()))
            if kind == "value":
                return from_wire(content)
        except Malformed as why:
            raise _unreadable(str(why)) from None
        except Flooded as why:
            raise StudentError(f"an answer of {why}", words.TOO_LARGE) from None
        if kind == "raised" and isinstance(content, dict):
            blame = Blame(self.work, self.runtime.main, self.failed_blocks)
            raise blame.error(content, asked=str(question.get("name", "")))
        if kind == "too_large":
            raise StudentError(f"an answer of {content!r:.40} bytes", words.TOO_LARGE)
        raise _unreadable(f"{kind!r:.100}: {content!r:.300}")


def _sent(question: Mapping[str, Any], store: Any) -> dict[str, Any]:
    """The request with its arguments encoded; the other entries are plain data already."""
    sent = dict(question)
    if "args" in sent:
        sent["args"] = [to_wire(value, store) for value in sent["args"]]
        sent["kwargs"] = {k: to_wire(v, store) for k, v in sent["kwargs"].items()}
    if "value" in sent:
        sent["value"] = to_wire(sent["value"], store)
    return sent


def _unreadable(why: str) -> StudentError:
    return StudentError(f"unreadable answer: {why}", words.UNREADABLE)
