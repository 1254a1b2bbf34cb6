"""Which project and edition a notebook is of, and whether anything was written in it."""

import io
import tokenize
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import sha256

import nbformat

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
    """Its tells all have to hold; an edition without any takes what is left."""

    slug: str
    assigns: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotebookSignature:
    slug: str
    title: Text
    defines: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    editions: tuple[Edition, ...] = ()  # the most specific first
    starter_fingerprints: AbstractSet[str] = (
        frozenset()
    )  # of notebooks and of .py files
    side_files: tuple[str, ...] = ()  # such as "my_answers.py"


def recognise(found: Definitions, projects: Sequence[NotebookSignature]) -> str | None:
    """The slug with the most tells; of equals, the first. None when there is no tell."""
    scores = {project.slug: _score(found, project) for project in projects}
    best = max(scores, key=lambda slug: scores[slug], default=None)
    return best if best is not None and scores[best] else None


def _score(found: Definitions, project: NotebookSignature) -> int:
    return sum(name in found.defines for name in project.defines) + sum(
        _imported(found.imports, module) for module in project.imports
    )


def edition_of(found: Definitions, project: NotebookSignature) -> str | None:
    """The first edition whose tells all hold."""
    for edition in project.editions:
        assigned = all(name in found.assigned for name in edition.assigns)
        if assigned and all(_imported(found.imports, m) for m in edition.imports):
            return edition.slug
    return None


def _imported(imports: Iterable[str], module: str) -> bool:
    return any(name == module or name.startswith(f"{module}.") for name in imports)


def fingerprint(notebook: nbformat.NotebookNode) -> str:
    """Of what the code cells say: layout, comments, magics and outputs do not count."""
    return _digest(_gist(cell) for cell in code_cells(notebook))


def module_fingerprint(source: str) -> str:
    """The same of one .py file."""
    return _digest([_gist(source)])


def _digest(gists: Iterable[str]) -> str:
    return sha256("\n".join(gist for gist in gists if gist).encode()).hexdigest()


def _gist(cell: str) -> str:
    """Unfinished code does not tokenise; then its text without blanks has to do."""
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
