"""The code of a work: its notebook's code cells and the modules beside it, and what of it is shared."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from notebooks.file_kinds import NOTEBOOK, suffix
from notebooks.reading import read_notebook
from notebooks.refusals import Refusal
from notebooks.similarity.fingerprints import Fingerprint, fingerprints_of, stretches
from notebooks.similarity.tokens import tokens_of
from notebooks.syntax import code_cells

_MODULE = ".py"


@dataclass(frozen=True)
class Section:
    """A code cell, or a module as one."""

    name: str  # of the module; empty for a cell
    cell: int  # of the notebook, counted from 1; 0 for a module
    text: str


@dataclass(frozen=True)
class MarkedSection:
    name: str
    cell: int
    lines: tuple[str, ...]
    marked: tuple[int, ...]  # numbers of the shared lines, counted from 1


def sections_of(files: Mapping[str, bytes]) -> list[Section]:
    """In the order of the files. What cannot be read gives none."""
    return [
        section for name, data in files.items() for section in _sections(name, data)
    ]


def values_of(files: Mapping[str, bytes]) -> list[int]:
    """The fingerprints' values of a whole work."""
    return [one.value for one in _fingerprints(sections_of(files))]


def every_value_of(files: Mapping[str, bytes]) -> list[int]:
    """Without choosing: what others choose in the same code is among them for certain."""
    rows = tokens_of([section.text for section in sections_of(files)])
    return [one.value for row in rows for one in stretches(row)]


def marked(
    files: Mapping[str, bytes], shared: Collection[int]
) -> tuple[MarkedSection, ...]:
    """The sections that hold fingerprints of `shared`, with the lines that these cover."""
    sections = sections_of(files)
    lines: dict[int, set[int]] = {}
    for one in _fingerprints(sections):
        if one.value in shared:
            covered = range(one.first_line, one.last_line + 1)
            lines.setdefault(one.cell, set()).update(covered)
    return tuple(
        MarkedSection(
            sections[place - 1].name,
            sections[place - 1].cell,
            tuple(sections[place - 1].text.split("\n")),
            tuple(sorted(numbers)),
        )
        for place, numbers in sorted(lines.items())
    )


def _fingerprints(sections: list[Section]) -> list[Fingerprint]:
    """`cell` in them is the place among `sections`, counted from 1."""
    return fingerprints_of(tokens_of([section.text for section in sections]))


def _sections(name: str, data: bytes) -> Iterator[Section]:
    kind = suffix(name)
    if kind == NOTEBOOK:
        try:
            cells = code_cells(read_notebook(data))
        except Refusal:
            return
        for number, text in enumerate(cells, 1):
            yield Section("", number, text)
    elif kind == _MODULE:
        yield Section(name, 0, data.decode("utf-8", "replace"))
