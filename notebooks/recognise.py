"""Finds a notebook's project and edition, and whether the starter was changed."""

import io
import tokenize
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

import nbformat

from notebooks.frameworks import Framework
from notebooks.magics import plain_python
from notebooks.refusals import Text
from notebooks.syntax import Definitions, code_cells

_LAYOUT = frozenset(
    {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    }
)


@dataclass(frozen=True)
class Edition:
    """An edition, recognised if all its `assigns` and `imports` are found; without any, always.

    Of several, the one counts whose `parameters` the project's own functions and classes take.
    """

    slug: str
    assigns: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotebookSignature:
    """What identifies a project's notebooks: definitions, imports, the starter's text."""

    slug: str
    title: Text
    defines: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    editions: tuple[Edition, ...] = ()  # the most specific first
    starter_fingerprints: AbstractSet[str] = (
        frozenset()
    )  # of notebooks and of .py files
    side_files: tuple[str, ...] = ()  # such as "my_answers.py"
    unsupported: tuple[Framework, ...] = ()

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> "NotebookSignature":
        """Reads it from JSON; only slug and title are required."""
        editions = (
            Edition(
                one["slug"],
                tuple(one.get("assigns", ())),
                tuple(one.get("imports", ())),
                tuple(one.get("parameters", ())),
            )
            for one in data.get("editions", ())
        )
        return cls(
            slug=data["slug"],
            title=data["title"],
            defines=tuple(data.get("defines", ())),
            imports=tuple(data.get("imports", ())),
            editions=tuple(editions),
            starter_fingerprints=frozenset(data.get("starter_fingerprints", ())),
            side_files=tuple(data.get("side_files", ())),
            unsupported=tuple(map(Framework.parse, data.get("unsupported", ()))),
        )

    def as_json(self) -> dict[str, Any]:
        fingerprints = sorted(self.starter_fingerprints)
        return {**asdict(self), "starter_fingerprints": fingerprints}


def recognise(found: Definitions, projects: Sequence[NotebookSignature]) -> str | None:
    """The slug of the project with most names found, the first if equal; None if none is found."""
    scores = {project.slug: _score(found, project) for project in projects}
    best = max(scores, key=lambda slug: scores[slug], default=None)
    return best if best is not None and scores[best] else None


def _score(found: Definitions, project: NotebookSignature) -> int:
    return sum(name in found.defines for name in project.defines) + sum(
        _imported(found.imports, module) for module in project.imports
    )


def share_defined(found: Definitions, project: NotebookSignature) -> float:
    """How much of what tells the project was found, from 0 to 1."""
    names = len(project.defines) + len(project.imports)
    return _score(found, project) / max(names, 1)


def edition_of(found: Definitions, project: NotebookSignature) -> str | None:
    """The edition for which the code was written; None if the names of none are found.

    Names such as `iterations` may be left over from another template; the parameters of the
    project's own class tell how it is called, so they decide where an edition names them.
    """
    editions = [
        edition
        for edition in project.editions
        if all(_imported(found.imports, module) for module in edition.imports)
    ]
    named = [e for e in editions if found.assigned.issuperset(e.assigns)]
    taken = {p for name in project.defines for p in found.parameters.get(name, ())}
    written_for = [
        e for e in editions if e.parameters and taken.issuperset(e.parameters)
    ]
    return (written_for or named)[0].slug if named else None


def _imported(imports: Iterable[str], module: str) -> bool:
    return any(name == module or name.startswith(f"{module}.") for name in imports)


def fingerprint(notebook: nbformat.NotebookNode) -> str:
    """A digest of the code, in which layout, comments, magics and outputs do not count."""
    return _digest(_gist(cell) for cell in code_cells(notebook))


def module_fingerprint(source: str) -> str:
    """The same digest for one .py file."""
    return _digest([_gist(source)])


def _digest(gists: Iterable[str]) -> str:
    return sha256("\n".join(gist for gist in gists if gist).encode()).hexdigest()


def _gist(cell: str) -> str:
    """A cell's tokens; for code that cannot be tokenised, its text without blanks."""
    text = plain_python(cell)
    if text is None:
        text = cell
    try:
        tokens = [
            token.string
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.type not in _LAYOUT
        ]
    except (tokenize.TokenError, SyntaxError):
        lines = [line.partition("#")[0] for line in text.splitlines()]
        tokens = "".join(lines).split()
    return " ".join(token for token in tokens if token not in ("pass", ";"))
