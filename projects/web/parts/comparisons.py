"""The difference of two files as pages to read; see `documents`, which it is kept beside."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notebooks.alignment.facts import Difference, Row
from notebooks.alignment.labels import DifferenceLabels
from notebooks.file_kinds import NOTEBOOK, suffix
from notebooks.isolated import api
from notebooks.isolated.api import ComparedSide
from notebooks.isolated.client import Exceeded, Overloaded
from notebooks.isolated.exceeded import not_shown
from projects.models import SubmissionFile, localized
from projects.rendered import StoredDocument, keep_pictures
from projects.web.parts.addresses import is_number
from projects.web.parts.document_labels import labels, plural
from projects.web.parts.documents import Pages, busy, picture_base, pictures_beside


@dataclass(frozen=True)
class OpenDifference:
    difference: Difference
    stored: StoredDocument

    @property
    def reason(self) -> str:
        """Why the files cannot be compared; empty if they are."""
        return localized(self.difference.reason) if self.difference.reason else ""

    def page(self, number: int) -> list[Row]:
        """Raises Http404 for a page that there is not, and Busy for one that was just dropped."""
        if not 1 <= number <= self.difference.page_count:
            raise Http404
        if self.difference.reason:
            return []
        data = self.stored.page(number)
        if data is None:
            raise busy()
        return [Row.parse(row) for row in json.loads(data)]

    def page_asked(self, query: Mapping[str, str]) -> int:
        """The page of `?cell=57`, a cell of the newer notebook, or `?page=2`, or the first."""
        cell, page = query.get("cell", ""), query.get("page", "")
        if is_number(cell):
            return self.difference.page_of(int(cell))
        return int(page) if is_number(page) else 1

    def pages(self, number: int) -> Pages:
        firsts = [*self.difference.first_cells, self.difference.cell_count + 1]
        return Pages(
            number,
            self.difference.page_count,
            firsts[number - 1],
            max(firsts[number - 1], firsts[min(number, len(firsts) - 1)] - 1),
            self.difference.cell_count,
        )


@dataclass(frozen=True)
class Side:
    """A file, and those beside it, whose pictures a notebook may show."""

    file: SubmissionFile
    beside: Iterable[SubmissionFile]

    def read(self, data: bytes) -> ComparedSide:
        beside = (
            pictures_beside(self.beside) if suffix(self.file.name) == NOTEBOOK else {}
        )
        return ComparedSide(self.file.name, data, picture_base(self.file.blob), beside)


def open_difference(
    old: Side, new: Side, *, scrub: bool, whole: bool = False
) -> OpenDifference:
    """`whole`: with the cells that did not change. `scrub`: as of `open_document`.

    Raises Busy when too many files are being read at this moment.
    """
    words = difference_labels()
    decided = [
        asdict(labels()),
        asdict(words),
        *(asdict(side.read(b"")) | {"data": side.file.blob_id} for side in (old, new)),
        whole,
        scrub,
    ]
    digest = sha256(json.dumps(decided, sort_keys=True).encode()).hexdigest()[:16]
    stored = StoredDocument(new.file.blob, f"from-{digest}")
    index = stored.index()
    if index is None:
        index = _made(old, new, stored, words, whole=whole, scrub=scrub)
    return OpenDifference(Difference.parse(index), stored)


def _made(  # noqa: PLR0913 -- two files, and how they are shown
    old: Side,
    new: Side,
    stored: StoredDocument,
    words: DifferenceLabels,
    *,
    whole: bool,
    scrub: bool,
) -> bytes:
    try:
        made = api.compare_files(
            old.read(old.file.blob.read()),
            new.read(new.file.blob.read()),
            labels=labels(),
            words=words,
            whole=whole,
            scrub=scrub,
        )
    except Overloaded as error:
        raise busy() from error
    except Exceeded as exceeded:
        given_up = Difference(reason=not_shown(exceeded.reason)).as_json()
        stored.keep(given_up, (), {})
        return given_up
    keep_pictures(old.file.blob, made.old_pictures)
    stored.keep(made.difference, made.pages, made.new_pictures)
    return made.difference


def difference_labels() -> DifferenceLabels:
    return DifferenceLabels(
        source=_("Source, line by line"),
        added=_("Added:"),
        removed=_("Removed:"),
        before=_("Before"),
        after=_("Now"),
        no_output=_("No output."),
        unchanged_lines=plural(
            lambda n: ngettext("%(n)s unchanged line", "%(n)s unchanged lines", n)
        ),
        unchanged_outputs=plural(
            lambda n: ngettext("%(n)s unchanged output", "%(n)s unchanged outputs", n)
        ),
        dropped_lines=plural(
            lambda n: ngettext(
                "%(n)s more line is not compared here.",
                "%(n)s more lines are not compared here.",
                n,
            )
        ),
    )
