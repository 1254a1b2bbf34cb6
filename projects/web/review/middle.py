"""The middle of the workspace: one file to read, with comments and their forms in place.

Addresses count cells and lines from 1, as people do and as the anchors do; the database
counts cells from 0. `?comment=3:5` asks for a form at line 5 of cell 3, `?comment=3` at the
whole cell, `?comment=:5` at line 5 of a text file.
"""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from notebooks.html import Html, escaped
from notebooks.images import KINDS, data_uri
from notebooks.naming import suffix
from notebooks.reading import read_notebook
from notebooks.refusals import Refusal
from notebooks.rendering import RenderedCell, anchor_of, render
from projects.models import Comment, Review, Submission, localized
from projects.queries.reviewing import comments_of
from projects.web.review.desk import Desk
from projects.web.review.forms import CommentForm

FILE_ANCHOR = "file"
EXECUTED_TAB = "executed"
TEXT_CHARACTERS = 400_000
PICTURES = {".png": KINDS[0], ".jpg": KINDS[1], ".jpeg": KINDS[1], ".gif": KINDS[2]}


@dataclass(frozen=True)
class Place:
    """A cell (from 1; None: the file itself) and in it a line (from 1; None: all of it)."""

    cell: int | None
    line: int | None = None

    @classmethod
    def parse(cls, text: str) -> "Place":
        cell, _colon, line = text.partition(":")
        if not all(part == "" or part.isdecimal() for part in (cell, line)):
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
    """A rendered cell, or a text file as one, with what is said about it."""

    rendered: RenderedCell
    number: int | None  # None: a text file
    comments: list[Said] = field(default_factory=list)
    new: OpenForm | None = None

    @property
    def line_count(self) -> int:
        return len(self.rendered.lines)

    @property
    def lines(self) -> list[tuple[int, Html, bool]]:
        """Number, safe HTML, and whether something is said about the line."""
        marked = self.marked
        lines = enumerate(self.rendered.lines, 1)
        return [(number, html, number in marked) for number, html in lines]

    @property
    def marked(self) -> set[int]:
        lines = {said.comment.line for said in self.comments}
        return {line for line in lines if line is not None}


@dataclass(frozen=True)
class Middle:
    name: str
    executed: bool
    cells: list[Cell]
    picture: str = ""
    reason: str = ""  # why it cannot be shown

    def cell(self, number: int | None) -> Cell:
        for cell in self.cells:
            if cell.number == number:
                return cell
        raise Http404


def middle_of(desk: Desk, name: str, opened: OpenForm | None = None) -> Middle:
    if name == EXECUTED_TAB:
        if desk.executed is None:
            raise Http404
        return _shown(EXECUTED_TAB, ".ipynb", desk.executed.blob.read(), executed=True)
    file = desk.submission.files.select_related("blob").filter(name=name).first()
    if file is None:
        raise Http404
    middle = _shown(name, suffix(name), file.blob.read(), executed=False)
    _place_comments(middle, desk, opened)
    return middle


def _shown(name: str, kind: str, data: bytes, *, executed: bool) -> Middle:
    if kind == ".ipynb":
        try:
            cells = render(read_notebook(data))
        except Refusal as refusal:
            return Middle(name, executed, [], reason=localized(refusal.words))
        return Middle(name, executed, [Cell(cell, cell.index) for cell in cells])
    if kind in PICTURES:
        src = data_uri(PICTURES[kind], base64.b64encode(data).decode())
        return Middle(name, executed, [], picture=str(src or ""))
    text = _text(data)
    if text is None:
        return Middle(name, executed, [])
    lines = tuple(escaped(line) for line in text[:TEXT_CHARACTERS].splitlines())
    whole = RenderedCell(0, FILE_ANCHOR, "", "raw", None, lines=lines)
    return Middle(name, executed, [Cell(whole, None)])


def _text(data: bytes) -> str | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _place_comments(middle: Middle, desk: Desk, opened: OpenForm | None) -> None:
    cells = {cell.number: cell for cell in middle.cells}
    fallback = next(iter(middle.cells), None)
    for said in _said(desk, middle.name, opened):
        index = said.comment.cell
        cell = cells.get(None if index is None else index + 1, fallback)
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
