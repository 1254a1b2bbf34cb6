"""Runs commands and shows what they print only where somebody has to read it."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from scripts.say import ROOT, Stop, end_progress, note

LAST_LINES = 40


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
def in_background(
    command: Sequence[str], *, env: Mapping[str, str] | None = None
) -> Iterator[Callable[[], None]]:
    """Runs a command in parallel; the yielded function waits for its end and stops on failure.

    Leaving the block early, by Ctrl-C or because another step failed, ends the command.
    """
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
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
