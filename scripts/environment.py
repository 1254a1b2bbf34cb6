"""The virtual environment, its pinned packages, and the students' runtimes."""

import hashlib
import os
import re
import subprocess
import sys
import venv
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from scripts import say

VENV = say.ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# Pins with the digests of their files, which `make lock` writes from the .txt beside them.
RUNTIME = say.ROOT / "requirements.lock"
DEVELOPMENT = say.ROOT / "requirements-dev.lock"
# pip says "Collecting" of an index's packages and "Processing" of files it has at hand.
_FETCHED = re.compile(r"^(?:Collecting |Processing \S*/)([\w.]+(?:-[a-zA-Z]\w*)*)")


def environ() -> dict[str, str]:
    """The environment of everything we start: the virtual environment comes first."""
    return os.environ | {
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
    """Is it there, of this Python version, and still linked to a Python that exists?"""
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
    """The file's text, and that of the one it includes."""
    text = requirements.read_text()
    return text if requirements == RUNTIME else text + RUNTIME.read_text()


def ensure_packages(requirements: Path) -> None:
    """Install the pinned packages, unless exactly these were installed before."""
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
            say.progress(f"{len(seen)} fetched; unpacking them (a quarter minute)")

    # The pins are the whole closure (a test holds that), so nothing is to be resolved; and
    # compiling all of it ahead takes longer than compiling what is used when it is.
    command = [str(PYTHON), "-m", "pip", "install", "--no-deps", "--no-compile"]
    options = ["--require-hashes", "--disable-pip-version-check"]
    say.run([*command, *options, "-r", str(requirements)], on_line=show)
    stamp.write_text(digest)


def building_runtimes(*which: str) -> AbstractContextManager[Callable[[], None]]:
    """Build what students' notebooks run on, beside the other steps: see in_background.

    It needs nothing but the standard library, so it need not wait for our packages.
    Without `which`, those that open projects run on; `--all` is a large download.
    """
    return say.in_background(
        [sys.executable, "-m", "workers.environments.building", *which]
    )


def compile_catalogues() -> None:
    say.run([str(PYTHON), "-m", "reviewhub.catalogues"], env=environ())


def manage(*arguments: str) -> str:
    return say.run([str(PYTHON), "manage.py", *arguments], env=environ())
