"""Provides images: from a registry if one answers, else made from Debian packages."""

import shlex
from pathlib import Path

from scripts import commands, say
from scripts.composing.engine import Failed, ask

STAND_INS = say.ROOT / "deploy" / "stand-ins" / "compose.yml"
RELEASES = ("bookworm", "trixie")
OWN_AUTHORITIES = Path("/usr/local/share/ca-certificates")

# The settings of docker-compose.yml that name an image, and their images of deploy/stand-ins.
SETTINGS = {
    "PYTHON_IMAGE": "python:stand-in",
    "POSTGRES_IMAGE": "postgres:stand-in",
    "REDIS_IMAGE": "redis:stand-in",
    "PROXY_IMAGE": "caddy:stand-in",
    # Debian's Caddy is older than the one named there, and has another option for this.
    "REVIEWHUB_PROXY_BUFFERING": "buffer_requests",
}


def registry_answers() -> bool:
    return ask("docker", "pull", "--quiet", "redis:7") is not None


def make_stand_ins(compose: list[str]) -> None:
    for release in RELEASES:
        if ask("docker", "image", "inspect", base_name(release)) is None:
            _make_base(release)
    commands.run([*compose, "--file", str(STAND_INS), "build"])
    for name in ("python", "postgres", "redis", "caddy"):
        say.note(f"{name}:stand-in: {version_in(f'{name}:stand-in')}")


def base_name(release: str) -> str:
    return f"debian:{release}-stand-in"


def base_command(release: str, own_authorities: Path) -> list[str]:
    """A command that prints a Debian system as a tar file; it trusts this machine's keys."""
    hooks = []
    if any(own_authorities.glob("*.crt")):
        hooks = [
            f"copy-in {own_authorities} {own_authorities.parent}",
            'chroot "$1" update-ca-certificates',
        ]
    return [
        *("mmdebstrap", "--quiet", "--variant=minbase", "--include=ca-certificates"),
        *(f"--customize-hook={hook}" for hook in hooks),
        *(release, "-"),
    ]


def _make_base(release: str) -> None:
    say.note(f"makes {base_name(release)}")
    making = shlex.join(base_command(release, OWN_AUTHORITIES))
    taking = shlex.join(["docker", "import", "-", base_name(release)])
    commands.run(["bash", "-o", "pipefail", "-c", f"{making} | {taking}"])


def version_in(image: str) -> str:
    program = image.partition(":")[0]
    asking = {"redis": "redis-server", "caddy": "caddy version"}.get(program, program)
    words = asking if " " in asking else f"{asking} --version"
    return ask("docker", "run", "--rm", "--entrypoint=", image, *words.split()) or "?"


def anonymous_volumes() -> list[str]:
    """Volumes without our names: an image declares them, and a service has not placed them."""
    listed = ask("docker", "volume", "ls", "--quiet")
    if listed is None:
        raise Failed("The engine does not list its volumes.")
    return [name for name in listed.split() if not name.startswith("reviewhub_")]


def size_mb(image: str) -> int:
    said = ask("docker", "image", "inspect", "--format", "{{.Size}}", image)
    return int(said or 0) // 1_000_000
