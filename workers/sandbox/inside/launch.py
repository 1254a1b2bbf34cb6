"""Starts the kernel, inside the sandbox. Runs in the runtime, without our packages."""

# mypy: disable-error-code="import-not-found, misc, no-untyped-call"
# What is imported below is installed in the runtime, not where types are checked.

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, ClassVar

import admitting
import answering
import watching
import zmq
from ipykernel.kernelapp import IPKernelApp

INBOX = Path("/inbox")


class KernelOnGivenSockets(IPKernelApp):
    """Listens on sockets that were opened outside, so that no folder is shared."""

    given: ClassVar[dict[str, int]] = {}

    def _try_bind_socket(self, s: Any, port: int) -> int:
        s.setsockopt(zmq.USE_FD, self.given[str(port)])
        s.bind(f"ipc://{self.ip}-{port}")
        return port

    def init_heartbeat(self) -> None:
        """Left out: the worker sees the process itself."""


def main() -> None:
    setup = json.loads((INBOX / "kernel.json").read_text("utf-8"))
    sys.path[0] = str(Path.cwd())
    admitting.limit_output()
    KernelOnGivenSockets.given = setup["sockets"]
    app = KernelOnGivenSockets.instance(
        transport="ipc",
        ip=setup["ip"],
        user_ns=None,
        **{f"{name}_port": port for name, port in setup["ports"].items()},
    )
    app.connection_file = str(Path.cwd() / ".kernel.json")
    app.config.Session.key = setup["key"].encode()
    app.config.HistoryManager.enabled = False
    app.initialize([])
    helper = answering.Helper(app.kernel.shell.user_ns)
    app.kernel.shell.user_ns["__reviewhub__"] = helper
    watching.install()
    app.start()


main()
