"""What the web role costs: processor time and memory of gunicorn and what it started."""

import re
from dataclasses import dataclass
from pathlib import Path

from scripts import processes
from tests.stack import Stack

TICKS_PER_S = 100


def processor_s(stack: Stack) -> float:
    """Of gunicorn, its processes and those that ended below them, so far."""
    total = 0.0
    pid = stack.pid("web")
    for one in {pid} | processes.descendants(pid):
        try:
            said = Path(f"/proc/{one}/stat").read_text()
        except OSError:
            continue  # it has ended meanwhile
        fields = said.rpartition(") ")[2].split()
        total += sum(map(int, fields[11:15])) / TICKS_PER_S
    return total


@dataclass(frozen=True)
class Memory:
    """Megabytes of one web process: held now, its share of it, and the most it ever held."""

    rss: float
    pss: float
    peak: float


def memory_of(stack: Stack) -> list[Memory]:
    """Of each process that answers requests: those that gunicorn forked."""
    master = stack.pid("web")
    program = Path(f"/proc/{master}/cmdline").read_bytes()
    below = processes.descendants(master)
    found = [one for one in below if _cmdline(one) == program]
    return [_memory(one) for one in sorted(found)]


def _cmdline(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _memory(pid: int) -> Memory:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    status = Path(f"/proc/{pid}/status").read_text()
    return Memory(
        _kb(rollup, "Rss") / 1024,
        _kb(rollup, "Pss") / 1024,
        _kb(status, "VmHWM") / 1024,
    )


def _kb(text: str, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+)", text, re.MULTILINE)
    return int(found[1]) if found else 0
