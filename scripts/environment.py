"""Sets up the virtual environment, its pinned packages, and the students' runtimes."""

import hashlib
import os
import re
import subprocess
import sys
import venv
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from scripts import commands, say

VENV = say.ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# Pins with digests of their files; `make lock` writes them from the .txt files.
RUNTIME = say.ROOT / "requirements.lock"
DEVELOPMENT = say.ROOT / "requirements-dev.lock"
# pip prints "Collecting" for packages of an index and "Processing" for local files.
_FETCHED = re.compile(r"^(?:Collecting |Processing \S*/)([\w.]+(?:-[a-zA-Z]\w*)*)")


def environ() -> dict[str, str]:
    """Variables for all programs that we start; the virtual environment is first in PATH.

    They may write bytecode where the caller's Python may not: otherwise each process that
    starts compiles Django anew, which takes three seconds.
    """
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return kept | {
        "VIRTUAL_ENV": str(VENV),
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONUNBUFFERED": "1",
    }


def ensure_venv() -> None:
    if _works():
        say.note("already there")
        return
    venv.EnvBuilder(clear=True, symlinks=True, with_pip=True).create(VENV)


def _works() -> bool:
    """Whether it exists, has this Python version, and its link to Python is valid."""
    if not PYTHON.exists():
        return False
    asked = subprocess.run(
        [PYTHON, "-c", "import pip, sys; print(sys.version_info[:3])"],
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip() == str(sys.version_info[:3])


def _pins(requirements: Path) -> str:
    """The text of a requirements file and of the one that it includes."""
    text = requirements.read_text()
    return text if requirements == RUNTIME else text + RUNTIME.read_text()


def ensure_packages(requirements: Path) -> None:
    """Installs the pinned packages, unless exactly these were installed before."""
    pins = _pins(requirements)
    digest = hashlib.sha256(pins.encode()).hexdigest()
    stamp = VENV / f".{requirements.stem}.sha256"
    if stamp.exists() and stamp.read_text() == digest:
        say.note("already there")
        return
    total = len(re.findall(r"^[^#\s-]", pins, re.MULTILINE))
    seen: list[str] = []

    def show(line: str) -> None:
        if found := _FETCHED.match(line):
            seen.append(found[1])
            say.progress(f"{len(seen)} of {total}: {found[1]}")
        elif line.startswith("Installing collected packages"):
            say.progress(f"{len(seen)} fetched; unpacking them (about 15 s)")

    # The pins include all dependencies (a test checks that), so pip resolves nothing. Compiling
    # all modules now would take longer than compiling used ones on their first import.
    command = [str(PYTHON), "-m", "pip", "install", "--no-deps", "--no-compile"]
    options = ["--require-hashes", "--disable-pip-version-check"]
    commands.run([*command, *options, "-r", str(requirements)], on_line=show)
    stamp.write_text(digest)


def building_runtimes(*which: str) -> AbstractContextManager[Callable[[], None]]:
    """Builds the students' runtimes while other steps run; see `commands.in_background`.

    It uses only the standard library, so it need not wait for our packages. Without `which` it
    builds those of open projects; `--all` is a large download.
    """
    return commands.in_background(
        [sys.executable, "-m", "workers.environments.building", *which]
    )


def compile_catalogues() -> None:
    commands.run([str(PYTHON), "-m", "reviewhub.catalogues"], env=environ())


def manage(*arguments: str) -> str:
    return commands.run([str(PYTHON), "manage.py", *arguments], env=environ())
