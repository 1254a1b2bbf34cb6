"""The parts of a chart as inline SVG: no script, no style attributes, colours by CSS class."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2s

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from projects.web.parts.scales import Scale, compact

Point = tuple[float, float]


@dataclass(frozen=True)
class Frame:
    """Where the plot's area lies in the picture, in pixels."""

    left: float
    top: float
    right: float
    bottom: float


def axes(frame: Frame, x: Scale, y: Scale, x_label: str, y_label: str) -> SafeString:
    rows = format_html_join(
        "",
        '<line class="chart__grid" x1="{}" y1="{}" x2="{}" y2="{}"></line>'
        '<text x="{}" y="{}" text-anchor="end" dominant-baseline="central">{}</text>',
        (
            (
                *(px(frame.left), px(y(tick)), px(frame.right), px(y(tick))),
                *(px(frame.left - 8), px(y(tick)), compact(tick)),
            )
            for tick in y.ticks
        ),
    )
    columns = format_html_join(
        "",
        '<line class="chart__axis" x1="{}" y1="{}" x2="{}" y2="{}"></line>'
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (
                *(px(x(tick)), px(frame.bottom), px(x(tick)), px(frame.bottom + 4)),
                *(px(x(tick)), px(frame.bottom + 18), compact(tick)),
            )
            for tick in x.ticks
        ),
    )
    return format_html(
        '<g aria-hidden="true">{}{}'
        '<line class="chart__axis" x1="{}" y1="{}" x2="{}" y2="{}"></line>'
        '<text x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text x="{}" y="{}" text-anchor="middle" transform="rotate(-90 {} {})">{}</text>'
        "</g>",
        rows,
        columns,
        *(px(frame.left), px(frame.bottom), px(frame.right), px(frame.bottom)),
        *(px((frame.left + frame.right) / 2), px(frame.bottom + 36), x_label),
        *(12, px((frame.top + frame.bottom) / 2)),
        *(12, px((frame.top + frame.bottom) / 2), y_label),
    )


def picture(  # noqa: PLR0913 - what an <svg> is made of
    css: str,
    words: tuple[str, str],
    parts: Sequence[SafeString],
    width: int,
    height: int,
    *,
    fixed: bool = False,
) -> SafeString:
    inner = format_html_join("", "{}", ((part,) for part in parts))
    ids = blake2s("\n".join([*words, inner]).encode(), digest_size=4).hexdigest()
    size = format_html('width="{}" height="{}" ', width, height) if fixed else ""
    return format_html(
        '<svg class="{0}" {1}viewBox="0 0 {2} {3}" role="img" '
        'aria-labelledby="t{4} d{4}"><title id="t{4}">{5}</title>'
        '<desc id="d{4}">{6}</desc>{7}</svg>',
        css,
        size,
        width,
        height,
        ids,
        *words,
        inner,
    )


def path(points: Sequence[Point], x: Scale, y: Scale) -> str:
    return "M" + "L".join(f"{px(x(a))} {px(y(b))}" for a, b in points)


def px(value: float) -> str:
    """A tenth of a pixel is enough."""
    return f"{value:.1f}".removesuffix(".0")
