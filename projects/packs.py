"""Reads what a pack says about itself. Data only: the checks are none of the web's business."""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from notebooks.digests import digest_of, is_content
from notebooks.reading import read_notebook
from notebooks.recognise import fingerprint, module_fingerprint


@dataclass(frozen=True)
class PackInfo:
    folder: Path
    meta: dict[str, Any]  # pack.toml
    rubric: dict[str, Any]  # rubric.toml; empty when only announced
    digest: str  # of every file of the pack
    rubric_digest: str

    @property
    def slug(self) -> str:
        return str(self.meta["slug"])

    @property
    def announced(self) -> bool:
        return bool(self.meta.get("announced", False))

    def brief(self) -> dict[str, str]:
        paths = {"en": "brief.md", "ja": "brief.ja.md"}
        return {
            language: (self.folder / name).read_text(encoding="utf-8")
            for language, name in paths.items()
            if (self.folder / name).is_file()
        }

    def starter_fingerprints(self) -> list[str]:
        """Of every notebook and module of the starter, to know an untouched one by."""
        prints = []
        for path in starter_files(self.folder):
            if path.suffix == ".ipynb":
                prints.append(fingerprint(read_notebook(path.read_bytes())))
            elif path.suffix == ".py":
                prints.append(module_fingerprint(path.read_text(encoding="utf-8")))
        return prints


def starter_files(folder: Path) -> list[Path]:
    """What students may download: the files of `starter/`, and nothing else of a pack."""
    root = folder / "starter"
    return [path for path in sorted(root.rglob("*")) if is_content(path, root)]


def version_at(root: Path, slug: str) -> str:
    """The digest of the pack's folder below `root`; empty if there is none."""
    folder = root / slug
    return digest_of(folder) if (folder / "pack.toml").is_file() else ""


def find(root: Path) -> Iterator[PackInfo]:
    """Every folder below `root` that has a pack.toml. Found by looking, never registered."""
    for path in sorted(root.glob("*/pack.toml")):
        folder = path.parent
        rubric_path = folder / "rubric.toml"
        rubric = rubric_path.read_bytes() if rubric_path.is_file() else b""
        yield PackInfo(
            folder=folder,
            meta=tomllib.loads(path.read_text(encoding="utf-8")),
            rubric=tomllib.loads(rubric.decode()),
            digest=digest_of(folder),
            rubric_digest=hashlib.sha256(rubric).hexdigest(),
        )
