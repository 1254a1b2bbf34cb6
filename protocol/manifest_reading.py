"""Reads `pack.toml`, the manifest of a pack, for the site and the grader."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from protocol.charts import Presentation
from protocol.manifest import Edition, Framework, Manifest
from protocol.steps import Limits, StepKind

NAME = "pack.toml"


class ManifestError(Exception):
    """The manifest is faulty. The message for the pack's author names the file and the fault."""


def load_manifest(folder: Path) -> Manifest:
    """Reads the folder's `pack.toml`. Raises ManifestError."""
    path = folder / NAME
    try:
        return parse_manifest(tomllib.loads(path.read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise ManifestError(f"{path}: {error}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise ManifestError(f"{path}: {type(error).__name__} {error}") from error


def parse_manifest(data: Mapping[str, Any]) -> Manifest:
    """Raises KeyError or TypeError for missing or unknown keys, ValueError for wrong limits."""
    announced = bool(data.get("announced", False))
    files = data.get("files", {})
    recognise = data.get("recognise", {})
    limits = data.get("limits", {})
    return Manifest(
        slug=data["slug"],
        title=data["title"],
        summary=data.get("summary", {}),
        order=data["order"],
        announced=announced,
        runtime=data.get("runtime", "") if announced else data["runtime"],
        policy=data.get("policy", "return"),
        notebook=files.get("notebook", "") if announced else files["notebook"],
        side_files=tuple(files.get("optional", ())),
        unit_tests=bool(files.get("unit_tests", False)),
        limits={kind: Limits.parse(limits.get(kind, {})) for kind in StepKind},
        defines=tuple(recognise.get("defines", ())),
        imports=tuple(recognise.get("imports", ())),
        unsupported=tuple(_framework(entry) for entry in data.get("unsupported", ())),
        editions=tuple(_edition(entry) for entry in data.get("editions", ())),
        shapes={n: tuple(s) for n, s in data.get("shapes", {}).items()},
        presentation=Presentation.parse(data),
    )


def _framework(entry: Mapping[str, Any]) -> Framework:
    return Framework(
        title=entry["title"],
        modules=tuple(entry["modules"]),
        uses=tuple(entry["uses"]),
        unless=tuple(entry["unless"]),
        advice=entry["advice"],
    )


def _edition(entry: Mapping[str, Any]) -> Edition:
    return Edition(
        slug=entry["slug"],
        title=entry["title"],
        assigns=tuple(entry.get("assigns", ())),
        imports=tuple(entry.get("imports", ())),
        parameters=tuple(entry.get("parameters", ())),
        runtimes=tuple(entry.get("runtimes", ())),
    )
