"""What of a pack becomes rows: manifest, rubric, brief, starter. The checks are the grader's."""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from notebooks.starters import code_of, fingerprints_of
from protocol.digests import digest_of, is_content
from protocol.manifest import Manifest
from protocol.manifest_reading import NAME, load_manifest

BRIEFS = {"en": "brief.md", "ja": "brief.ja.md"}


@dataclass(frozen=True)
class PackOnDisk:
    folder: Path
    manifest: Manifest
    rubric: Mapping[str, Any]  # rubric.toml; empty when only announced
    digest: str  # of every file of the pack
    rubric_digest: str

    def brief(self) -> dict[str, str]:
        return {
            language: (self.folder / name).read_text(encoding="utf-8")
            for language, name in BRIEFS.items()
            if (self.folder / name).is_file()
        }

    def starter_fingerprints(self) -> list[str]:
        """Of every notebook and module of the starter, to know an untouched one by."""
        return fingerprints_of(starter_files(self.folder))

    def starter_code(self) -> bytes:
        """What of everybody's code is the template's, to leave out where works are compared."""
        return code_of(starter_files(self.folder))


def starter_files(folder: Path) -> list[Path]:
    """What students may download: the files of `starter/`, and nothing else of a pack."""
    root = folder / "starter"
    return [path for path in sorted(root.rglob("*")) if is_content(path, root)]


def version_at(root: Path, slug: str) -> str:
    """The digest of the pack's folder below `root`; empty if there is none."""
    folder = root / slug
    return digest_of(folder) if (folder / NAME).is_file() else ""


@dataclass(frozen=True)
class Exemplars:
    """How many works the pack brings of which the outcome is known; its tests grade them."""

    passing: int
    wrong: int


def exemplars_at(root: Path, slug: str) -> Exemplars:
    folder = root / slug / "exemplars"
    return Exemplars(_folders(folder / "passing"), _folders(folder / "wrong"))


def _folders(root: Path) -> int:
    return sum(path.is_dir() for path in root.iterdir()) if root.is_dir() else 0


def find(root: Path) -> Iterator[PackOnDisk]:
    """Every folder below `root` that has a manifest. Raises ManifestError for a broken one."""
    for path in sorted(root.glob(f"*/{NAME}")):
        folder = path.parent
        rubric_path = folder / "rubric.toml"
        rubric = rubric_path.read_bytes() if rubric_path.is_file() else b""
        yield PackOnDisk(
            folder=folder,
            manifest=load_manifest(folder),
            rubric=tomllib.loads(rubric.decode()),
            digest=digest_of(folder),
            rubric_digest=hashlib.sha256(rubric).hexdigest(),
        )
