"""Runs the kernel inside the sandbox, in the runtime, without our packages."""

# mypy: disable-error-code="import-not-found, misc, no-untyped-call"
# The imports below are installed in the runtime, not where types are checked.

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

# No debugger is needed here, and loading one takes longer than everything else.
sys.modules["debugpy"] = None  # type: ignore[assignment]
import ipykernel.debugger  # noqa: E402, F401 -- so that it sees there is none

del sys.modules["debugpy"]

import admitting  # noqa: E402
import answering  # noqa: E402
import watching  # noqa: E402
import zmq  # noqa: E402
from ipykernel import ipkernel  # noqa: E402
from ipykernel.kernelapp import IPKernelApp  # noqa: E402

INBOX = Path("/inbox")


class KernelOnGivenSockets(IPKernelApp):
    """Listens on sockets that were opened outside, so that the sandbox shares no folder."""

    given: ClassVar[dict[str, int]] = {}
    imported: ClassVar[set[str]] = set()  # names of modules, as `%reset` wants them

    def _try_bind_socket(self, s: Any, port: int) -> int:
        s.setsockopt(zmq.USE_FD, self.given[str(port)])
        s.bind(f"ipc://{self.ip}-{port}")
        return port

    def init_heartbeat(self) -> None:
        """Starts no heartbeat, because the worker watches the process itself."""

    def parse_command_line(self, argv: Any = None) -> None:
        """Makes no parser, because there is no command line."""

    def load_config_file(self, *_: Any, **__: Any) -> None:
        """Looks for no settings, because a new sandbox has none."""

    def init_code(self) -> None:
        """Runs no start-up files, because a new sandbox has none."""
        self.shell.user_ns_hidden.update(self.shell.user_ns)
        self.shell._sys_modules_keys = self.imported  # noqa: SLF001 -- as IPython's own

    def init_kernel(self) -> None:
        with no_modules_told():
            super().init_kernel()


class SystemWithoutModules:
    """Passes for the module `sys`."""

    modules: ClassVar[dict[str, Any]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


@contextlib.contextmanager
def no_modules_told() -> Iterator[None]:
    """Tells the new kernel of no modules.

    It looks at all of them, for a debugger that is not here, and a look counts references: each
    of some thousand pages of memory that this fork shares with the template would be copied.
    """
    ipkernel.sys = SystemWithoutModules()
    try:
        yield
    finally:
        ipkernel.sys = sys


def prepare() -> None:
    """Does what is the same for all kernels. A template does it once, before it forks."""
    if not KernelOnGivenSockets.imported:
        admitting.limit_output()
        KernelOnGivenSockets.imported = set(sys.modules)


def start(sockets: dict[str, int] | None = None) -> None:
    """Runs a kernel until it ends. `sockets`: used instead of the setup file's."""
    setup = json.loads((INBOX / "kernel.json").read_text("utf-8"))
    sys.path[0] = str(Path.cwd())
    prepare()
    KernelOnGivenSockets.given = sockets or setup["sockets"]
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


if __name__ == "__main__":
    start()
