"""Finds the interpreter that a runtime is built with."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from protocol.steps import Incident
from workers.environments.environments import Declaration

_LOOK = """
import sys
print(*sys.version_info[:2], sep=".")
print(getattr(sys, "_base_executable", sys.executable))
"""


class NoPython(Incident):
    """This machine has no Python of a version that the runtime wants."""


def python_for(declaration: Declaration) -> str:
    """An interpreter of a wanted version: the running one, else one in PATH or of pyenv.

    The base interpreter is used, because a venv made from ours would link to ours. Raises
    NoPython, which says what to install.
    """
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    if running in declaration.pythons:
        return str(getattr(sys, "_base_executable", sys.executable))
    for version in declaration.pythons:
        for found in _candidates(version):
            if os.access(found, os.X_OK) and (base := _base_of(found, version)):
                return base
    first = declaration.pythons[0]
    raise NoPython(
        f"The runtime {declaration.name!r} needs Python"
        f" {' or '.join(declaration.pythons)}, and PATH finds no such `python{first}`."
        f" Install it, on Debian or Ubuntu `apt-get install python{first}-venv` where"
        " that package exists, else with pyenv, or put the folder of one into PATH; then run"
        f" `python -m workers build-runtimes {declaration.name}`."
    )


def _candidates(version: str) -> Iterator[Path]:
    """Where one may be. pyenv has all its versions in a folder, in PATH only the chosen one."""
    for place in os.get_exec_path():
        yield Path(place) / f"python{version}"
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(pyenv.glob(f"versions/{version}.*/bin/python{version}"))


def _base_of(python: Path, version: str) -> str | None:
    """Runs it to ask its version: a version manager may have put a placeholder there."""
    asked = subprocess.run(  # noqa: S603 -- found under its proper name
        [python, "-I", "-c", _LOOK], capture_output=True, text=True, check=False
    )
    said = asked.stdout.splitlines()
    return said[1] if asked.returncode == 0 and said[:1] == [version] else None


def refuse_broad(prefixes: object) -> None:
    """Refuses an interpreter in a broad folder, because sandboxes can read all of it."""
    broad = {Path("/"), Path("/home"), Path.home(), Path("/opt"), Path("/srv")}
    for prefix in prefixes if isinstance(prefixes, list) else []:
        if Path(prefix) in broad:
            raise Incident(
                f"Python is installed in {prefix}; students could read all of that folder."
            )
