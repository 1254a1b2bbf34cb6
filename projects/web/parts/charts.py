"""Charts of curves, and sparklines, as inline SVG (`svg.py`).

Units are the caller's; `static/css/chart.css` gives the look in both themes.
"""

import math
from collections.abc import Mapping, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from projects.web.parts.scales import Scale, compact, log_scale, scale_over
from projects.web.parts.svg import Frame, Point, axes, path, picture, px

Series = Mapping[str, Sequence[Point]]

MOST_POINTS = 240  # of one line: more than its pixels show
COLOURS = 4  # classes chart--1 … chart--4
LARGEST = 1e300  # of a number that steps and pixels can be counted for
LOG_FROM = 50  # a largest value this many times the smallest asks for a log scale
TOP, BOTTOM, LEFT = 16, 40, 52
NARROW = (360, 260)
CHARACTER = 7.2  # pixels, generously, of a label's letter
WIDE_CHARACTER = 13  # of a Japanese one
LABEL_GAP = 16
LABEL_PAD = 14


def line_chart(  # noqa: PLR0913 - a chart has this many words
    series: Series,
    *,
    x_label: str,
    y_label: str,
    thresholds: Mapping[str, float],
    width: int = 640,
    height: int = 280,
) -> SafeString:
    """Lines over steps, with what must be reached as dashed lines.

    Points that are not finite, or about to overflow, are left out. Without any point the
    frame stands empty and says so. Two drawings come back, for wide and for narrow places;
    the style sheet shows the one that fits.
    """
    clean = {name: thinned(_finite(points)) for name, points in series.items()}
    clean = {name: points for name, points in clean.items() if points}
    labels = (x_label, y_label)
    wide = _curve("chart chart--wide", clean, labels, thresholds, (width, height))
    narrow = _curve("chart chart--narrow", clean, labels, thresholds, NARROW)
    return format_html('<div class="charts">{}{}</div>', wide, narrow)


def _curve(
    css: str,
    clean: Series,
    labels: tuple[str, str],
    thresholds: Mapping[str, float],
    size: tuple[int, int],
) -> SafeString:
    width, height = size
    x_label, y_label = labels
    if not clean:
        return _empty(css, labels, thresholds, size)
    names = [*clean, *(_threshold_name(n, v) for n, v in thresholds.items())]
    margin = max((_text_width(name) for name in names), default=0) + LABEL_PAD
    frame = Frame(LEFT, TOP, width - min(margin, width * 0.4), height - BOTTOM)
    x, y = _scales(clean, thresholds, frame)
    parts = [
        axes(frame, x, y, x_label, y_label),
        _thresholds(frame, y, thresholds),
        _lines(clean, x, y),
        _labels(frame, clean, thresholds, y),
    ]
    return picture(css, _titled(clean, y_label, thresholds), parts, width, height)


def sparkline(
    points: Sequence[Point], *, title: str, width: int = 96, height: int = 24
) -> SafeString:
    """One small line without axes, for a table or a tile."""
    kept = thinned(_finite(points))
    if not kept:
        return picture("sparkline", (title, _("No points yet.")), [], width, height)
    x = scale_over([p[0] for p in kept], 3, width - 3)
    y = scale_over([p[1] for p in kept], height - 3, 3)
    line = format_html(
        '<g class="chart--1"><path class="chart__line" d="{}"></path>'
        '<circle class="chart__end" cx="{}" cy="{}" r="2.5"></circle></g>',
        path(kept, x, y),
        px(x(kept[-1][0])),
        px(y(kept[-1][1])),
    )
    return picture(
        "sparkline", (title, compact(kept[-1][1])), [line], width, height, fixed=True
    )


