"""Makes namespaces for an engine, so that it affects no other engine and leaves nothing behind.

Network, mounts and processes are private. The network is connected through slirp4netns, as for an
engine without root, so the machine's firewall rules and addresses are not changed. When the first
process inside ends, the system ends all others, and so every container.
"""

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from scripts import say
from scripts.composing.connecting import CONNECTED_S, POLL_S

INSIDE = (
    *("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child"),
    *("--mount-proc", "--propagation", "private"),
)
TUNNEL = Path("/dev/net/tun")


def run_inside(command: Sequence[str], folder: Path) -> int:
    """Runs a command in new, connected namespaces and returns its status."""
    if not TUNNEL.exists():
        raise say.Stop(
            f"{TUNNEL} is missing: the engine's network cannot be made here."
        )
    outside = _network_of("self")
    # If this process is killed, the system ends unshare, and unshare ends its child.
    guarded = ["setpriv", "--pdeathsig", "KILL", *INSIDE, *command]
    with subprocess.Popen(guarded, cwd=say.ROOT) as inside:
        try:
            _wait_for_network(inside, outside)
            with _connection(inside.pid, folder) as connection:
                try:
                    return inside.wait()
                finally:
                    connection.terminate()
        finally:
            if inside.poll() is None:
                inside.kill()


def _network_of(process: str) -> Path | None:
    """The network namespace of a process; None if the process has ended."""
    try:
        return Path(f"/proc/{process}/ns/net").readlink()
    except FileNotFoundError:
        return None


def _wait_for_network(inside: subprocess.Popen[bytes], outside: Path | None) -> None:
    deadline = time.monotonic() + CONNECTED_S
    while _network_of(str(inside.pid)) in (None, outside):
        if inside.poll() is not None or time.monotonic() > deadline:
            raise say.Stop(
                "No container engine can be started here: the system does not"
                " allow new namespaces (unshare)."
            )
        time.sleep(POLL_S)


def _connection(pid: int, folder: Path) -> subprocess.Popen[bytes]:
    with (folder / "slirp4netns.log").open("wb") as log:
        return subprocess.Popen(
            [
                *("setpriv", "--pdeathsig", "KILL"),
                *("slirp4netns", "--configure", "--disable-host-loopback"),
                *(str(pid), "tap0"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
