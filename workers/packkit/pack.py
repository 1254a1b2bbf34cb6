"""Finds project packs in a folder and loads them by path.

A pack's modules are imported as `workers_packs.<slug>.…`, so that two packs do not collide and the
modules of one pack can import each other.
"""

import importlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from types import ModuleType

from protocol.digests import digest_of
from protocol.manifest import Manifest
from protocol.manifest_reading import ManifestError, load_manifest
from protocol.rerun import RERUN
from protocol.steps import Incident
from workers.packkit.checks import Check, checks_in

FAMILY = "workers_packs"
BUILT_IN = frozenset({"load", "train", RERUN})

_known: dict[Path, "Pack"] = {}  # by folder


class PackError(Incident):
    """The pack is broken. Its author must correct it; no student is at fault."""


@dataclass(frozen=True, kw_only=True)
class Pack(Manifest):
    """The pack's manifest together with its code."""

    checks: tuple[Check, ...]
    training: ModuleType | None
    data: ModuleType | None
    folder: Path
    digest: str
    modules: Mapping[str, ModuleType]  # that `use` puts into sys.modules

    @property
    def numbers(self) -> frozenset[str]:
        """Names of the numbers that checks read from the notebook."""
        return frozenset(name for check in self.checks for name in check.reads)

    @property
    def training_checks(self) -> tuple[Check, ...]:
        return tuple(checks_in(self.training)) if self.training else ()


def find_packs(root: Path) -> dict[str, Pack]:
    """All packs below `root` by slug, in the course's order."""
    packs = [load_pack(path.parent) for path in root.glob("*/pack.toml")]
    return {pack.slug: pack for pack in sorted(packs, key=lambda pack: pack.order)}


def load_pack(folder: Path) -> Pack:
    """Reads `pack.toml` and imports the pack's modules. Raises PackError."""
    folder = folder.absolute()
    digest = digest_of(folder)  # before the imports, so that a later change is noticed
    try:
        manifest = load_manifest(folder)
    except ManifestError as error:
        raise PackError(str(error)) from error
    package = "" if manifest.announced else _package(folder, manifest.slug)
    return Pack(
        **{field.name: getattr(manifest, field.name) for field in fields(Manifest)},
        checks=() if manifest.announced else _checks(folder, package),
        training=_module(folder, package, "training"),
        data=_module(folder, package, "data"),
        folder=folder,
        digest=digest,
        modules=_loaded(package),
    )


def use(pack: Pack) -> Pack:
    """Puts this version's modules into sys.modules, for imports while the pack runs.

    Two versions of a pack share one module name. Each keeps its own modules, so that versions
    never mix.
    """
    if not pack.announced:
        name = module_name(pack.slug)
        _forget(name)
        sys.modules.update(pack.modules)
    return pack


def pack_in(folder: Path) -> Pack:
    """The folder's pack, ready for use; loaded again only when one of its files has changed."""
    return _with_digest(folder.absolute(), digest_of(folder))


def version_in(folders: Iterable[Path], digest: str) -> Pack | None:
    """The pack with this digest, from the first folder that holds it; None if none does."""
    for folder in folders:
        # Files may change while the pack is loaded, so its digest is compared again.
        if digest_of(folder) == digest:
            pack = _with_digest(folder.absolute(), digest)
            if pack.digest == digest:
                return pack
    return None


def _with_digest(folder: Path, digest: str) -> Pack:
    """The folder's pack, ready for use; loaded unless this digest was loaded before."""
    known = _known.get(folder)
    if known is None or known.digest != digest:
        known = _known[folder] = load_pack(folder)
    return use(known)


def module_name(slug: str) -> str:
    return f"{FAMILY}.{slug.replace('-', '_')}"


def _package(folder: Path, slug: str) -> str:
    """Binds `workers_packs.<slug>` to this folder and drops modules imported under it before."""
    name = module_name(slug)
    _forget(name)
    if FAMILY not in sys.modules:
        sys.modules[FAMILY] = _folder_module(FAMILY, [])
    sys.modules[name] = _folder_module(name, [str(folder)])
    importlib.invalidate_caches()
    return name


def _loaded(name: str) -> dict[str, ModuleType]:
    """The imported modules of this name and below it; empty for "", that of an announced pack."""
    if not name:
        return {}
    below = f"{name}."
    return {
        known: module
        for known, module in sys.modules.items()
        if known == name or known.startswith(below)
    }


def _forget(name: str) -> None:
    for known in _loaded(name):
        del sys.modules[known]


def _folder_module(name: str, path: list[str]) -> ModuleType:
    module = ModuleType(name)
    module.__path__ = path
    return module


def _checks(folder: Path, package: str) -> tuple[Check, ...]:
    checks = []
    for path in sorted((folder / "checks").glob("*.py")):
        if path.stem != "__init__":
            checks += checks_in(_imported(f"{package}.checks.{path.stem}", path))
    return tuple(checks)


def _module(folder: Path, package: str, name: str) -> ModuleType | None:
    path = folder / f"{name}.py"
    if not package or not path.is_file():
        return None
    return _imported(f"{package}.{name}", path)


def _imported(name: str, path: Path) -> ModuleType:
    try:
        with _from_source():
            return importlib.import_module(name)
    except Exception as error:  # a module may raise anything while it is imported
        raise PackError(f"{path}: {type(error).__name__}: {error}") from error


@contextmanager
def _from_source() -> Iterator[None]:
    """Writes no bytecode, which Python would match with its source by time and size only.

    For a check that was changed within a second, or unpacked with an old date, Python would load
    old bytecode.
    """
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = before
