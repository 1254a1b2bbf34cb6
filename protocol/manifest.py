"""Reads `pack.toml`, the manifest of a pack, for the site and the grader."""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from protocol.charts import Presentation
from protocol.steps import Limits, StepKind
from protocol.texts import Text

NAME = "pack.toml"


class ManifestError(Exception):
    """The manifest is faulty. The message for the pack's author names the file and the fault."""


@dataclass(frozen=True)
class Edition:
    """A variant of the project's notebook, recognised by what it assigns, imports and defines."""

    slug: str
    title: Text
    assigns: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()  # of the functions and classes in `defines`
    # For notebooks that were saved when it was new: the first that fits; else the pack's own.
    runtimes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Framework:
    """One that notebooks of the project may be written for and that no runtime here has."""

    title: Text
    modules: tuple[str, ...]  # the module, then names by which it is usually imported
    uses: tuple[str, ...]  # attributes of the module that tell it
    unless: tuple[str, ...]  # words of code that runs here all the same
    advice: Text  # what to do


@dataclass(frozen=True)
class Manifest:
    slug: str
    title: Text
    summary: Text
    order: int
    announced: bool  # listed but not open; files, runtime and editions may be missing
    runtime: str
    policy: str  # what happens after failed checks: "return" or "review"
    notebook: str  # canonical name of the .ipynb
    side_files: tuple[str, ...]  # files that may be beside it
    unit_tests: bool  # its template runs some, and prints what `unittest` says of them
    limits: Mapping[StepKind, Limits]
    defines: tuple[str, ...]  # names by which a notebook of this project is recognised
    imports: tuple[str, ...]  # modules by which it is recognised
    unsupported: tuple[Framework, ...]
    editions: tuple[Edition, ...]
    shapes: Mapping[
        str, tuple[int, ...]
    ]  # of arrays that the template makes of the data
    presentation: Presentation

    def signature(self) -> dict[str, Any]:
        """What identifies a notebook, as JSON for `notebooks.signatures.NotebookSignature`."""
        return {
            "slug": self.slug,
            "title": dict(self.title),
            "defines": list(self.defines),
            "imports": list(self.imports),
            "editions": [
                {
                    "slug": edition.slug,
                    "assigns": list(edition.assigns),
                    "imports": list(edition.imports),
                    "parameters": list(edition.parameters),
                }
                for edition in self.editions
            ],
            "side_files": list(self.side_files),
            "unsupported": [asdict(framework) for framework in self.unsupported],
        }


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
