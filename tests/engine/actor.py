"""`acts` in one process for a whole file of tests: to start Django costs more than most acts."""

import json
import subprocess
import sys
from types import TracebackType
from typing import Any, Self

from django.db import connections

from tests.engine import acts
from tests.stack import ROOT, Stack

SERVE = "from tests.engine import actor; actor.serve()"
STOP_S = 10.0


class Actor:
    """with Actor(stack) as actor: uid = actor.act("submit", 1)."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._log = stack.log_path("actor")

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate(timeout=STOP_S)  # its input ends, and so does it

    def _start(self) -> None:
        shell = [sys.executable, "manage.py", "shell", "--no-imports", "-c", SERVE]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *shell],
                cwd=ROOT,
                env=self._stack.env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def act(self, name: str, *arguments: Any) -> Any:
        """What the act returns. An act that fails ends the process: the next has a new one."""
        if self._process.poll() is not None:
            self._start()
        asked, answered = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answered is not None
        asked.write(json.dumps([name, arguments]) + "\n")
        asked.flush()
        line = answered.readline()
        if not line:
            self._process.communicate(timeout=STOP_S)
            raise RuntimeError(f"{name} failed:\n{self._stack.log('actor')}")
        return json.loads(line)


def serve() -> None:
    """In the process: one line asks, one answers. No connection outlives an act."""
    for line in sys.stdin:
        name, arguments = json.loads(line)
        answer = getattr(acts, name)(*arguments)
        connections.close_all()
        print(json.dumps(answer), flush=True)
