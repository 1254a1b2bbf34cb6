"""`make lock`: writes every pin with the digests of its files, as listed by the package index.

People edit `requirements*.txt`. The `.lock` file beside it is what is installed; pip refuses a file
with another digest. Comments and groups keep their places.
"""

import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from scripts import environment, say

PINNED = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s;]+)\s*(;.*)?$")
INCLUDED = re.compile(r"^-r (\S+)\.txt$")
HEAD = "# Written by `make lock` from {name}, which is the one to edit.\n"
# With `--no-deps` nothing is resolved: only the pins' own files are looked up.
COMPILE = (
    *("-m", "uv", "pip", "compile", "--no-deps", "--generate-hashes", "--universal"),
    *("--no-header", "--no-annotate", "--no-config", "--quiet"),
)


def requirement_files() -> list[Path]:
    ours = [say.ROOT / "requirements.txt", say.ROOT / "requirements-dev.txt"]
    runtimes = (say.ROOT / "workers" / "runtimes").glob("*/requirements*.txt")
    return [*ours, *sorted(runtimes)]


def lock() -> int:
    with say.Steps(total=1).step("Digests of every pin"):
        for path in requirement_files():
            text = path.read_text("utf-8")
            digests = parsed(_compiled(pins_of(text)))
            place = path.with_suffix(".lock")
            place.write_text(locked(path.name, text, digests), "utf-8")
            say.note(f"{place.relative_to(say.ROOT)}: {len(digests)} packages")
    return 0


def pins_of(text: str) -> list[str]:
    """The pins as `name==version`, without markers, since digests do not depend on them."""
    found = (PINNED.match(line) for line in text.splitlines())
    return [f"{pin[1]}=={pin[2]}" for pin in found if pin]


def _compiled(pins: list[str]) -> str:
    with tempfile.NamedTemporaryFile("w", suffix=".in") as wanted:
        wanted.write("\n".join(pins) + "\n")
        wanted.flush()
        done = subprocess.run(
            [str(environment.PYTHON), *COMPILE, wanted.name],
            env=environment.environ(),
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise say.Stop(f"The package index gave no digests:\n{done.stderr}")
    return done.stdout


def parsed(compiled: str) -> dict[str, list[str]]:
    """Digests by canonical name, from the client's output."""
    digests: dict[str, list[str]] = {}
    name = ""
    for line in compiled.splitlines():
        if pin := re.match(r"([A-Za-z0-9][\w.-]*)==", line):
            name = canonical(pin[1])
            digests[name] = []
        digests.setdefault(name, []).extend(re.findall(r"--hash=(sha256:\w+)", line))
    return digests


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(name: str, text: str, digests: Mapping[str, list[str]]) -> str:
    """The file's lines, each pin followed by its digests."""
    lines = [HEAD.format(name=name)]
    for line in text.splitlines():
        pin = PINNED.match(line)
        if pin is None:
            lines.append(INCLUDED.sub(r"-r \1.lock", line))
            continue
        known = digests.get(canonical(pin[1]))
        if not known:
            raise say.Stop(f"{name}: the package index has no digest of {line}")
        hashes = [f"    --hash={digest}" for digest in sorted(known)]
        lines.append(" \\\n".join([line, *hashes]))
    return "\n".join(lines) + "\n"
