"""The whole cohort as one picture: a column for each student, in it a row for each project.

Columns stand in lines, one below the other. What stands side by side in the same state is one
stroke, and all strokes of a state are one path, so that five thousand students are some kilobytes.
Colours come from the page's own CSS. Each board page of students is a link to it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from projects.enums import State
from projects.queries.overview import Standing

GAP = 6  # between lines, in pixels
MOST_LINES = 6  # of a picture that nobody asked to be larger


@dataclass(frozen=True)
class Zoom:
    columns: int  # students in a line
    width: int  # of a student, in pixels
    height: int  # of a project


ZOOMS: Mapping[str, Zoom] = MappingProxyType(
    {
        "1": Zoom(500, 2, 5),
        "2": Zoom(250, 4, 7),
        "3": Zoom(100, 10, 10),
        "4": Zoom(40, 24, 16),  # a class, not a course
    }
)


def zoom_for(students: int, asked: str = "") -> Zoom:
    """As asked; else the nearest at which the picture is no taller than a screen."""
    if asked in ZOOMS:
        return ZOOMS[asked]
    nearest = (
        z for z in reversed(list(ZOOMS.values())) if students <= MOST_LINES * z.columns
    )
    return next(nearest, ZOOMS["1"])


@dataclass(frozen=True)
class Area:
    """The students of one page of the board."""

    standings: Sequence[Standing]
    first: int  # its number among all, from 0
    url: str

    def words(self) -> str:
        counts = Counter(p.state for one in self.standings for p in one.places)
        told = [
            f"{State(state).label}: {count}" if state else f"{_('Nothing')}: {count}"
            for state, count in counts.most_common()
        ]
        place = f"{self.first + 1}–{self.first + len(self.standings)}"
        names = f"{self.standings[0].name} … {self.standings[-1].name}"
        return f"{place} · {names} · {', '.join(told)}"


def heat_map(areas: Sequence[Area], zoom: Zoom, wanted: str = "") -> SafeString:
    """`wanted`: a state ("none": nothing handed in) that stands out, the others do not."""
    standings = [one for area in areas for one in area.standings]
    projects = len(standings[0].places) if standings else 0
    line = projects * zoom.height + GAP
    lines = -(-len(standings) // zoom.columns)
    return format_html(
        '<svg class="heat-map" width="{0}" height="{1}" viewBox="0 0 {0} {1}">'
        '<g transform="scale({2} 1)" stroke-width="{3}">{4}</g>{5}</svg>',
        min(zoom.columns, max(len(standings), 1)) * zoom.width,
        lines * line,
        zoom.width,
        zoom.height - 1,
        _paths(standings, zoom, line, wanted),
        format_html_join("", "{}", ((_link(area, zoom, line),) for area in areas)),
    )


def _paths(
    standings: Sequence[Standing], zoom: Zoom, line: int, wanted: str
) -> SafeString:
    strokes: dict[str, list[str]] = defaultdict(list)
    for number, start in enumerate(range(0, len(standings), zoom.columns)):
        some = standings[start : start + zoom.columns]
        for project, states in enumerate(
            zip(*([p.state for p in one.places] for one in some), strict=True)
        ):
            y = number * line + (project + 0.5) * zoom.height
            for state, x, length in _runs(states):
                strokes[state].append(f"M{x} {y:g}h{length}")
    return format_html_join(
        "",
        "{}",
        ((_path(state or "none", "".join(d), wanted),) for state, d in strokes.items()),
    )


def _path(state: str, strokes: str, wanted: str) -> SafeString:
    if wanted in ("", state):
        return format_html('<path class="state-{}" d="{}"></path>', state, strokes)
    return format_html('<path class="heat-map__other" d="{}"></path>', strokes)


def _runs(states: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """State, where it begins, and for how long it stays."""
    begin = 0
    for index in range(1, len(states) + 1):
        if index == len(states) or states[index] != states[begin]:
            yield states[begin], begin, index - begin
            begin = index


def _link(area: Area, zoom: Zoom, line: int) -> SafeString:
    """Out of the way of the keyboard: the pages of the table lead to the same."""
    return format_html(
        '<a href="{}" tabindex="-1"><title>{}</title>'
        '<rect x="{}" y="{}" width="{}" height="{}"></rect></a>',
        area.url,
        area.words(),
        area.first % zoom.columns * zoom.width,
        area.first // zoom.columns * line,
        len(area.standings) * zoom.width,
        line - GAP,
    )
