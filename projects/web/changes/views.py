"""What changed since an earlier attempt: one page, the same for student and reviewer."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from notebooks.alignment.aligning import Change
from notebooks.file_kinds import NOTEBOOK, suffix
from projects.enums import State
from projects.models import Submission
from projects.queries.differences import (
    ComparedFile,
    compared_files,
    earlier_attempts,
    last_reviewed,
    review_of,
)
from projects.queries.feedback import changes_of_review
from projects.queries.names import name_of
from projects.rules import knows_student
from projects.web.changes.presenters import (
    attempt_tabs,
    crumbs_of,
    file_rows,
    shown_rows,
    summary_of,
)
from projects.web.parts.addresses import is_number
from projects.web.parts.comparisons import Side, open_difference
from projects.web.parts.documents import open_document
from projects.web.parts.people import signed_in


@login_required
def changes(request: HttpRequest, uid: UUID) -> HttpResponse:
    """`?from=1` chooses the attempt, `?show=all` shows unchanged cells, `?file=` another file."""
    reader = signed_in(request)
    seen = Submission.objects.visible_to(reader)
    related = seen.select_related("project", "cohort").prefetch_related("files__blob")
    subject = get_object_or_404(related, uid=uid)
    is_author = subject.student_id == reader.pk
    attempts = earlier_attempts(subject, reader)
    base = _base(request.GET, attempts)
    context: dict[str, Any] = {
        "submission": subject,
        "crumbs": crumbs_of(subject, reader),
        "state_label": State(subject.state).student_label
        if is_author
        else State(subject.state).label,
        "is_author": is_author,
        "base": base,
    }
    if base is not None and subject.files_removed_at is None:
        context |= _compared(request, subject, base, attempts)
    return render(request, "changes/page.html", context)


def _base(
    query: Mapping[str, str], attempts: Sequence[Submission]
) -> Submission | None:
    """The attempt that the address names; by default the one that was reviewed last."""
    asked = query.get("from", "")
    if not asked:
        return last_reviewed(attempts)
    for one in attempts:
        if is_number(asked) and one.attempt == int(asked):
            return one
    raise Http404


def _compared(
    request: HttpRequest,
    subject: Submission,
    base: Submission,
    attempts: Sequence[Submission],
) -> dict[str, Any]:
    files = compared_files(base, subject, subject.files.all())
    name = request.GET.get("file", "")
    file = next((one for one in files if name in ("", one.name)), None)
    if file is None:
        raise Http404
    review = review_of(base)
    query = {"from": base.attempt, "file": name, "show": request.GET.get("show", "")}
    asked = {key: value for key, value in query.items() if value}
    return {
        "tabs": attempt_tabs(subject, attempts, base),
        "files": file_rows(subject, files, file, asked),
        "review": review,
        "required": changes_of_review(review) if review else [],
        "file": file,
        "file_query": urlencode({"file": name}) if name else "",
        "page_query": urlencode(asked),
        **_content(request, subject, base, file, asked),
    }


def _content(
    request: HttpRequest,
    subject: Submission,
    base: Submission,
    file: ComparedFile,
    asked: Mapping[str, Any],
) -> dict[str, Any]:
    """The rows of one page of the difference, or two pictures."""
    if file.old is None or file.new is None:
        return {}
    reader = signed_in(request)
    scrub = not knows_student(reader, subject)
    sides = Side(file.old, base.files.all()), Side(file.new, subject.files.all())
    picture, new_picture = (
        open_document(one.blob, one.name, scrub=scrub).document.picture
        if suffix(one.name) != NOTEBOOK
        else ""
        for one in (file.old, file.new)
    )
    if picture and new_picture:
        return {"pictures": (picture, new_picture)}
    review = review_of(base)
    whole = asked.get("show") == "all"
    opened = open_difference(*sides, whole=whole, scrub=scrub)
    number = opened.page_asked(request.GET)
    return {
        "rows": shown_rows(
            opened.page(number),
            base,
            file.old.name,
            asked,
            by=name_of(review.reviewer, subject, reader) if review else "",
        ),
        "pages": opened.pages(number),
        "summary": summary_of(opened.difference),
        "reason": opened.reason,
        "is_whole": whole,
        "has_unchanged": Change.UNCHANGED in opened.difference.counts,
        "has_changes": bool(opened.difference.changed_rows),
    }
