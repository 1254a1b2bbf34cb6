"""Starts the process that runs attacks, asks it, and ends it when it is stuck."""

import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from protocol.steps import Incident

HERE = Path(__file__).absolute().parents[3]


PIECE = 65536
ENDING_S = 5.0


class AttackProcess:
    """A running `workers.doctor.attacks.attack_process`, which can be ended when it is stuck."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 -- closed in close()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "workers.doctor.attacks.attack_process"],
            cwd=HERE,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        self._rest = b""

    def ask(self, request: Mapping[str, Any], seconds: float) -> Any:
        """Sends a request. Raises TimeoutError, or Incident when the attack process has died."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise Incident("The attack process was started without pipes.")
        end = time.monotonic() + seconds
        try:
            stdin.write(json.dumps(request).encode() + b"\n")
            stdin.flush()
        except BrokenPipeError as error:
            raise self._death() from error
        with selectors.DefaultSelector() as selector:
            selector.register(stdout, selectors.EVENT_READ)
            while b"\n" not in self._rest:
                if not selector.select(max(end - time.monotonic(), 0)):
                    raise TimeoutError
                piece = os.read(stdout.fileno(), PIECE)
                if not piece:
                    raise self._death()
                self._rest += piece
        line, _, self._rest = self._rest.partition(b"\n")
        return json.loads(line)

    def _death(self) -> Incident:
        self._log.seek(0)
        said = self._log.read()[-2000:].decode("utf-8", "replace")
        return Incident(f"the process that ran the attack has died: {said}")

    def close(self) -> None:
        """Ends the process, and with it its sandboxes."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            self._process.wait(ENDING_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(ENDING_S)
        self._log.close()
