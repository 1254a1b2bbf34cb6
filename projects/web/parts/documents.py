"""A file of a submission as pages to read.

The first reader of a file waits until a process of limited rights has rendered it; whoever
comes later gets the pages that were kept.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256

from django.http import Http404
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.html import escape
from django.utils.translation import gettext as _

from notebooks.documents import Document, DocumentKind
from notebooks.file_kinds import NOTEBOOK, suffix
from notebooks.html import Html
from notebooks.images import PICTURES, picture_name
from notebooks.isolated import api
from notebooks.isolated.client import Exceeded, Overloaded
from notebooks.isolated.exceeded import not_shown
from notebooks.labels import Labels
from notebooks.pages import PageCell
from projects.errors import Busy
from projects.models import Blob, SubmissionFile, localized
from projects.rendered import StoredDocument
from projects.web.parts.addresses import is_number
from projects.web.parts.document_labels import labels

_PAGED = (DocumentKind.NOTEBOOK, DocumentKind.TEXT)


@dataclass(frozen=True)
class OpenDocument:
    document: Document
    stored: StoredDocument

    @property
    def reason(self) -> str:
        """Why it cannot be shown, as far as there is more to say than that."""
        return localized(self.document.reason) if self.document.reason else ""

    def page(self, number: int, comment_url: str = "") -> list[PageCell]:
        """The cells of a page, from 1. Forms for comments open at `comment_url`.

        Raises Http404 for a page that the document does not have, and Busy for one that was
        dropped to make room at this very moment.
        """
        if not 1 <= number <= self.document.page_count:
            raise Http404
        if self.document.kind not in _PAGED:
            return []
        data = self.stored.page(number)
        if data is None:
            raise busy()
        return [
            PageCell(
                **{
                    **cell,
                    "html": Html(cell["html"].replace(_token(), escape(comment_url))),
                }
            )
            for cell in json.loads(data)
        ]

    def page_asked(self, query: Mapping[str, str]) -> int:
        """The page of `?cell=57`, or `?page=2`, or the first."""
        cell, page = query.get("cell", ""), query.get("page", "")
        if is_number(cell):
            return self.document.page_of(int(cell))
        return int(page) if is_number(page) else 1

    def pages(self, number: int) -> "Pages":
        first_cells = [*self.document.first_cells, self.document.cell_count + 1]
        return Pages(
            number,
            self.document.page_count,
            first_cells[number - 1],
            first_cells[min(number, len(first_cells) - 1)] - 1,
            self.document.cell_count,
        )


@dataclass(frozen=True)
class Pages:
    """Where in a notebook a page stands, for the links to the others."""

    number: int
    count: int
    first_cell: int
    last_cell: int
    cell_count: int

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.count else None


@dataclass(frozen=True)
class _Rendering:
    """All that decides how a file with certain bytes is rendered."""

    name: str
    labels: Labels
    comment_url: str
    picture_base: str
    beside: Mapping[str, str]  # addresses of pictures by their path beside a notebook
    scrub: bool  # without what names its author

    def digest(self) -> str:
        named = asdict(self) | {"name": self.name if self._shows_name else ""}
        return sha256(json.dumps(named, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def _shows_name(self) -> bool:
        return suffix(self.name) != NOTEBOOK


def open_document(
    blob: Blob,
    name: str,
    *,
    scrub: bool,
    comments: bool = False,
    beside: Iterable[SubmissionFile] = (),
) -> OpenDocument:
    """The file with these bytes, under its name. `comments`: its lines open forms for them.

    `scrub`: for who may not know whose it is (`rules.knows_student`).
    A notebook shows the pictures among the files `beside` it that it asks for by their paths.
    Raises Busy when too many files are being rendered at this moment.
    """
    rendering = _Rendering(
        name,
        labels(),
        _token() if comments else "",
        picture_base(blob),
        pictures_beside(beside) if suffix(name) == NOTEBOOK else {},
        scrub,
    )
    stored = StoredDocument(blob, rendering.digest())
    index = stored.index()
    if index is not None:
        return OpenDocument(Document.parse(index), stored)
    return OpenDocument(_rendered(blob, rendering, stored), stored)


def _rendered(blob: Blob, rendering: _Rendering, stored: StoredDocument) -> Document:
    try:
        made = api.open_file(
            rendering.name,
            blob.read(),
            labels=rendering.labels,
            comment_url=rendering.comment_url,
            picture_base=rendering.picture_base,
            beside=rendering.beside,
            scrub=rendering.scrub,
        )
    except Overloaded as error:
        raise busy() from error
    except Exceeded as exceeded:
        document = Document(DocumentKind.UNREADABLE, reason=not_shown(exceeded.reason))
        stored.keep(document.as_json(), (), {})
        return document
    stored.keep(made.document.as_json(), made.pages, made.pictures)
    return made.document


def scrubbed_bytes(name: str, data: bytes) -> bytes:
    """The file to take along, without what names its author. Raises Busy."""
    try:
        return api.scrubbed_file(name, data)
    except (Overloaded, Exceeded) as error:
        raise busy() from error


def busy() -> Busy:
    return Busy(
        _("Many files are being opened at this moment. Try again in a few seconds.")
    )


def picture_base(blob: Blob) -> str:
    """What the addresses of the file's pictures begin with."""
    any_name = f"{0:032}.png"
    address = reverse("projects:document_picture", args=[blob.sha256, any_name])
    return address.removesuffix(any_name)


def pictures_beside(files: Iterable[SubmissionFile]) -> dict[str, str]:
    """The address that each file will have that is a picture, by its path."""
    return {
        file.name: reverse(
            "projects:document_picture",
            args=[file.blob_id, picture_name(file.blob_id, kind)],
        )
        for file in files
        if (kind := PICTURES.get(suffix(file.name)))
    }


@cache
def _token() -> str:
    """Stands in kept pages for the address of a comment's form, which differs by reader.

    Nobody who uploads a file knows it.
    """
    return salted_hmac("projects.web.documents", "comment url").hexdigest()[:24]
