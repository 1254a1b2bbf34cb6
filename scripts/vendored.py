"""`python -m scripts vendor`: brings the browser's libraries and face from npm into static/vendor."""

import hashlib
import re
import subprocess
import tarfile
import tempfile
import tomllib
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts import say

FOLDER = say.ROOT / "static" / "vendor"
PINS = FOLDER / "vendored.toml"
_SOURCE_MAP = re.compile(rb"^//# sourceMappingURL=.*\n?", re.MULTILINE)


@dataclass(frozen=True)
class Library:
    name: str
    version: str
    integrity: str  # of the package, as npm writes it
    files: Mapping[str, str]  # digests of what is kept, by path in the package

    def kept(self, path: str) -> Path:
        return FOLDER / Path(self.name).name / Path(path).name


def libraries() -> list[Library]:
    pins = tomllib.loads(PINS.read_text())
    return [
        Library(name, pin["version"], pin["integrity"], pin["files"])
        for name, pin in pins.items()
    ]


def vendor() -> int:
    for library in libraries():
        with tempfile.TemporaryDirectory() as folder:
            _take(library, _fetched(library, Path(folder)))
        say.note(f"{library.name} {library.version}")
    return 0


def _fetched(library: Library, folder: Path) -> Path:
    wanted = f"{library.name}@{library.version}"
    subprocess.run(
        ["npm", "pack", "--silent", wanted],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    package = next(folder.glob("*.tgz"))
    digest = b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != library.integrity:
        raise say.Stop(f"{wanted} is not the package that {PINS.name} pins.")
    return package


def _take(library: Library, package: Path) -> None:
    """All of its files or, when one is not what is pinned, none."""
    with tarfile.open(package) as archive:
        contents = {path: _content(library, archive, path) for path in library.files}
    for path, content in contents.items():
        library.kept(path).parent.mkdir(parents=True, exist_ok=True)
        library.kept(path).write_bytes(content)


def _content(library: Library, archive: tarfile.TarFile, path: str) -> bytes:
    try:
        member = archive.extractfile(f"package/{path}")
    except KeyError:
        member = None
    if member is None:
        raise say.Stop(f"{library.name} has no file {path}.")
    content = stripped(member.read())
    if hashlib.sha256(content).hexdigest() != library.files[path]:
        raise say.Stop(f"{library.name}: {path} is not what {PINS.name} pins.")
    return content


def stripped(content: bytes) -> bytes:
    """Without the name of a source map, which is not kept: collectstatic would ask for it."""
    return _SOURCE_MAP.sub(b"", content)
