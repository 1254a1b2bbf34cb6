"""Finds the engine's programs; installs them with apt, or says what to install."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from scripts import packages, say
from scripts.packages import Need, find_program

# docker-compose.yml needs version 2 of Compose, which Debian has since trixie.
COMPOSE_RELEASE = "trixie"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
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
        _unpack("docker-compose", folder)
    if not _is_second_version([str(program)]):
        raise say.Stop(f"{program} does not run here; install Docker's compose plugin.")
    return [str(program)]


def _unpack(package: str, folder: Path) -> None:
    if not KEYRING.exists():
        raise say.Stop(
            "Docker Compose, version 2 or newer, is missing: install your system's package"
            " (docker-compose-plugin, docker-compose-v2), then run the same command again."
        )
    apt = folder / "apt"
    for part in ("lists/partial", "cache/archives/partial"):
        (apt / part).mkdir(parents=True, exist_ok=True)
    sources = apt / "sources.list"
    sources.write_text(
        f"deb [signed-by={KEYRING}] {_mirror()} {COMPOSE_RELEASE} main\n", "utf-8"
    )
    own = {
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": "-",
        "Dir::State::lists": apt / "lists",
        "Dir::State::status": "/dev/null",
        "Dir::Cache": apt / "cache",
        "APT::Sandbox::User": "root",
    }
    options = [word for key, value in own.items() for word in ("-o", f"{key}={value}")]
    say.note(f"apt fetches {package} of Debian {COMPOSE_RELEASE}")
    say.run(["apt-get", *options, "update", "-q"])
    fetched = apt / "cache" / "archives"
    for old in fetched.glob("*.deb"):
        old.unlink()
    download = ["apt-get", *options, "download", package]
    say.run(["sh", "-c", 'cd "$0" && exec "$@"', str(fetched), *download])
    (deb,) = fetched.glob("*.deb")
    say.run(["dpkg-deb", "-x", str(deb), str(folder / "compose")])


def _mirror() -> str:
    """The mirror that this machine uses for Debian."""
    said = say.run(
        ["apt-get", "indextargets", "--format", "$(ORIGIN) $(LABEL) $(SITE)"]
    )
    for line in said.splitlines():
        origin, label, *site = line.split()
        if (origin, label) == ("Debian", "Debian") and site:
            return site[0]
    raise say.Stop("apt knows no mirror of Debian to fetch Docker Compose from.")
