"""A submission's code beside that of a work it is alike, for the people who review it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from notebooks.anchors import anchor_of
from notebooks.isolated.api import marked
from notebooks.isolated.client import Exceeded, Overloaded
from notebooks.isolated.exceeded import not_shown
from notebooks.similarity.works import MarkedSection
from projects.enums import Action
from projects.errors import Busy, Incomplete
from projects.models import Likeness, Submission, localized
from projects.operations import explanations
from projects.queries.explanations import explanation_of
from projects.queries.similarity import code_files, known_files, likeness_for
from projects.rules import knows_student
from projects.web.parts.people import signed_in
from projects.web.review.access import reviewable_for
from projects.web.review.document import workspace_url
from projects.web.review.forms import AskForm
from projects.workflow import actions_for, check_allowed


@dataclass(frozen=True)
class Line:
    number: int
    text: str
    is_shared: bool


@dataclass(frozen=True)
class Piece:
    """A cell, or a module, that holds shared code."""

    title: str
    url: str  # of the cell in the workspace; empty for the other work
    lines: Sequence[Line]


@dataclass(frozen=True)
class Side:
    title: str
    pieces: Sequence[Piece]
    reason: str = ""  # why nothing is shown


@login_required
def likeness(request: HttpRequest, uid: UUID, pk: int) -> HttpResponse:
    """Only whoever may review the submission; they read no more of the other than its code."""
    subject = reviewable_for(request, uid)
    return _page(request, subject, _found(subject, pk), AskForm())


@require_POST
@login_required
def ask(request: HttpRequest, uid: UUID, pk: int) -> HttpResponse:
    """The student is asked to explain; the review waits until a lead has decided."""
    subject, user = reviewable_for(request, uid), signed_in(request)
    found = _found(subject, pk)
    check_allowed(subject, Action.ASK_TO_EXPLAIN, by=user)  # no words in vain
    form = AskForm(request.POST)
    if form.is_valid():
        try:
            explanations.ask(subject, by=user, likeness=found, **form.cleaned_data)
        except Incomplete as error:
            form.add_error(error.field, str(error.message))
        else:
            messages.success(request, _("The student is asked. A lead decides on it."))
            return redirect("projects:explanation", uid=uid)
    return _page(request, subject, found, form)


def _found(subject: Submission, pk: int) -> Likeness:
    found = likeness_for(subject, pk)
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, subject: Submission, found: Likeness, form: AskForm
) -> HttpResponse:
    reader = signed_in(request)
    scrub = not all(knows_student(reader, one) for one in (subject, found.other) if one)
    own = _side(_("This submission"), code_files(subject), found, subject, scrub=scrub)
    other = _side(_title_of(found), _files_of(found), found, scrub=scrub)
    may_ask = Action.ASK_TO_EXPLAIN in actions_for(subject, reader)
    context = {
        "submission": subject,
        "likeness": found,
        "sides": [own, other],
        "ask_form": form if may_ask else None,
        "explanation": explanation_of(subject),
    }
    status = 422 if form.is_bound else 200
    return render(request, "review/likeness.html", context, status=status)


def _title_of(found: Likeness) -> str:
    if found.known is not None:
        return found.known.title
    return _("An earlier submission, %(cohort)s") % {"cohort": _other(found).cohort}


def _files_of(found: Likeness) -> Mapping[str, bytes]:
    if found.known is not None:
        return known_files(found.known)
    return code_files(_other(found))


def _other(found: Likeness) -> Submission:
    assert found.other is not None  # noqa: S101 -- a constraint: one of the two is there
    return found.other


def _side(
    title: str,
    files: Mapping[str, bytes],
    found: Likeness,
    own: Submission | None = None,
    *,
    scrub: bool,
) -> Side:
    if not files:
        return Side(title, (), _("Its files have been deleted."))
    try:
        sections = marked(files, frozenset(found.shared), scrub=scrub)
    except Exceeded as exceeded:
        return Side(title, (), localized(not_shown(exceeded.reason)))
    except Overloaded as error:
        raise Busy(
            _("Many files are being opened at this moment. Try again in a few seconds.")
        ) from error
    return Side(title, [_piece(section, own) for section in sections])


def _piece(section: MarkedSection, own: Submission | None) -> Piece:
    """`own` is the submission that the section is of, if it has a workspace to lead to."""
    shared = frozenset(section.marked)
    lines = [
        Line(number, text, number in shared)
        for number, text in enumerate(section.lines, 1)
    ]
    if section.name:
        url = workspace_url(own, section.name) if own else ""
        return Piece(section.name, url, lines)
    title = _("Cell %(number)s") % {"number": section.cell}
    if own is None:
        return Piece(title, "", lines)
    url = workspace_url(own, own.notebook_name, cell=str(section.cell))
    return Piece(title, f"{url}#{anchor_of(section.cell)}", lines)
