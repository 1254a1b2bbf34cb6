"""The rows of the page of changes: words, signs and addresses."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notebooks.alignment.aligning import Change
from notebooks.alignment.facts import Difference, Row
from notebooks.anchors import FILE_ANCHOR, anchor_of
from notebooks.file_kinds import NOTEBOOK, suffix
from projects.models import Comment, Submission, User
from projects.queries.differences import ComparedFile, FileChange, review_of


@dataclass(frozen=True)
class ShownComment:
    """What the earlier review said of a cell, as `comment_bubble.html` takes it."""

    tag: str
    get_tag_display: str
    body: str
    author: str
    line_label: str
    line_url: str


@dataclass(frozen=True)
class ShownRow:
    row: Row
    sign: str
    word: str
    where: str  # nothing in a file of text, which is one cell here
    comments: Sequence[ShownComment]
    url: str  # of the cell among all others; empty where it is shown here


_SIGNS = {
    Change.INSERTED: "+",
    Change.DELETED: "−",
    Change.EDITED: "±",
    Change.SPLIT: "⇉",
    Change.MERGED: "⇇",
}


def shown_rows(
    rows: Sequence[Row],
    base: Submission,
    file_name: str,
    asked: Mapping[str, Any],
    *,
    by: str,
) -> list[ShownRow]:
    """Rows with what the review of `base` said of their cells; `by`: its reviewer's name."""
    comments = _comments(base, file_name, by)
    is_notebook = suffix(file_name) == NOTEBOOK
    return [
        ShownRow(
            row,
            _sign(row),
            _word(row),
            _where(row, base.attempt) if is_notebook else "",
            [one for cell in row.old for one in comments.get(cell, ())],
            "" if row.html else _among_all(row, asked),
        )
        for row in rows
    ]


def _comments(
    base: Submission, file_name: str, author: str
) -> dict[int, list[ShownComment]]:
    """By cell, counted from 1; those on a file of text stand at its only one."""
    review = review_of(base)
    found: dict[int, list[ShownComment]] = {}
    for comment in review.comments.all() if review else ():
        if comment.file_name == file_name:
            cell = 1 if comment.cell is None else comment.cell + 1
            found.setdefault(cell, []).append(_comment(comment, author, base))
    return found


def _comment(comment: Comment, author: str, base: Submission) -> ShownComment:
    label, url = "", reverse("projects:notebook", args=[base.uid, comment.file_name])
    if comment.line:
        place = {"line": comment.line, "n": base.attempt}
        label = _("Line %(line)s of attempt %(n)s") % place
        cell = None if comment.cell is None else comment.cell + 1
        anchor = FILE_ANCHOR if cell is None else anchor_of(cell)
        url = f"{url}?cell={cell or ''}#{anchor}-line-{comment.line}"
    return ShownComment(
        comment.tag,
        str(comment.get_tag_display()),
        comment.body,
        author,
        label,
        url if label else "",
    )


def _sign(row: Row) -> str:
    if row.change != Change.UNCHANGED:
        return _SIGNS[Change(row.change)]
    return "↕" if row.moved else "±" if row.outputs_changed else "="


def _word(row: Row) -> str:
    words = {
        Change.INSERTED: _("Inserted"),
        Change.DELETED: _("Removed"),
        Change.EDITED: _("Edited"),
        Change.SPLIT: _("Split"),
        Change.MERGED: _("Merged"),
        Change.UNCHANGED: _("Only its outputs changed")
        if row.outputs_changed
        else _("Unchanged"),
    }
    word = words[Change(row.change)]
    if not row.moved:
        return word
    if row.is_only_moved:
        return _("Moved")
    return _("Moved. %(word)s") % {"word": word}


