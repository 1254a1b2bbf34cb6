"""Cohorts for leads and admins: the list, and one cohort as a board."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.enums import State
from projects.models import Cohort, Project
from projects.queries import cohorts as reads
from projects.queries.cohorts import LATE, NONE, STUCK, Filters
from projects.queries.schedule import schedule_of
from projects.rules import is_lead
from projects.web.parts.people import signed_in

STUDENTS_PER_PAGE = 50
SHOWN_IN_NEED = 6

# Short words for narrow cells; the whole word stands in the cell's title.
SHORT: Mapping[str, str | Promise] = {
    State.CHECKING: gettext_lazy("Checking"),
    State.HELD: gettext_lazy("Held up"),
    State.RETURNED: gettext_lazy("Returned"),
    State.AWAITING_REVIEW: gettext_lazy("Waiting"),
    State.IN_REVIEW: gettext_lazy("In review"),
    State.EXPLAINING: gettext_lazy("Explains"),
    State.APPROVED: gettext_lazy("Approved"),
    State.CHANGES_REQUESTED: gettext_lazy("Changes"),
    State.UNREVIEWABLE: gettext_lazy("Unable"),
    State.DISPUTED: gettext_lazy("Disputed"),
    State.WITHDRAWN: gettext_lazy("Withdrawn"),
    "": gettext_lazy("Nothing yet"),
}


class FilterForm(forms.Form):
    """Everything may be empty, and what makes no sense is as if it were."""

    name = forms.CharField(
        label=gettext_lazy("Name or e-mail"), required=False, max_length=120
    )
    project = forms.ChoiceField(label=gettext_lazy("Project"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    needs = forms.ChoiceField(label=gettext_lazy("Needs help"), required=False)

    def __init__(self, data: Mapping[str, Any], projects: list[Project]) -> None:
        super().__init__(data)
        everything = ("", _("All"))
        choices: dict[str, list[tuple[str, Any]]] = {
            "project": [(one.slug, one.title) for one in projects],
            "state": [*State.choices, (NONE, _("Nothing handed in"))],
            "needs": [(STUCK, _("Sent back again")), (LATE, _("Past the due date"))],
        }
        for name, given in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [everything, *given]

    def filters(self) -> Filters:
        self.is_valid()
        return Filters(
            **{name: self.cleaned_data.get(name, "") for name in self.fields}
        )


def _for_staff(request: HttpRequest) -> None:
    if not is_lead(signed_in(request)):
        raise Http404


@login_required
def board(request: HttpRequest, slug: str) -> HttpResponse:
    _for_staff(request)
    cohort = get_object_or_404(Cohort.objects.led_by(signed_in(request)), slug=slug)
    projects = [one.project for one in schedule_of(cohort)]
    form = FilterForm(request.GET, projects)
    filters = form.filters()
    shown = [one for one in projects if filters.project in ("", one.slug)]
    rows = reads.enrolled(cohort, filters)
    page = Paginator(rows, STUDENTS_PER_PAGE).get_page(request.GET.get("page"))
    students = [enrolment.student for enrolment in page]
    query = {name: value for name, value in asdict(filters).items() if value}
    context = {
        "cohort": cohort,
        "form": form,
        "filtered": bool(query),
        "query": urlencode(query),
        "projects": shown,
        "page": page,
        "rows": [
            _board_row(row, filters.state)
            for row in reads.board(cohort, students, shown)
        ],
        **_numbers(cohort),
        **_in_need(cohort, projects),
        "legend": [(state, SHORT[state], state.label) for state in State],
    }
    return render(request, "cohorts/board.html", context)


@dataclass(frozen=True)
class BoardCell:
    """A cell as the template takes it."""

    state: str
    label: str | Promise
    short: str | Promise
    url: str
    attempt: int | None
    late: bool
    dimmed: bool  # not what the filter asks for


def _board_row(row: reads.Row, wanted: str) -> tuple[Any, list[BoardCell]]:
    return row.student, [_board_cell(cell, wanted) for cell in row.cells]


def _board_cell(cell: reads.Cell, wanted: str) -> BoardCell:
    submission, state = cell.submission, cell.state
    return BoardCell(
        state,
        State(state).label if state else _("Nothing handed in"),
        SHORT[state],
        reverse("projects:submission", args=[submission.uid]) if submission else "",
        submission.attempt if submission else None,
        cell.is_late,
        dimmed=bool(wanted) and (state or NONE) != wanted,
    )


@dataclass(frozen=True)
class Number:
    value: int
    label: str | Promise
    query: str  # the filter that shows who they are; empty: none
    tone: str = ""


def _numbers(cohort: Cohort) -> dict[str, Any]:
    """One line of numbers that matter."""
    counts = reads.state_counts(cohort)

    def of(*states: State) -> int:
        return sum(counts.get(state, 0) for state in states)

    return {
        "people": [
            Number(cohort.enrolments.count(), _("students"), ""),
            Number(reads.handed_in_count(cohort), _("have handed in"), ""),
        ],
        "numbers": [
            Number(of(State.CHECKING), _("checking"), "state=checking"),
            Number(of(State.HELD), _("held up by us"), "state=held"),
            Number(of(State.AWAITING_REVIEW), _("waiting"), "state=awaiting_review"),
            Number(of(State.DISPUTED), _("disputed"), "state=disputed"),
            Number(of(State.IN_REVIEW), _("in review"), "state=in_review"),
            Number(of(State.EXPLAINING), _("asked to explain"), "state=explaining"),
            Number(of(State.RETURNED), _("returned"), "state=returned"),
            Number(
                of(State.CHANGES_REQUESTED), _("to change"), "state=changes_requested"
            ),
            Number(of(State.APPROVED), _("approved"), "state=approved", "good"),
        ],
    }


@dataclass(frozen=True)
class InNeed:
    student: str
    project: str
    why: str
    url: str


def _in_need(cohort: Cohort, projects: list[Project]) -> dict[str, Any]:
    """Two plain rules: sent back more than once, and past the date with nothing here."""
    titles = {one.pk: one.title for one in projects}
    stuck, late = reads.stuck_in(cohort), reads.late_in(cohort)
    board_url = reverse("projects:board", args=[cohort.slug])
    return {
        "stuck_count": stuck.count(),
        "stuck": [
            InNeed(
                str(one.student),
                titles[one.project_id],
                _("sent back %(n)s times") % {"n": one.sent_back},
                reverse("projects:submission", args=[one.uid]),
            )
            for one in stuck[:SHOWN_IN_NEED]
        ],
        "late_count": late.count(),
        "late": [
            (
                InNeed(
                    str(one.student),
                    titles[one.late_project],
                    "",
                    f"{board_url}?{urlencode({'name': one.student.email})}",
                ),
                one.late_since,
            )
            for one in late[:SHOWN_IN_NEED]
        ],
    }
