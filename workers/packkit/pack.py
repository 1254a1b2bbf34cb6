"""Project packs: folders that are found by looking and loaded by path.

A pack's modules live under `workers_packs.<slug>` while they are loaded, so that two
packs never meet and a pack can import its own neighbours.
"""

import importlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from types import ModuleType

from protocol.digests import digest_of
from protocol.manifest import Manifest, ManifestError, load_manifest
from protocol.steps import Incident
from workers.packkit.checks import Check, checks_in

FAMILY = "workers_packs"
BUILT_IN = frozenset({"load", "train"})

_known: dict[Path, "Pack"] = {}  # by folder


class PackError(Incident):
    """The pack is broken: its author's to mend, never a student's."""


@dataclass(frozen=True, kw_only=True)
class Pack(Manifest):
    """What the manifest says, with the pack's code."""

    checks: tuple[Check, ...]
    training: ModuleType | None
    data: ModuleType | None
    folder: Path
    digest: str
    modules: Mapping[str, ModuleType]  # what `use` puts in place

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
    digest = digest_of(folder)  # before the imports: what is written meanwhile is newer
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
    """Makes the pack's name mean this version again, for what it imports while it runs.

    Two versions of a pack share one name. The one that is not in use keeps its modules, and
    nothing of the other's is ever found among them.
    """
    if not pack.announced:
        name = module_name(pack.slug)
        _forget(name)
        sys.modules.update(pack.modules)
    return pack


def pack_in(folder: Path) -> Pack:
    """The folder's pack, in place; loaded again only when a file of it has changed."""
    return _with_digest(folder.absolute(), digest_of(folder))


def version_in(folders: Iterable[Path], digest: str) -> Pack | None:
    """The version with this digest, in the first of the folders that has it."""
    for folder in folders:
        # Loading takes a moment, in which files may change.
        if digest_of(folder) == digest:
            pack = _with_digest(folder.absolute(), digest)
            if pack.digest == digest:
                return pack
    return None


def _with_digest(folder: Path, digest: str) -> Pack:
    """The folder's pack, in place; loaded unless it was, with this digest."""
    known = _known.get(folder)
    if known is None or known.digest != digest:
        known = _known[folder] = load_pack(folder)
    return use(known)


def module_name(slug: str) -> str:
    return f"{FAMILY}.{slug.replace('-', '_')}"


def _package(folder: Path, slug: str) -> str:
    """Makes `workers_packs.<slug>` mean this folder, and forgets what it meant before."""
    name = module_name(slug)
    _forget(name)
    if FAMILY not in sys.modules:
        sys.modules[FAMILY] = _folder_module(FAMILY, [])
    sys.modules[name] = _folder_module(name, [str(folder)])
    importlib.invalidate_caches()
    return name


def _loaded(name: str) -> dict[str, ModuleType]:
    """The modules of this name and below it. None for an announced pack, which has no name."""
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
    """Leaves no bytecode behind, which is known by time and size only.

    A check that was changed within a second, or unpacked with an old date, would be the old one.
    """
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = before
