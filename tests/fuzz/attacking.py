"""What comes out of a sandbox, changed at random: bytes, messages, answers, and code.

    python -m tests.fuzz.attacking --seconds 60 [--seed N]

A finding is an exception that the grader does not expect, much memory, or a long time. Each try has a
seed of its own, which is told with the finding: `--seed N --tries 1` does it again.
"""

import argparse
import contextlib
import hashlib
import hmac
import json
import random
import resource
import signal
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from notebooks.changes import Roots
from notebooks.syntax import definitions
from tests.fuzz.mutating import VALUES
from workers.grader.kernel import schema
from workers.grader.kernel.frames import read
from workers.grader.steps.displays import Displays
from workers.grader.steps.output_allowance import Allowance
from workers.grader.steps.outputs import CellOutputs
from workers.sandbox.envelope import DELIMITER, unsealed
from workers.sandbox.received_arrays import Malformed
from workers.sandbox.sending import to_wire
from workers.sandbox.serialization import from_json, from_wire
from workers.sandbox.wire import GREETING, Bounds, Flooded, Wire

LONGEST_S = 10  # of wall time: nothing of it takes one
MOST_GROWN_MB = 300  # of resident memory, by all tries together
KEY = b"key"
ASKED = "asked"
BOUNDS = Bounds(message_bytes=1_000_000, messages=40, total_bytes=4_000_000)
ROOTS = Roots(frozenset({"NeuralNetwork"}), frozenset({"epochs", "hidden_nodes"}))
CONTENTS: Mapping[str, Mapping[str, Any]] = {
    "stream": {"name": "stdout", "text": "epoch 1\n"},
    "display_data": {
        "data": {"text/plain": "x", "image/png": "aGVsbG8=", "application/json": [1]},
        "metadata": {"width": 3},
        "transient": {"display_id": "a"},
    },
    "update_display_data": {
        "data": {"text/html": "<b>1"},
        "metadata": {},
        "transient": {"display_id": "a"},
    },
    "execute_result": {
        "data": {"text/plain": "3"},
        "metadata": {},
        "execution_count": 1,
    },
    "error": {"ename": "ValueError", "evalue": "no", "traceback": ["line 1", "line 2"]},
    "clear_output": {"wait": True},
    "status": {"execution_state": "idle"},
    "execute_reply": {"status": "ok", "payload": [{"source": "ask_exit"}]},
}
LINES = (
    "import numpy as np",
    "epochs, sizes = 30, [2, 3]",
    "hidden_nodes = int(2 ** 4 + len(sizes)) // 2",
    "table = {'rate': .1, (1, 2): [3] * 9}",
    "rate = table['rate'] if epochs > 3 else max(sizes)",
    "for size in sizes:\n    table[size] = size * 2",
    "class NeuralNetwork:\n    def train(self, features, targets):\n        return table",
    "try:\n    epochs = load()\nexcept NameError:\n    epochs += 1",
    "from network import *",
)
ANSWERS: tuple[Any, ...] = (
    [1, 2.5, None, "text"],
    {"loss": 0.5, "shape": [2, 3]},
    np.arange(6.0).reshape(2, 3),
    [np.zeros((4, 4), np.float32), {"a": np.ones(3, bool)}],
)


class TooLong(Exception):
    """A try took more than LONGEST_S."""


@dataclass
class Findings:
    tries: Counter[str] = field(default_factory=Counter)
    found: list[str] = field(default_factory=list)


def mutated(rng: random.Random, value: Any, depth: int = 0) -> Any:
    """The value with parts replaced, taken out, doubled or put elsewhere."""
    if rng.random() < 0.12:
        return rng.choice(VALUES)
    if depth > 6 or not isinstance(value, dict | list | str):
        return value
    if isinstance(value, str):
        return text_mutated(rng, value) if rng.random() < 0.3 else value
    if isinstance(value, list):
        parts = [mutated(rng, part, depth + 1) for part in value]
        return parts * rng.choice((0, 1, 1, 1, 2, 40))
    pairs = [(key, mutated(rng, part, depth + 1)) for key, part in value.items()]
    kept = [pair for pair in pairs if rng.random() > 0.08]
    return {text_mutated(rng, k) if rng.random() < 0.05 else k: v for k, v in kept}


def text_mutated(rng: random.Random, text: str) -> str:
    where, other = rng.randint(0, len(text)), str(rng.choice(VALUES))[:6000]
    return rng.choice(
        (
            text[:where] + other + text[where:],
            text[:where],
            text[where:] + text[:where],
            text * rng.choice((2, 300)),
        )
    )


def bytes_mutated(rng: random.Random, content: bytes) -> bytes:
    made = bytearray(content)
    for _ in range(rng.randint(1, 6)):
        where = rng.randint(0, len(made))
        piece = rng.randbytes(rng.choice((1, 1, 2, 9)))
        made[where : where + rng.choice((0, 1, 1, 8))] = piece
    return bytes(made)


def as_json(rng: random.Random, value: Any) -> bytes:
    content = json.dumps(value, default=str).encode("utf-8", "replace")
    return bytes_mutated(rng, content) if rng.random() < 0.07 else content


