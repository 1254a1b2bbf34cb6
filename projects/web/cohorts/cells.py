"""Cells of the board. A page has 250, so their HTML is written here: a template took a third of the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from projects.enums import State
from projects.queries.cohorts import NONE, Cell
from projects.templatetags.kit import icon

# Short words for narrow cells; the whole word stands in the cell's title.
SHORT: Mapping[str, str | Promise] = MappingProxyType(
    {
        State.CHECKING: gettext_lazy("Checking"),
        State.HELD: gettext_lazy("On hold"),
        State.RETURNED: gettext_lazy("Returned"),
        State.AWAITING_REVIEW: gettext_lazy("Waiting"),
        State.IN_REVIEW: gettext_lazy("In review"),
        State.EXPLAINING: gettext_lazy("Explaining"),
        State.APPROVED: gettext_lazy("Approved"),
        State.CHANGES_REQUESTED: gettext_lazy("Changes"),
        State.UNREVIEWABLE: gettext_lazy("Unable"),
        State.DISPUTED: gettext_lazy("Disputed"),
        State.WITHDRAWN: gettext_lazy("Withdrawn"),
        "": gettext_lazy("Nothing yet"),
    }
)


@dataclass(frozen=True)
class BoardCell:
    """One student and project, as the page shows it."""

    state: str
    url: str  # of the newest submission
    attempt: int
    late: bool
    dimmed: bool  # not what the filter asks for
    met_in: str  # another cohort, whose pass it is

    @property
    def html(self) -> SafeString:
        """Shape, word and colour, which leads to the newest submission."""
        told = self.state, self.attempt, self.met_in
        label, words = _words(*told, late=self.late, language=get_language())
        classes = f"heat state-{self.state or 'none'}"
        apart = "heat--other" if self.state else "heat--nothing"
        if self.dimmed or not self.state:
            classes = f"{classes} {apart}"
        late = SafeString(" data-late") if self.late else ""
        if self.url:
            link = '<a class="{}" href="{}" title="{}"{}>{}</a>'
            return format_html(link, classes, self.url, label, late, words)
        mark = '<span class="{}" title="{}"{}>{}</span>'
        return format_html(mark, classes, label, late, words)


def cell_of(
    cell: Cell, wanted: str, address: Callable[[int | UUID], str], *, everywhere: bool
) -> BoardCell:
    """`everywhere`: the reader leads every cohort, and may open what was passed in another."""
    submission, carried, state = cell.submission, cell.carried, cell.state
    is_dimmed = bool(wanted) and (state or NONE) != wanted
    if carried is not None:
        url = address(carried.uid) if everywhere else ""
        return BoardCell(
            state, url, 0, late=False, dimmed=is_dimmed, met_in=carried.cohort
        )
    return BoardCell(
        state,
        address(submission.uid) if submission else "",
        submission.attempt if submission else 0,
        late=cell.is_late,
        dimmed=is_dimmed,
        met_in="",
    )


@lru_cache(maxsize=512)  # few differ: a state, an attempt or two, late or not
def _words(
    state: str, attempt: int, met_in: str, *, late: bool, language: str
) -> tuple[str, SafeString]:
    """The cell's title, and what stands in it."""
    nothing = SafeString()
    clock = icon("clock", size="small") if late else nothing
    told_late = _hidden(_("late")) if late else nothing
    if met_in:
        label = _("Met in %(cohort)s") % {"cohort": met_in}
        short, spoken = _("Met before"), _hidden(f": {label}")
    elif state:
        label, short, spoken = str(State(state).label), str(SHORT[state]), nothing
    else:
        label = _("Nothing handed in")
        mark = icon("state-none", label=label, size="small")
        return label, format_html("{}{}{}", mark, clock, told_late)
    number = '<span class="num">{}×{}</span>'
    again = format_html(number, _hidden(_("attempt") + " "), attempt)
    return label, format_html(
        "{}<span>{}</span>{}{}{}{}",
        icon(f"state-{state}", size="small"),
        short,
        spoken,
        again if attempt > 1 else "",
        clock,
        told_late,
    )


def _hidden(words: str) -> SafeString:
    """Read out, and not seen."""
    return format_html('<span class="sr-only">{}</span>', words)
