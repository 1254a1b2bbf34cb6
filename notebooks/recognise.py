"""Finds a notebook's project and edition by the names in its code."""

from collections.abc import Iterable, Sequence

from notebooks.definitions import Definitions
from notebooks.signatures import NotebookSignature


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
