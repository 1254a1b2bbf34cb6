"""Installs the few programs that come from the operating system, not from PyPI."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path

from scripts import say

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_program(*names: str) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)


def find_postgres_tool(name: str) -> str | None:
    """Finds a program of the PostgreSQL server, which Debian keeps in a folder per version."""
    versions = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"),
        key=lambda path: float(path.parts[4]),
    )
    return str(versions[-1]) if versions else shutil.which(name)


def find_cjk_font() -> str | None:
    if not shutil.which("fc-list"):
        return None
    listed = subprocess.run(
        ["fc-list", ":lang=ja", "file"], capture_output=True, text=True, check=True
    )
    return listed.stdout.partition(":")[0] or None


def find_certificate_font() -> Path | None:
    """The one that projects/web/certificates/pdf.py embeds."""
    path = Path("/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf")
    return path if path.exists() else None


@dataclass(frozen=True)
class Need:
    """A program that must be installed, and its Debian package."""

    package: str
    purpose: str
    found: Callable[[], object | None]


TO_RUN = (
    Need(
        f"python{sys.version_info.major}.{sys.version_info.minor}-venv",
        "makes the virtual environment",
        lambda: importlib.util.find_spec("ensurepip"),
    ),
    Need("bubblewrap", "keeps students' code apart", lambda: find_program("bwrap")),
    Need("libseccomp2", "filters system calls", lambda: find_library("seccomp")),
    Need("fonts-ipaexfont-gothic", "Japanese on certificates", find_certificate_font),
)
TO_TEST = (
    *TO_RUN,
    Need("chromium", "the browser tests", lambda: find_program(*CHROMIUM_NAMES)),
    Need("fontconfig", "finds fonts", lambda: find_program("fc-list")),
    Need("fonts-noto-cjk", "Japanese in the browser tests", find_cjk_font),
    Need("postgresql", "a private database", lambda: find_postgres_tool("initdb")),
    Need("redis-server", "a private broker", lambda: find_program("redis-server")),
)


def missing(needs: Iterable[Need]) -> list[Need]:
    return [need for need in needs if not need.found()]


def _apt_prefix() -> list[str] | None:
    """The prefix with which apt may run without asking for a password; None if it may not."""
    if not shutil.which("apt-get"):
        return None
    # Debian's packages start the servers that they install, but the tests start their own.
    settings = ["env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1"]
    if os.geteuid() == 0:
        return settings
    if shutil.which("sudo"):
        asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
        if asked.returncode == 0:
            return ["sudo", "-n", *settings]
    return None


def ensure(needs: Iterable[Need]) -> None:
    """Installs missing packages, or stops with the command to type."""
    wanted = missing(needs)
    if not wanted:
        say.note("nothing to install")
        return
    names = [need.package for need in wanted]
    prefix = _apt_prefix()
    if prefix is None:
        purposes = ", ".join(f"{need.package} ({need.purpose})" for need in wanted)
        raise say.Stop(
            f"Missing on this machine: {purposes}.\n"
            "Install it, then run the same command again:\n"
            f"    sudo apt-get install -y {' '.join(names)}"
        )
    say.note(f"apt installs {', '.join(names)}")
    say.run([*prefix, "apt-get", "update", "-q"], on_line=say.progress)
    say.run(
        [*prefix, "apt-get", "install", "-qy", "--no-install-recommends", *names],
        on_line=say.progress,
    )
    if still := missing(wanted):
        raise say.Stop(
            "apt ran, but this is still missing: "
            + ", ".join(need.package for need in still)
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
