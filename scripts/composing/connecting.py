"""Connects the namespaces of an engine, from inside."""

import ctypes
import subprocess
import time
from pathlib import Path

from scripts import commands, say

NAME_SERVER = "10.0.2.3"  # where slirp4netns forwards to the machine's name server
CONNECTED_S = 20.0
POLL_S = 0.1


def connect() -> None:
    """Runs inside: waits for the connection, and uses its name server."""
    commands.run(["ip", "link", "set", "lo", "up"])
    deadline = time.monotonic() + CONNECTED_S
    while not _has_address():
        if time.monotonic() > deadline:
            raise say.Stop("slirp4netns did not connect the engine's network.")
        time.sleep(POLL_S)
    resolver = Path("/etc/resolv.conf").resolve()
    own = Path("/run/reviewhub-resolv.conf")
    own.write_text(f"nameserver {NAME_SERVER}\n")
    try:
        _bind(own, resolver)
    finally:
        own.unlink()


def _has_address() -> bool:
    shown = subprocess.run(
        ["ip", "-4", "route", "show", "default"], capture_output=True, check=True
    )
    return b"tap0" in shown.stdout


def _bind(source: Path, place: Path) -> None:
    """Mounts a file over another one, in our mount namespace only."""
    bind = 0x1000  # MS_BIND
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(bytes(source), bytes(place), None, bind, None):
        raise OSError(ctypes.get_errno(), f"mount over {place}")