def message(rng: random.Random) -> list[bytes]:
    """The parts of a message, mostly signed, in which much may be wrong."""
    kind = rng.choice(tuple(CONTENTS))
    header = {"msg_id": "1", "msg_type": kind, "session": "s"}
    parent = {"msg_id": ASKED}
    parts = [
        as_json(rng, header if rng.random() < 0.9 else mutated(rng, header)),
        as_json(rng, parent if rng.random() < 0.9 else mutated(rng, parent)),
        as_json(rng, mutated(rng, {})),
        as_json(rng, mutated(rng, dict(CONTENTS[kind]))),
    ]
    digest = hmac.new(KEY, b"".join(parts), hashlib.sha256).hexdigest().encode()
    framed = [b"topic", DELIMITER, digest, *parts]
    if rng.random() < 0.05:
        rng.shuffle(framed)
    return framed if rng.random() < 0.95 else framed[: rng.randint(0, 7)]


def try_messages(rng: random.Random) -> None:
    """A cell's output, message by message, as the notebook's run reads it."""
    allowance = Allowance(characters=50_000, rich_bytes=200_000)
    outputs = CellOutputs(allowance, Displays(), 1)
    for _ in range(rng.randint(1, 30)):
        parts = message(rng)
        known = rng.choice((schema.ON_IOPUB, schema.ON_SHELL))
        outputs.take(read(parts, KEY, known, ASKED))
        with contextlib.suppress(Flooded):
            unsealed(list(parts), KEY)
    outputs.finish()
    json.dumps(outputs.kept)


def try_answers(rng: random.Random) -> None:
    """The text of an answer to a hidden check."""
    wire = to_wire(rng.choice(ANSWERS), lambda _: "in-0.npy")
    content = as_json(rng, mutated(rng, wire))
    with contextlib.suppress(Malformed, Flooded):
        from_wire(from_json(content.decode("utf-8", "replace"), 2_000_000))


def try_wire(rng: random.Random) -> None:
    """The bytes of a connection, which may begin, frame and end as they like."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as ours:
        path = str(Path(folder, "socket"))
        ours.bind(path)
        ours.listen()
        wire = Wire(path, rng.choice((b"DEALER", b"SUB")), BOUNDS)
        other, _ = ours.accept()
        with other, contextlib.closing(wire):
            other.settimeout(1)
            with contextlib.suppress(OSError):
                other.sendall(_stream(rng)[:100_000])
                other.shutdown(socket.SHUT_WR)
            with contextlib.suppress(Flooded):
                while wire.receive() is not None or not wire.closed:
                    wire.poll(1)


def _stream(rng: random.Random) -> bytes:
    ready = b"\x04\x19\x05READY\x0bSocket-Type\x00\x00\x00\x06ROUTER"
    frames = []
    for part in message(rng):
        more = rng.choice((0, 1, 1))
        size = len(part) if rng.random() < 0.9 else rng.choice((0, 2**31, 2**63))
        frames.append(bytes([more | 2]) + size.to_bytes(8, "big") + part)
    content = GREETING + ready + b"".join(frames)
    return bytes_mutated(rng, content) if rng.random() < 0.6 else content


def try_code(rng: random.Random) -> None:
    """A notebook's cells, whose values are worked out and whose definitions are gathered."""
    cells = [rng.choice(LINES) for _ in range(rng.randint(1, 12))]
    if rng.random() < 0.7:
        cells = [text_mutated(rng, c) if rng.random() < 0.3 else c for c in cells]
    definitions(cells, modules={"network": rng.choice(LINES)}, roots=ROOTS)


TARGETS: Mapping[str, Callable[[random.Random], None]] = {
    "messages": try_messages,
    "answers": try_answers,
    "wire": try_wire,
    "code": try_code,
}


def attack(
    seconds: float,
    seed: int,
    *,
    tries: int = sys.maxsize,
    targets: Mapping[str, Callable[[random.Random], None]] = TARGETS,
) -> Findings:
    """Tries the targets in turns, until the time or the tries are used up."""
    findings, until, before = Findings(), time.monotonic() + seconds, _resident_mb()
    for number in range(tries):
        if time.monotonic() > until:
            break
        for name, target in targets.items():
            findings.tries[name] += 1
            where = f"{name}, seed {seed + number}"
            try:
                with _at_most(LONGEST_S):
                    target(random.Random(f"{name} {seed + number}"))
            except Exception as error:  # noqa: BLE001 -- whatever it is, it is what is looked for
                findings.found.append(f"{where}: {type(error).__name__}: {error}"[:300])
    grown = _resident_mb() - before
    if grown > MOST_GROWN_MB:
        findings.found.append(f"memory, seed {seed}: grew by {grown} MB")
    return findings


def _resident_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@contextlib.contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    def stop(_: int, __: FrameType | None) -> None:
        raise TooLong(f"more than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--tries", type=int, default=sys.maxsize)
    asked = parser.parse_args()
    findings = attack(asked.seconds, asked.seed, tries=asked.tries)
    counts = ", ".join(f"{count:,} of {name}" for name, count in findings.tries.items())
    print(f"seed {asked.seed}: {counts}; {len(findings.found)} findings")
    print("\n".join(findings.found[:50]))
    return bool(findings.found)


if __name__ == "__main__":
    sys.exit(main())
