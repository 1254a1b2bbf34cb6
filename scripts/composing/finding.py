"""Finds the engine's programs; installs them with apt, or says what to install."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from scripts import packages, say
from scripts.composing.debian import unpack
from scripts.packages import Need
from scripts.programs import find_program

PLUGIN = "usr/libexec/docker/cli-plugins/docker-compose"
WHERE_PROGRAMS_LIE = ("/usr/sbin", "/sbin")

TO_COMPOSE = (
    Need("docker.io", "the container engine", lambda: find_program("dockerd")),
    Need("mmdebstrap", "makes base images", lambda: find_program("mmdebstrap")),
    Need("slirp4netns", "a network of its own", lambda: find_program("slirp4netns")),
    Need("iproute2", "sets up that network", lambda: find_program("ip")),
)
# Part of docker.io on bookworm; a separate package in later releases.
CLIENT = Need("docker-cli", "the engine's client", lambda: find_program("docker"))


def programs(folder: Path) -> list[str]:
    """Makes sure that all programs are installed; returns the command of Compose."""
    if os.geteuid() != 0:
        raise say.Stop(
            "A container engine must be started as root: sudo make test-compose"
        )
    places = [os.environ["PATH"], *WHERE_PROGRAMS_LIE]
    os.environ["PATH"] = os.pathsep.join(places)
    packages.ensure(TO_COMPOSE)
    packages.ensure([CLIENT])
    return installed_compose() or _unpacked_compose(folder)


def installed_compose() -> list[str] | None:
    for command in (["docker", "compose"], ["docker-compose"]):
        if _is_second_version(command):
            return command
    return None


def _is_second_version(command: Sequence[str]) -> bool:
    if shutil.which(command[0]) is None:
        return False
    asked = subprocess.run(
        [*command, "version", "--short"], capture_output=True, text=True, check=False
    )
    major = re.match(r"v?(\d+)\.", asked.stdout)
    return asked.returncode == 0 and major is not None and int(major[1]) >= 2  # noqa: PLR2004


def _unpacked_compose(folder: Path) -> list[str]:
    """Unpacks Compose from a later Debian release in our folder, without changing the system."""
    program = folder / "compose" / PLUGIN
    if not program.exists():
        unpack("docker-compose", folder)
    if not _is_second_version([str(program)]):
        raise say.Stop(f"{program} does not run here; install Docker's compose plugin.")
    return [str(program)]