def thinned(points: Sequence[Point], most: int = MOST_POINTS) -> list[Point]:
    """At most about `most` points that keep the first, the last and every peak.

    Each bucket of neighbours gives its lowest and its highest point.
    """
    if len(points) <= most:
        return list(points)
    inner = points[1:-1]
    size = math.ceil(len(inner) / ((most - 2) // 2))
    kept: list[Point] = [points[0]]
    for start in range(0, len(inner), size):
        bucket = range(start, min(start + size, len(inner)))
        low = min(bucket, key=lambda i: inner[i][1])
        high = max(bucket, key=lambda i: inner[i][1])
        kept += [inner[i] for i in sorted({low, high})]
    return [*kept, points[-1]]


def _finite(points: Sequence[Point]) -> list[Point]:
    return [(x, y) for x, y in points if abs(x) <= LARGEST and abs(y) <= LARGEST]


def _scales(
    series: Series, thresholds: Mapping[str, float], frame: Frame
) -> tuple[Scale, Scale]:
    xs = [x for points in series.values() for x, _y in points] or [0.0, 1.0]
    ys = [y for points in series.values() for _x, y in points]
    shown = [*ys, *thresholds.values()] or [0.0, 1.0]
    x = scale_over(xs, frame.left, frame.right)
    low, high = min(shown), max(shown)
    if low > 0 and high / low > LOG_FROM:
        return x, log_scale(low, high, frame.bottom, frame.top)
    return x, scale_over([*shown, 0.0], frame.bottom, frame.top, rounded=True)


def _thresholds(frame: Frame, y: Scale, thresholds: Mapping[str, float]) -> SafeString:
    return format_html_join(
        "",
        '<line class="chart__threshold" x1="{}" y1="{}" x2="{}" y2="{}"></line>',
        (
            (px(frame.left), px(y(value)), px(frame.right), px(y(value)))
            for value in thresholds.values()
        ),
    )


def _lines(series: Series, x: Scale, y: Scale) -> SafeString:
    return format_html_join(
        "",
        '<g class="chart--{0}"><path class="chart__line chart__line--{0}" d="{1}"></path>'
        '<circle class="chart__end" cx="{2}" cy="{3}" r="3.5"></circle></g>',
        (
            (
                index % COLOURS + 1,
                path(points, x, y),
                px(x(points[-1][0])),
                px(y(points[-1][1])),
            )
            for index, points in enumerate(series.values())
        ),
    )


def _labels(
    frame: Frame, series: Series, thresholds: Mapping[str, float], y: Scale
) -> SafeString:
    """Names at the right end of what they name, moved apart where they would collide."""
    wanted = [
        (y(points[-1][1]), f"chart__name chart--{index % COLOURS + 1}", name)
        for index, (name, points) in enumerate(series.items())
    ]
    wanted += [
        (y(value), "chart__threshold-name", _threshold_name(name, value))
        for name, value in thresholds.items()
    ]
    wanted.sort(key=lambda label: label[0])
    places = _spread([place for place, _css, _name in wanted], frame)
    return format_html_join(
        "",
        '<text class="{}" x="{}" y="{}" dominant-baseline="central">{}</text>',
        (
            (css, px(frame.right + LABEL_PAD / 2 + 3), px(place), name)
            for place, (_at, css, name) in zip(places, wanted, strict=True)
        ),
    )


def _spread(places: Sequence[float], frame: Frame) -> list[float]:
    """Sorted places, at least LABEL_GAP apart, inside the frame if there is room."""
    spread: list[float] = []
    for place in places:
        spread.append(max(place, spread[-1] + LABEL_GAP) if spread else place)
    limit = frame.bottom
    for index in reversed(range(len(spread))):
        spread[index] = min(spread[index], limit)
        limit = spread[index] - LABEL_GAP
    return spread


def _empty(
    css: str,
    labels: tuple[str, str],
    thresholds: Mapping[str, float],
    size: tuple[int, int],
) -> SafeString:
    width, height = size
    base = height - BOTTOM
    note = format_html(
        '<line class="chart__axis" x1="{}" y1="{}" x2="{}" y2="{}"></line>'
        '<text x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        *(LEFT, base, width - LEFT, base),
        *(px(width / 2), px(height / 2), _("The curve appears when training starts.")),
        *(px(width / 2), height - 4, labels[0]),
    )
    return picture(css, _titled({}, labels[1], thresholds), [note], width, height)


def _titled(
    series: Series, y_label: str, thresholds: Mapping[str, float]
) -> tuple[str, str]:
    """The title and the description that a screen reader says instead of the picture."""
    ends = [
        _("%(name)s: from %(first)s to %(last)s, lowest %(lowest)s.")
        % {
            "name": name,
            "first": compact(points[0][1]),
            "last": compact(points[-1][1]),
            "lowest": compact(min(y for _x, y in points)),
        }
        for name, points in series.items()
    ]
    goals = [_threshold_name(name, value) + "." for name, value in thresholds.items()]
    return y_label, " ".join([*ends, *goals]) or _("No points yet.")


def _threshold_name(name: str, value: float) -> str:
    return f"{name} {compact(value)}"


def _text_width(text: str) -> float:
    return sum(CHARACTER if sign.isascii() else WIDE_CHARACTER for sign in text)
