"""A process that reads one socket until it has had enough, and tells what that cost.

    python -m tests.workers.sandbox.reading PATH (wire | libzmq)

Prints JSON: why it stopped, and by how many megabytes its memory grew meanwhile. With libzmq it
reads as the grader once did, to show what an attack achieves there.
"""

import json
import sys
import time
from pathlib import Path

import zmq

from workers.sandbox.envelope import unsealed
from workers.sandbox.wire import Bounds, Flooded, Wire

KEY = b"key"
MESSAGE_BYTES = 8_000_000
BOUNDS = Bounds(MESSAGE_BYTES, messages=1000, total_bytes=50_000_000)
ENOUGH_MB = 350
PATIENCE_S = 20.0


def main() -> None:
    path, way = sys.argv[1:]
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    before = memory_mb("VmRSS")
    why = by_wire(path) if way == "wire" else by_libzmq(path, before)
    print(json.dumps({"why": why, "grown_mb": memory_mb("VmHWM") - before}))


def by_wire(path: str) -> str:
    wire = Wire(path, b"DEALER", BOUNDS)
    end = time.monotonic() + PATIENCE_S
    try:
        while time.monotonic() < end and not wire.closed:
            parts = wire.receive()
            if parts is None:
                wire.poll(50)
            else:
                unsealed(parts, KEY)
    except Flooded as flooded:
        return str(flooded)
    return "closed" if wire.closed else "patience"


def by_libzmq(path: str, before: float) -> str:
    with zmq.Context() as context, context.socket(zmq.DEALER) as dealer:
        dealer.linger = 0
        dealer.setsockopt(zmq.MAXMSGSIZE, MESSAGE_BYTES)
        dealer.setsockopt(zmq.RCVHWM, 1)
        dealer.connect(f"ipc://{path}")
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end and memory_mb("VmRSS") - before < ENOUGH_MB:
            if dealer.poll(50):
                dealer.recv_multipart()
    return "patience" if time.monotonic() > end else "swollen"


def memory_mb(name: str) -> float:
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    raise ValueError(name)


if __name__ == "__main__":
    main()
