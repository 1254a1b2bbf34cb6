"""Prints the progress of commands for the person at the terminal, with durations."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LAST_LINES = 40


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


def run(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    on_line: Callable[[str], None] | None = None,
) -> str:
    """Runs a command and returns its output; if it fails, shows its last lines and stops."""
    lines: list[str] = []
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            lines.append(line)
            if on_line:
                on_line(line.rstrip())
    end_progress()
    if process.returncode:
        sys.stdout.writelines(lines[-LAST_LINES:])
        raise Stop(f"This failed with status {process.returncode}: {' '.join(command)}")
    return "".join(lines)


@contextmanager
def in_background(command: Sequence[str]) -> Iterator[Callable[[], None]]:
    """Runs a command in parallel; the yielded function waits for its end and stops on failure.

    Leaving the block early, by Ctrl-C or because another step failed, ends the command.
    """
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

        def finish() -> None:
            code = process.wait()
            output.seek(0)
            lines = output.read().splitlines()
            for line in lines[-LAST_LINES:]:
                note(line)
            if code:
                raise Stop(f"This failed with status {code}: {' '.join(command)}")

        try:
            yield finish
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait()
