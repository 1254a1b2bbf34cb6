"""Installs the few programs that come from the operating system, not from PyPI."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from ctypes.util import find_library
from dataclasses import dataclass

from scripts import commands, say
from scripts.programs import (
    CHROMIUM_NAMES,
    find_certificate_font,
    find_cjk_font,
    find_postgres_tool,
    find_program,
)


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
    commands.run([*prefix, "apt-get", "update", "-q"], on_line=say.progress)
    commands.run(
        [*prefix, "apt-get", "install", "-qy", "--no-install-recommends", *names],
        on_line=say.progress,
    )
    if still := missing(wanted):
        raise say.Stop(
            "apt ran, but this is still missing: "
            + ", ".join(need.package for need in still)
        )
