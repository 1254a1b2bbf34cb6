"""Whether bubblewrap can make a sandbox on this machine."""

import subprocess

from scripts import say
from scripts.programs import (
    find_program,
)


def check_sandbox() -> None:
    """Stops if bubblewrap is missing or may not make namespaces."""
    bwrap = find_program("bwrap")
    if bwrap is None:
        raise say.Stop("bubblewrap is missing; without it nothing is graded.")
    tried = subprocess.run(
        [bwrap, "--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "true"],
        capture_output=True,
        text=True,
        check=False,
    )
    if tried.returncode == 0:
        return
    raise say.Stop(
        f"bubblewrap cannot make a sandbox here: {tried.stderr.strip()}\n"
        "The system forbids user namespaces. On Ubuntu 24.04 and newer, allow them:\n"
        "    sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0\n"
        "In a container, see 'What the sandbox needs' in docs/deploying.md."
    )
