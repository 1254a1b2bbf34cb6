"""One file of a submission in the workspace, with comments and their forms beside their lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from notebooks.anchors import anchor_of
from notebooks.documents import Document, OutlineRow
from notebooks.html import Html
from notebooks.pages import PageCell
from projects.models import Blob, Comment, Reply, Review, Submission, SubmissionFile
from projects.queries.review_room import comments_of
from projects.queries.threads import replies_of
from projects.web.parts.comment_places import part_label
from projects.web.parts.documents import Pages, open_document
from projects.web.parts.places import Place, beside
from projects.web.review.context import ReviewContext
from projects.web.review.earlier import carried_comments
from projects.web.review.forms import CommentForm

EXECUTED_TAB = "executed"


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
class PlacedComment:
    """A comment in its place."""

    comment: Comment
    author: str  # empty: the reader's own draft
    may_edit: bool
    form: CommentForm | None  # while it is being edited
    is_stale: bool = False  # it was changed elsewhere since the form was opened
    attempt: int | None = None  # the earlier one that it was written on
    is_lost: bool = False  # nobody knows where its place went since
    replies: Sequence[Reply] = ()  # what was said under it

    @property
    def stored(self) -> Comment | None:
        """What to show beside the form."""
        return self.comment if self.is_stale else None

    @property
    def place(self) -> Place:
        return Place.of(self.comment)

    @property
    def label(self) -> str:
        return part_label(self.comment)


@dataclass(frozen=True)
class CellPart:
    """A stretch of a cell, and what is said about the place where it ends."""

    html: Html
    comments: Sequence[PlacedComment]
    new: OpenForm | None


@dataclass
class CommentedCell:
    """A cell of the page, or a text file as one, with its comments."""

    shown: PageCell
    comments: list[PlacedComment] = field(default_factory=list)
    new: OpenForm | None = None

    @property
    def number(self) -> int | None:
        """None of a text file."""
        return self.shown.number

    @property
    def parts(self) -> list[CellPart]:
        """The cell in order. What is about the whole cell, or a place that is not shown, ends it."""
        new = [self.new] if self.new else []
        places = [one.place for one in self.comments] + [one.place for one in new]
        return [
            CellPart(
                html,
                [self.comments[at] for at in here if at < len(self.comments)],
                self.new if len(self.comments) in here else None,
            )
            for html, here in beside(self.shown, places)
        ]


@dataclass(frozen=True)
class DocumentPage:
    """One page of one file."""

    name: str
    executed: bool
    document: Document
    cells: list[CommentedCell]
    pages: Pages
    reason: str  # why it cannot be shown

    @property
    def outline(self) -> Sequence[OutlineRow]:
        """Its headings; of a notebook without any, where its pages begin."""
        found = self.document.outline
        first_cells = self.document.first_cells
        if found or len(first_cells) == 1:
            return found
        return [
            OutlineRow(
                1, _("Cell %(number)s") % {"number": cell}, anchor_of(cell), number
            )
            for number, cell in enumerate(first_cells, 1)
        ]

    def cell(self, number: int | None) -> CommentedCell:
        for cell in self.cells:
            if cell.number == number:
                return cell
        raise Http404


def document_page(
    review_context: ReviewContext,
    name: str,
    query: Mapping[str, str],
    opened: OpenForm | None = None,
) -> DocumentPage:
    """The page that a form stands open on, else that of `?cell=57` or `?page=2`."""
    executed = name == EXECUTED_TAB
    files = review_context.told.files
    file, file_name = _stored(review_context, files, name)
    may_comment = review_context.editable and not executed
    found = open_document(
        file,
        file_name,
        comments=may_comment,
        beside=files,
        scrub=review_context.is_blind,
    )
    if opened is not None:
        query = {"cell": str(opened.place.cell or "")}
    number = found.page_asked(query)
    comment_url = workspace_url(review_context.submission, name, comment="")
    cells = [CommentedCell(cell) for cell in found.page(number, comment_url)]
    page = DocumentPage(
        name, executed, found.document, cells, found.pages(number), found.reason
    )
    if not executed:
        _place_comments(page, review_context, opened)
    return page


def _stored(
    review_context: ReviewContext, files: Sequence[SubmissionFile], name: str
) -> tuple[Blob, str]:
    """The bytes of a tab, and the name that tells what they are."""
    if name == EXECUTED_TAB:
        if review_context.executed is None:
            raise Http404
        return review_context.executed.blob, review_context.executed.name
    for file in files:
        if file.name == name:
            return file.blob, name
    raise Http404


def _place_comments(
    page: DocumentPage, review_context: ReviewContext, opened: OpenForm | None
) -> None:
    """Those of a cell that the file does not have stand at the first."""
    cells = {cell.number: cell for cell in page.cells}
    first = cells.get(1) or cells.get(None)
    for placed in _placed_comments(review_context, page.name, opened):
        index = placed.comment.cell
        number = None if index is None else index + 1
        elsewhere = number is not None and number <= page.document.cell_count
        cell = cells.get(number) or (None if elsewhere else first)
        if cell is not None:
            cell.comments.append(placed)
    if opened is not None and opened.editing is None:
        page.cell(opened.place.cell).new = opened


def _placed_comments(
    review_context: ReviewContext, name: str, opened: OpenForm | None
) -> Iterable[PlacedComment]:
    for review in review_context.published:
        replies = replies_of(review)
        for comment in comments_of(review, name):
            yield PlacedComment(
                comment,
                str(review.reviewer),
                may_edit=False,
                form=None,
                replies=replies.get(comment.pk, ()),
            )
    for carried in carried_comments(review_context.before, name):
        yield PlacedComment(
            carried.comment,
            carried.author,
            may_edit=False,
            form=None,
            attempt=carried.attempt,
            is_lost=carried.is_lost,
            replies=carried.replies,
        )
    draft = review_context.draft
    for comment in comments_of(draft, name):
        editing = opened is not None and opened.editing == comment.pk
        form = opened.form if editing and opened is not None else None
        is_stale = form is not None and opened is not None and opened.is_stale
        yield PlacedComment(
            comment, "", may_edit=review_context.editable, form=form, is_stale=is_stale
        )


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    current: bool
    count: int | None
    key: str = ""  # that leads there


def tabs_of(review_context: ReviewContext, name: str, executed_label: str) -> list[Tab]:
    """Every file of the hand-in, and the notebook as our machine ran it."""
    reviews: Sequence[Review] = [
        *review_context.published,
        *([review_context.draft] if review_context.draft else []),
    ]
    tabs = [
        Tab(
            file.name,
            workspace_url(review_context.submission, file.name),
            file.name == name,
            sum(len(comments_of(review, file.name)) for review in reviews) or None,
        )
        for file in review_context.told.files
    ]
    before = review_context.before
    if before is not None and before.files:
        url = reverse("projects:changes", args=[review_context.submission.uid])
        tabs.append(Tab(_("What changed"), url, current=False, count=None, key="x"))
    if review_context.told.has_executed:
        url = workspace_url(review_context.submission, EXECUTED_TAB)
        tabs.append(Tab(executed_label, url, name == EXECUTED_TAB, None))
    return tabs


def workspace_url(submission: Submission, name: str, **extra: str) -> str:
    """The workspace's address with this file open."""
    query = {} if name == submission.notebook_name else {"file": name}
    query |= extra
    page = reverse("projects:review", args=[submission.uid])
    return f"{page}?{urlencode(query)}" if query else page
