"""Starts the kernel, inside the sandbox. Runs in the runtime, without our packages.

Nothing here protects us: students' code shares this process and may change all of it.
The limits below keep honest mistakes small; the sandbox and the trusted side do the rest.
"""

# mypy: disable-error-code="import-not-found, misc, no-untyped-call"
# What is imported below is installed in the runtime, not where types are checked.

from __future__ import annotations

import json
import resource
import shutil
import sys
from pathlib import Path
from typing import Any, ClassVar

import answering
import watching
import zmq
from ipykernel.iostream import OutStream
from ipykernel.kernelapp import IPKernelApp

INBOX = Path("/inbox")
COPIED_BELOW = 4 * 1024 * 1024  # larger files are linked, so that they cost no memory
CUT = "\n[… the rest of the output was cut]\n"


class KernelOnGivenSockets(IPKernelApp):
    """Listens on sockets that were opened outside, so that no folder is shared."""

    given: ClassVar[dict[str, int]] = {}

    def _try_bind_socket(self, s: Any, port: int) -> int:
        s.setsockopt(zmq.USE_FD, self.given[str(port)])
        s.bind(f"ipc://{self.ip}-{port}")
        return port

    def init_heartbeat(self) -> None:
        """Left out: the worker sees the process itself."""


def limit_resources(limits: dict[str, int]) -> None:
    for name, value in limits.items():
        resource.setrlimit(getattr(resource, name), (value, value))


def limit_output(characters: int) -> None:
    """Cuts printed text here, so that a flood costs nobody anything."""
    write = OutStream.write
    left = characters

    def limited(self: Any, string: Any) -> int:
        nonlocal left
        if not isinstance(string, str):
            return int(write(self, string))  # raises what it always raises
        if left >= 0:
            left -= len(string)
            write(self, string if left >= 0 else string[:left] + CUT)
        return len(string)

    OutStream.write = limited


def place_files() -> None:
    warm = Path(sys.prefix) / "warm"
    if warm.is_dir():
        shutil.copytree(warm, Path.cwd(), dirs_exist_ok=True)
    files = INBOX / "files"
    for source in files.rglob("*"):
        target = Path.cwd() / source.relative_to(files)
        if source.is_dir():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.stat().st_size < COPIED_BELOW:
            shutil.copyfile(source, target)
        else:
            target.symlink_to(source)


def main() -> None:
    setup = json.loads((INBOX / "kernel.json").read_text("utf-8"))
    place_files()
    limit_resources(setup["resources"])
    limit_output(setup["output_characters"])
    sys.path[0] = str(Path.cwd())
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
    app.kernel.shell.user_ns["__reviewhub__"] = answering.Helper(
        app.kernel.shell.user_ns, setup["answer_bytes"]
    )
    watching.install()
    app.start()


main()
