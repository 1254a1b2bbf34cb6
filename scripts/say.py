"""Prints the progress of commands for the person at the terminal, with durations."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Stop(Exception):
    """The command cannot go on; the message says what the person can do."""


class Steps:
    """Numbered steps: `[2/8] Packages` … `done in 3.1 s`."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._index = 0
        self._began = time.monotonic()

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        self._index += 1
        print(f"[{self._index}/{self._total}] {title}", flush=True)
        began = time.monotonic()
        yield
        note(f"done in {time.monotonic() - began:.1f} s")

    def seconds(self) -> float:
        return time.monotonic() - self._began


def note(text: str) -> None:
    print(f"      {text}", flush=True)


def progress(text: str) -> None:
    """Prints a line that the next one replaces; in a log file, an ordinary line."""
    if sys.stdout.isatty():
        print(f"\r\033[K      {text}", end="", flush=True)
    else:
        note(text)


def end_progress() -> None:
    if sys.stdout.isatty():
        print("\r\033[K", end="", flush=True)
