"""The product's modules, as the figures, the map's test and the hunt for dead code see them."""

from collections.abc import Iterator
from pathlib import Path

from tests.stack import ROOT

# `protocol` counts as soon as it is there.
PACKAGES = ("reviewhub", "projects", "workers", "notebooks", "protocol", "scripts")
# Not written by us for us to read: by Django, or as students would write it.
LEFT_OUT = {"migrations", "exemplars", "starter"}


def modules() -> list[Path]:
    return [path for package in PACKAGES for path in _within(ROOT / package)]


def tests() -> list[Path]:
    return list(_within(ROOT / "tests"))


def _within(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*.py")):
        if not LEFT_OUT & set(path.relative_to(ROOT).parts):
            yield path
