"""What a step used while it ran: memory, processors and GPU over one line of time."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from projects.models import Step
from projects.models.texts import text_in
from projects.web.parts.charts import NARROW
from projects.web.parts.drawings import kept
from projects.web.parts.scales import Scale, scale_over
from projects.web.parts.svg import Frame, axes, path, picture, px

WIDE = 640
PANEL = 92  # pixels of each quantity
GAP = 34
TOP, BOTTOM, LEFT, RIGHT = 22, 40, 52, 16
FEWEST = 2  # points that make a line
ABOVE = 6  # of a phase's number over its mark

Panel = tuple[str, Sequence[tuple[float, float]]]


def usage_of(step: Step) -> dict[str, Any] | None:
    """The chart and its words; None where too little was recorded."""
    return kept("usage", step, lambda: _usage(step))


def _usage(step: Step) -> dict[str, Any] | None:
    points = [p for p in step.environment.get("usage", []) if _readable(p)]
    if len(points) < FEWEST:
        return None
    phases = [
        (float(at), text_in(name)) for at, name in step.environment.get("phases", [])
    ]
    panels = _panels(points)
    words = (_("Memory and processors over time"), _in_words(points, step.environment))
    wide = _drawn("chart chart--wide", WIDE, panels, phases, words)
    narrow = _drawn("chart chart--narrow", NARROW[0], panels, phases, words)
    return {
        "title": step.get_kind_display(),
        "svg": format_html('<div class="charts">{}{}</div>', wide, narrow),
        "words": words[1],
        "phases": [name for _at, name in phases],
    }


def _readable(point: Any) -> bool:
    return isinstance(point, list) and len(point) == 4 and point[1] is not None  # noqa: PLR2004


def _panels(points: Sequence[Sequence[Any]]) -> list[Panel]:
    panels: list[Panel] = [
        (_("memory, MB"), [(p[0], p[1]) for p in points]),
        (_("processors"), [(p[0], p[2] or 0.0) for p in points]),
    ]
    on_gpu = [(p[0], p[3]) for p in points if p[3] is not None]
    if len(on_gpu) >= FEWEST:
        panels.append((_("GPU memory, MB"), on_gpu))
    return panels


def _in_words(points: Sequence[Sequence[Any]], environment: Mapping[str, Any]) -> str:
    highest = max(environment.get("peak_memory_mb", 0.0), *(p[1] for p in points))
    words = [
        _("At most %(memory)s of memory and %(cpu).1f processors at once.")
        % {"memory": megabytes(highest), "cpu": max(p[2] or 0.0 for p in points)}
    ]
    gpu = [p[3] for p in points if p[3] is not None]
    if gpu:
        words.append(
            _("At most %(memory)s of the GPU.") % {"memory": megabytes(max(gpu))}
        )
    return " ".join(words)


def megabytes(value: float) -> str:
    """412 MB, 1.5 GB: as much as one reads at a glance."""
    if value < 1000:  # noqa: PLR2004
        return f"{value:.0f} MB"
    gigabytes = value / 1024
    # From a hundred on, two digits would be written as 1.3e+02.
    return f"{gigabytes:.0f} GB" if gigabytes >= 99.5 else f"{gigabytes:.2g} GB"  # noqa: PLR2004


def _drawn(
    css: str,
    width: int,
    panels: Sequence[Panel],
    phases: Sequence[tuple[float, str]],
    words: tuple[str, str],
) -> SafeString:
    height = TOP + len(panels) * (PANEL + GAP) - GAP + BOTTOM
    last = max(points[-1][0] for _name, points in panels)
    x = scale_over([0.0, max(last, 1.0)], LEFT, width - RIGHT)
    parts = [
        _panel(number, panel, x, width, last=number == len(panels) - 1)
        for number, panel in enumerate(panels)
    ]
    marks = _marks(phases, x, height - BOTTOM, last)
    return picture(css, words, [marks, *parts], width, height)


def _panel(
    number: int, panel: Panel, x: Scale, width: int, *, last: bool
) -> SafeString:
    name, points = panel
    top = TOP + number * (PANEL + GAP)
    frame = Frame(LEFT, top, width - RIGHT, top + PANEL)
    y = scale_over([0.0, *(v for _t, v in points)], frame.bottom, top, rounded=True)
    few = Scale(y.place, (y.ticks[0], y.ticks[len(y.ticks) // 2], y.ticks[-1]))
    below = x if last else Scale(x.place, ())
    return format_html(
        '{}<g class="chart--{}"><path class="chart__line" d="{}"></path>'
        '<text class="chart__name" x="{}" y="{}" text-anchor="end">{}</text></g>',
        axes(frame, below, few, _("seconds") if last else "", ""),
        number + 1,
        path(points, x, y),
        *(px(frame.right), px(top - ABOVE), name),
    )


def _marks(
    phases: Sequence[tuple[float, str]], x: Scale, bottom: float, last: float
) -> SafeString:
    """A line where each phase began, numbered as in the list below the chart."""
    shown = [(n, at) for n, (at, _name) in enumerate(phases, 1) if at <= last]
    return format_html_join(
        "",
        '<line class="chart__mark" x1="{0}" y1="{1}" x2="{0}" y2="{2}"></line>'
        '<text x="{3}" y="{4}" aria-hidden="true">{5}</text>',
        (
            (px(x(at)), TOP, px(bottom), px(x(at) + 3), TOP - ABOVE, number)
            for number, at in shown
        ),
    )
