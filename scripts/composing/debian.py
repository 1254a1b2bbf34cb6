"""Fetches a package of a later Debian release and unpacks it, without changing the system."""

from pathlib import Path

from scripts import commands, say

# docker-compose.yml needs version 2 of Compose, which Debian has since trixie.
COMPOSE_RELEASE = "trixie"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def unpack(package: str, folder: Path) -> None:
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
    commands.run(["apt-get", *options, "update", "-q"])
    fetched = apt / "cache" / "archives"
    for old in fetched.glob("*.deb"):
        old.unlink()
    download = ["apt-get", *options, "download", package]
    commands.run(["sh", "-c", 'cd "$0" && exec "$@"', str(fetched), *download])
    (deb,) = fetched.glob("*.deb")
    commands.run(["dpkg-deb", "-x", str(deb), str(folder / "compose")])


def _mirror() -> str:
    """The mirror that this machine uses for Debian."""
    said = commands.run(
        ["apt-get", "indextargets", "--format", "$(ORIGIN) $(LABEL) $(SITE)"]
    )
    for line in said.splitlines():
        origin, label, *site = line.split()
        if (origin, label) == ("Debian", "Debian") and site:
            return site[0]
    raise say.Stop("apt knows no mirror of Debian to fetch Docker Compose from.")
