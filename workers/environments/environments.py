"""Runtimes: the environments in which students' code runs, each in a folder of its own.

`workers/runtimes/<name>/` declares a runtime, and `workers.environments.building` builds it into
`<root>/<name>`, which never shares anything with the application's environment. This module uses only
the standard library, because runtimes may be built before our packages are installed.
"""

import hashlib
import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from protocol.steps import Incident

HERE = Path(__file__).absolute().parents[1]
DECLARED = HERE / "runtimes"
PACKS = HERE / "packs"
STAMP = "reviewhub-runtime.json"  # written last: without it the runtime is not built
WARM = "warm"  # caches made once, copied into each sandbox's home
CPU = "cpu"


@dataclass(frozen=True)
class Runtime:
    """A built runtime. `prefixes`: folders of the interpreter that its venv links to."""

    name: str
    folder: Path
    digest: str
    python: str
    prefixes: tuple[str, ...]
    packages: tuple[str, ...]
    devices: tuple[str, ...]  # that it was built for; every runtime supports "cpu"
    warm_up: tuple[str, ...]  # modules that its notebooks import first
    main: tuple[str, ...] = ()  # of `packages`, those that students import
    environment: Mapping[str, str] = field(default_factory=dict)  # variables inside

    @property
    def interpreter(self) -> Path:
        return self.folder / "bin" / "python"


@dataclass(frozen=True)
class Declaration:
    """The contents of `runtime.toml`; the pinned packages are in files beside it.

    `requirements.txt` is for every device, `requirements-<device>.txt` for one.
    """

    folder: Path
    pythons: tuple[str, ...]  # "3.11"; the first that the machine has is used
    devices: tuple[str, ...]
    warm_up: tuple[str, ...]  # modules that students import
    disk_mb: Mapping[str, int] = field(
        default_factory=dict
    )  # by device, while building
    environment: Mapping[str, str] = field(default_factory=dict)
    notebooks_until: str = ""  # newest Python that saved a notebook for it; "": any

    @property
    def name(self) -> str:
        return self.folder.name

    def requirements(self, device: str) -> tuple[Path, ...]:
        own = self.folder / f"requirements-{device}.txt"
        return (self.folder / "requirements.txt", *([own] if own.is_file() else []))

    def pins(self, device: str) -> tuple[str, ...]:
        return tuple(pin for path in self.requirements(device) for pin in _pins(path))

    def installed_from(self, device: str) -> tuple[Path, ...]:
        """The requirements or, if there are any, their lock files, so that pip checks digests.

        Raises Incident when a lock was made from other pins.
        """
        return tuple(map(_lock_or_itself, self.requirements(device)))

    def digest(self, device: str) -> str:
        """A digest of everything declared for the device."""
        said = [self.pythons, self.warm_up, dict(self.environment), self.pins(device)]
        return hashlib.sha256(json.dumps([device, *said]).encode()).hexdigest()


def _pins(path: Path) -> list[str]:
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _lock_or_itself(requirements: Path) -> Path:
    lock = requirements.with_suffix(".lock")
    if not lock.is_file():
        return requirements
    locked = [pin.removesuffix(" \\") for pin in _pins(lock)]
    if [pin for pin in locked if not pin.startswith("--hash")] != _pins(requirements):
        raise Incident(
            f"{lock} was not made from the pins in {requirements.name}: run"
            " `make lock`, or remove it."
        )
    return lock


def runtimes_root() -> Path:
    """`REVIEWHUB_RUNTIMES`, else `.runtimes` beside the code."""
    named = os.environ.get("REVIEWHUB_RUNTIMES")
    return Path(named).absolute() if named else HERE.parent / ".runtimes"


def declared_folder() -> Path:
    """`REVIEWHUB_RUNTIMES_DECLARED`, for a school's own declarations; else ours."""
    return Path(os.environ.get("REVIEWHUB_RUNTIMES_DECLARED") or DECLARED).absolute()


def packs_folder() -> Path:
    return Path(os.environ.get("REVIEWHUB_PACKS") or PACKS).absolute()


def declarations(declared: Path | None = None) -> dict[str, Declaration]:
    """All declarations in the folder `declared`, by name."""
    found = (declared or declared_folder()).glob("*/runtime.toml")
    return {path.parent.name: _declaration(path) for path in sorted(found)}


def declaration_of(name: str, declared: Path | None = None) -> Declaration:
    path = (declared or declared_folder()) / name / "runtime.toml"
    if not path.is_file():
        raise Incident(f"No runtime is declared under the name {name!r}.")
    return _declaration(path)


def _declaration(path: Path) -> Declaration:
    try:
        said = tomllib.loads(path.read_text("utf-8"))
        return Declaration(
            folder=path.parent,
            pythons=tuple(said["python"]),
            devices=tuple(said["devices"]),
            warm_up=tuple(said["warm_up"]),
            disk_mb=said.get("disk_mb", {}),
            environment=said.get("environment", {}),
            notebooks_until=str(said.get("notebooks_until", "")),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Incident(f"{path}: {type(error).__name__} {error}") from error


def wanted_by_packs(packs: Path | None = None) -> tuple[tuple[str, ...], ...]:
    """The runtimes of open packs, and of their editions: of each of these, the first will do.

    Reads `pack.toml` without importing a pack's code.
    """
    wanted: set[tuple[str, ...]] = set()
    for path in (packs or packs_folder()).glob("*/pack.toml"):
        pack = tomllib.loads(path.read_text("utf-8"))
        if not pack.get("announced", False):
            wanted.add((str(pack["runtime"]),))
            wanted |= {tuple(e.get("runtimes", ())) for e in pack.get("editions", ())}
    return tuple(sorted(wanted - {()}))


def find_runtime(
    name: str, root: Path | None = None, declared: Path | None = None
) -> Runtime:
    """The built runtime. Raises Incident that says what to run if it is missing or outdated."""
    folder = (root or runtimes_root()) / name
    declaration = declaration_of(name, declared)
    mend = f"run `python -m workers build-runtimes {name}`."
    stamp = stamp_of(folder)
    if stamp is None:
        raise Incident(f"The runtime {name!r} is not built in {folder}: {mend}")
    device = str(stamp.get("device", CPU))
    if stamp["digest"] != declaration.digest(device):
        raise Incident(
            f"The runtime {name!r} in {folder} was built from other requirements: {mend}"
        )
    return Runtime(
        name=name,
        folder=folder,
        digest=str(stamp["digest"]),
        python=str(stamp["python"]),
        prefixes=tuple(stamp["prefixes"]),
        packages=tuple(stamp["packages"]),
        devices=(CPU,) if device == CPU else (CPU, device),
        warm_up=declaration.warm_up,
        main=tuple(stamp["main"]),
        environment=dict(declaration.environment),
    )


def stamp_of(folder: Path) -> dict[str, Any] | None:
    """The stamp that a finished build wrote; None if there is none."""
    try:
        stamp = json.loads((folder / STAMP).read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError, json.JSONDecodeError):
        return None
    return stamp if isinstance(stamp, dict) and "digest" in stamp else None


def described(runtime: Runtime) -> dict[str, object]:
    """The runtime's facts for the record of a run."""
    return {
        "name": runtime.name,
        "python": runtime.python,
        "main": runtime.main,
        "packages": runtime.packages,
        "digest": runtime.digest,
    }
