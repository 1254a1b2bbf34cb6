"""What `pack.toml` says of a pack."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from protocol.charts import Presentation
from protocol.steps import Limits, StepKind
from protocol.texts import Text


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
        """What identifies a notebook, as JSON for `notebooks.signatures.NotebookSignature`.

        Titles of editions are for people: the queue shows them.
        """
        return {
            "slug": self.slug,
            "title": dict(self.title),
            "defines": list(self.defines),
            "imports": list(self.imports),
            "editions": [
                {
                    "slug": edition.slug,
                    "title": dict(edition.title),
                    "assigns": list(edition.assigns),
                    "imports": list(edition.imports),
                    "parameters": list(edition.parameters),
                }
                for edition in self.editions
            ],
            "side_files": list(self.side_files),
            "unsupported": [asdict(framework) for framework in self.unsupported],
        }
