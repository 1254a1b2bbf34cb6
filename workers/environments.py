"""Runtimes: the environments in which students' code runs, each in a folder of its own.

What a runtime holds is declared in `workers/runtimes/<name>/`; it is built into
`<root>/<name>` and never shares anything with the application's environment.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from workers.contract import Incident

DECLARED = Path(__file__).parent / "runtimes"
STAMP = "reviewhub-runtime.json"
WARM = "warm"  # caches made once, copied into each sandbox's home

_DESCRIBE = """
import importlib.metadata as m, json, os, sys
import numpy  # also proves that compiled packages load
print(json.dumps({
    "python": sys.version.split()[0],
    "prefixes": sorted({sys.base_prefix, os.path.realpath(sys.base_prefix)}),
    "packages": sorted({f"{d.name}=={d.version}" for d in m.distributions()}),
}))
"""


@dataclass(frozen=True)
class Runtime:
    """A built runtime. `prefixes`: where the interpreter behind the venv lives."""

    name: str
    folder: Path
    digest: str
    python: str
    prefixes: tuple[str, ...]
    packages: tuple[str, ...]
    devices: tuple[str, ...]
    warm_up: tuple[str, ...]  # what its notebooks import first

    @property
    def interpreter(self) -> Path:
        return self.folder / "bin" / "python"


@dataclass(frozen=True)
class Declaration:
    name: str
    requirements: Path
    pythons: tuple[str, ...]
    devices: tuple[str, ...]
    warm_up: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Changes when anything that was declared changes."""
        content = self.requirements.read_bytes()
        content += (self.requirements.parent / "runtime.toml").read_bytes()
        return hashlib.sha256(content).hexdigest()


def runtimes_root() -> Path:
    """`REVIEWHUB_RUNTIMES`, else `.runtimes` beside the code."""
    named = os.environ.get("REVIEWHUB_RUNTIMES")
    return (
        Path(named).absolute()
        if named
        else Path(__file__).absolute().parents[1] / ".runtimes"
    )


def declarations() -> dict[str, Declaration]:
    return {
        path.parent.name: _declaration(path)
        for path in sorted(DECLARED.glob("*/runtime.toml"))
    }


def _declaration(path: Path) -> Declaration:
    declared = tomllib.loads(path.read_text("utf-8"))
    return Declaration(
        name=path.parent.name,
        requirements=path.with_name("requirements.txt"),
        pythons=tuple(declared["python"]),
        devices=tuple(declared["devices"]),
        warm_up=tuple(declared["warm_up"]),
    )


def find_runtime(name: str, root: Path | None = None) -> Runtime:
    """The built runtime; an `Incident` that says what to run when it is missing."""
    folder = (root or runtimes_root()) / name
    declaration = declarations().get(name)
    if declaration is None:
        raise Incident(f"No runtime is declared under the name {name!r}.")
    stamp = _stamp(folder)
    if stamp is None:
        raise Incident(
            f"The runtime {name!r} is not built in {folder}:"
            " run `python -m workers build-runtimes`."
        )
    if stamp["digest"] != declaration.digest:
        raise Incident(
            f"The runtime {name!r} in {folder} was built from other requirements:"
            " run `python -m workers build-runtimes`."
        )
    return Runtime(
        name=name,
        folder=folder,
        digest=str(stamp["digest"]),
        python=str(stamp["python"]),
        prefixes=tuple(stamp["prefixes"]),
        packages=tuple(stamp["packages"]),
        devices=declaration.devices,
        warm_up=declaration.warm_up,
    )


def _stamp(folder: Path) -> dict[str, Any] | None:
    try:
        stamp = json.loads((folder / STAMP).read_text("utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return stamp if isinstance(stamp, dict) else None


def build_all(root: Path, say: Callable[[str], None]) -> None:
    for declaration in declarations().values():
        build(declaration, root, say)


def build(declaration: Declaration, root: Path, say: Callable[[str], None]) -> None:
    """Builds `<root>/<name>`, or does nothing when it is already as declared."""
    folder = root / declaration.name
    stamp = _stamp(folder)
    if stamp is not None and stamp["digest"] == declaration.digest:
        say(f"runtime {declaration.name}: up to date ({folder})")
        return
    started = time.monotonic()
    python = _python_for(declaration)
    say(f"runtime {declaration.name}: building with {python} in {folder}")
    shutil.rmtree(folder, ignore_errors=True)
    root.mkdir(parents=True, exist_ok=True)
    _run([python, "-m", "venv", str(folder)])
    say(f"runtime {declaration.name}: installing {declaration.requirements.name}")
    inside = str(folder / "bin" / "python")
    install = ["-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
    _run([inside, *install, "-r", str(declaration.requirements)])
    say(f"runtime {declaration.name}: warming up {', '.join(declaration.warm_up)}")
    _warm_up(folder, inside, declaration)
    described = json.loads(_run([inside, "-I", "-c", _DESCRIBE]))
    _refuse_broad(described["prefixes"])
    described["digest"] = declaration.digest
    (folder / STAMP).write_text(json.dumps(described, indent=1), "utf-8")
    say(f"runtime {declaration.name}: ready in {time.monotonic() - started:.0f} s")


def _python_for(declaration: Declaration) -> str:
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    if running in declaration.pythons:
        # A venv of a venv would link to ours; the base interpreter links to itself.
        return str(getattr(sys, "_base_executable", sys.executable))
    for version in declaration.pythons:
        found = shutil.which(f"python{version}")
        if found:
            return found
    raise Incident(
        f"The runtime {declaration.name!r} needs Python"
        f" {' or '.join(declaration.pythons)}, and none is installed."
    )


def _warm_up(folder: Path, python: str, declaration: Declaration) -> None:
    """Compiles bytecode and makes the font cache, which sandboxes could not keep."""
    home = folder / WARM
    home.mkdir()
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(home),
        "MPLCONFIGDIR": str(home / ".config" / "matplotlib"),
        "MPLBACKEND": "agg",
    }
    imports = "\n".join(f"import {module}" for module in declaration.warm_up)
    _run([python, "-c", imports], environment)


def _run(command: list[str], environment: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(  # noqa: S603 -- our own words, no shell
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Incident(
            f"`{' '.join(command[:6])} …` failed ({done.returncode}):\n"
            f"{done.stdout[-2000:]}{done.stderr[-4000:]}"
        )
    return done.stdout


def _refuse_broad(prefixes: list[str]) -> None:
    """The interpreter's folder is shown inside: it must hold nothing but Python."""
    broad = {Path("/"), Path("/home"), Path.home(), Path("/opt"), Path("/srv")}
    for prefix in prefixes:
        if Path(prefix) in broad:
            raise Incident(f"Python lives in {prefix}, too broad to show to students.")


def described(runtime: Runtime) -> dict[str, object]:
    """For the run's record."""
    facts = asdict(runtime)
    return {key: facts[key] for key in ("name", "python", "packages", "digest")}
