"""The middle of the workspace: one file to read, with comments and their forms in place.

Addresses count cells and lines from 1, as people do and as the anchors do; the database
counts cells from 0. `?comment=3:5` asks for a form at line 5 of cell 3, `?comment=3` at the
whole cell, `?comment=:5` at line 5 of a text file.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from notebooks.anchors import FILE_ANCHOR, anchor_of
from notebooks.documents import Document
from notebooks.html import Html
from notebooks.pages import PageCell
from projects.models import Blob, Comment, Review, Submission
from projects.queries.reviewing import comments_of
from projects.web.parts.addresses import is_number
from projects.web.parts.documents import Pages, open_document
from projects.web.review.context import Desk
from projects.web.review.forms import CommentForm

EXECUTED_TAB = "executed"


@dataclass(frozen=True)
class Place:
    """A cell (from 1; None: the file itself) and in it a line (from 1; None: all of it)."""

    cell: int | None
    line: int | None = None

    @classmethod
    def parse(cls, text: str) -> "Place":
        cell, _colon, line = text.partition(":")
        parts = (cell, line)
        if not all(not part or is_number(part) for part in parts):
            raise Http404
        return cls(int(cell) if cell else None, int(line) if line else None)

    @property
    def anchor(self) -> str:
        part = FILE_ANCHOR if self.cell is None else anchor_of(self.cell)
        return f"{part}-line-{self.line}" if self.line else part


@dataclass(frozen=True)
class OpenForm:
    """A comment form that stands open: a new comment's, or an existing one's."""

    form: CommentForm
    place: Place
    editing: int | None = None  # the comment's key
    is_stale: bool = (
        False  # the comment was changed elsewhere: what is stored is shown too
    )


@dataclass(frozen=True)
class Said:
    """A comment in its place."""

    comment: Comment
    author: str  # empty: the reader's own draft
    may_edit: bool
    form: CommentForm | None  # while it is being edited
    is_stale: bool = False  # it was changed elsewhere since the form was opened

    @property
    def stored(self) -> Comment | None:
        """What to show beside the form."""
        return self.comment if self.is_stale else None


@dataclass
class Cell:
    """A cell of the page, or a text file as one, with what is said about it."""

    shown: PageCell
    comments: list[Said] = field(default_factory=list)
    new: OpenForm | None = None

    @property
    def number(self) -> int | None:
        """None of a text file."""
        return self.shown.number

    @property
    def html(self) -> Html:
        """With the lines marked that something is said about."""
        html = str(self.shown.html)
        lines = {said.comment.line for said in self.comments}
        for line in lines - {None}:
            place = f'id="{self.shown.anchor}-line-{line}"'
            html = html.replace(place, f"{place} data-marked")
        return Html(html)


@dataclass(frozen=True)
class Middle:
    """One page of one file."""

    name: str
    executed: bool
    document: Document
    cells: list[Cell]
    pages: Pages
    reason: str  # why it cannot be shown

    def cell(self, number: int | None) -> Cell:
        for cell in self.cells:
            if cell.number == number:
                return cell
        raise Http404


def middle_of(
    desk: Desk, name: str, query: Mapping[str, str], opened: OpenForm | None = None
) -> Middle:
    """The page that a form stands open on, else that of `?cell=57` or `?page=2`."""
    executed = name == EXECUTED_TAB
    file, file_name = _stored(desk, name)
    found = open_document(file, file_name, comments=desk.editable and not executed)
    if opened is not None:
        query = {"cell": str(opened.place.cell or "")}
    number = found.page_asked(query)
    comment_url = address(desk.submission, name, comment="")
    cells = [Cell(cell) for cell in found.page(number, comment_url)]
    middle = Middle(
        name, executed, found.document, cells, found.pages(number), found.reason
    )
    if not executed:
        _place_comments(middle, desk, opened)
    return middle


def _stored(desk: Desk, name: str) -> tuple[Blob, str]:
    """The bytes of a tab, and the name that tells what they are."""
    if name == EXECUTED_TAB:
        if desk.executed is None:
            raise Http404
        return desk.executed.blob, desk.executed.name
    file = desk.submission.files.select_related("blob").filter(name=name).first()
    if file is None:
        raise Http404
    return file.blob, name


def _place_comments(middle: Middle, desk: Desk, opened: OpenForm | None) -> None:
    """Those of a cell that the file does not have stand at the first."""
    cells = {cell.number: cell for cell in middle.cells}
    first = cells.get(1) or cells.get(None)
    for said in _said(desk, middle.name, opened):
        index = said.comment.cell
        number = None if index is None else index + 1
        elsewhere = number is not None and number <= middle.document.cell_count
        cell = cells.get(number) or (None if elsewhere else first)
        if cell is not None:
            cell.comments.append(said)
    if opened is not None and opened.editing is None:
        middle.cell(opened.place.cell).new = opened


def _said(desk: Desk, name: str, opened: OpenForm | None) -> Iterable[Said]:
    for review in desk.published:
        for comment in comments_of(review, name):
            yield Said(comment, str(review.reviewer), may_edit=False, form=None)
    draft = desk.draft
    for comment in comments_of(draft, name):
        editing = opened is not None and opened.editing == comment.pk
        form = opened.form if editing and opened is not None else None
        is_stale = form is not None and opened is not None and opened.is_stale
        yield Said(comment, "", may_edit=desk.editable, form=form, is_stale=is_stale)


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    current: bool
    count: int | None


def tabs_of(desk: Desk, name: str, executed_label: str) -> list[Tab]:
    """Every file of the hand-in, and the notebook as our machine ran it."""
    reviews: Sequence[Review] = [*desk.published, *([desk.draft] if desk.draft else [])]
    tabs = [
        Tab(
            file.name,
            address(desk.submission, file.name),
            file.name == name,
            sum(len(comments_of(review, file.name)) for review in reviews) or None,
        )
        for file in desk.submission.files.all()
    ]
    if desk.executed is not None:
        url = address(desk.submission, EXECUTED_TAB)
        tabs.append(Tab(executed_label, url, name == EXECUTED_TAB, None))
    return tabs


def address(submission: Submission, name: str, **extra: str) -> str:
    """The workspace with this file in the middle."""
    query = {} if name == submission.notebook_name else {"file": name}
    query |= extra
    page = reverse("projects:review", args=[submission.uid])
    return f"{page}?{urlencode(query)}" if query else page