def _where(row: Row, attempt: int) -> str:
    """The cells' numbers in this attempt, and in the other one where they differ."""
    if not row.new:
        place = {"cells": _cells(row.old), "n": attempt}
        return _("%(cells)s of attempt %(n)s") % place
    new = _cells(row.new)
    if not row.old or row.old == row.new:
        return new
    return _("%(new)s, was %(old)s") % {"new": new, "old": _listed(row.old)}


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _cells(numbers: Sequence[int]) -> str:
    words = ngettext("Cell %(cells)s", "Cells %(cells)s", len(numbers))
    return words % {"cells": _listed(numbers)}


def _among_all(row: Row, asked: Mapping[str, Any]) -> str:
    query = {**asked, "show": "all", "cell": row.new[0]}
    return f"?{urlencode(query)}#{row.anchor}"


def summary_of(difference: Difference) -> list[str]:
    """How many rows of each kind: "3 edited", "1 added" …"""
    counts = difference.counts
    words: Mapping[str, Callable[[int], str]] = {
        Change.EDITED: lambda n: ngettext("%(n)s edited", "%(n)s edited", n),
        Change.INSERTED: lambda n: ngettext("%(n)s inserted", "%(n)s inserted", n),
        Change.DELETED: lambda n: ngettext("%(n)s removed", "%(n)s removed", n),
        "moved": lambda n: ngettext("%(n)s moved", "%(n)s moved", n),
        Change.SPLIT: lambda n: ngettext("%(n)s split", "%(n)s split", n),
        Change.MERGED: lambda n: ngettext("%(n)s merged", "%(n)s merged", n),
        "outputs": lambda n: ngettext(
            "%(n)s with other outputs only", "%(n)s with other outputs only", n
        ),
        Change.UNCHANGED: lambda n: ngettext("%(n)s unchanged", "%(n)s unchanged", n),
    }
    return [
        word(counts[name]) % {"n": counts[name]}
        for name, word in words.items()
        if counts.get(name)
    ]


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    current: bool
    count: None = None


def attempt_tabs(
    submission: Submission, attempts: Sequence[Submission], base: Submission
) -> list[Tab]:
    return [
        Tab(
            _("Since attempt %(n)s") % {"n": one.attempt},
            f"{changes_url(submission)}?from={one.attempt}",
            one == base,
        )
        for one in attempts
    ]


@dataclass(frozen=True)
class FileRow:
    name: str
    word: str
    sign: str
    url: str  # of its difference, or of the file
    is_here: bool


def file_rows(
    submission: Submission,
    files: Sequence[ComparedFile],
    here: ComparedFile,
    asked: Mapping[str, Any],
) -> list[FileRow]:
    words = {
        FileChange.ADDED: ("+", _("New")),
        FileChange.REMOVED: ("−", _("Removed")),
        FileChange.CHANGED: ("±", _("Edited")),
        FileChange.SAME: ("=", _("Unchanged")),
    }
    rows = []
    for file in files:
        sign, word = words[file.change]
        url = _file_url(file, asked)
        rows.append(FileRow(file.name, word, sign, url, file == here))
    return rows


def _file_url(file: ComparedFile, asked: Mapping[str, Any]) -> str:
    if file.change == FileChange.CHANGED:
        query = {"from": asked["from"], "file": file.name}
        return f"?{urlencode(query)}"
    side = file.new or file.old
    if side is None:
        return ""
    uid = side.submission.uid
    return reverse("projects:notebook", args=[uid, side.name])


def changes_url(submission: Submission) -> str:
    return reverse("projects:changes", args=[submission.uid])


def crumbs_of(submission: Submission, reader: User) -> list[dict[str, str]]:
    """The way down to the page. Whoever is not the author came from the review."""
    project, attempt = (
        submission.project,
        _("Attempt %(n)s") % {"n": submission.attempt},
    )
    is_author = submission.student_id == reader.pk
    above = (
        [
            {
                "label": project.title,
                "url": reverse("projects:project", args=[project.slug]),
            }
        ]
        if is_author
        else []
    )
    room = "projects:submission" if is_author else "projects:review"
    return [
        *above,
        {"label": attempt, "url": reverse(room, args=[submission.uid])},
        {"label": _("What changed"), "url": ""},
    ]
