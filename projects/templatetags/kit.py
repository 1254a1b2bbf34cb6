"""Small words and marks that every page's templates use. Load with `{% load kit %}`."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any
from zlib import crc32

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from notebooks.anchors import anchor_of, line_anchor
from notebooks.pages import CELL_END
from notebooks.prose import prose
from projects.zones import in_words

register = template.Library()

AVATAR_COLOURS = 6
MINUTE, HOUR, DAY = 60, 3600, 86400
NEAR = timedelta(days=30)
# As hints name places, in both languages of the course.
PLACE = re.compile(
    r"(?:\b[Cc]ell |セル )(?P<cell>[0-9]{1,4})"
    r"(?:, line (?P<line>[0-9]{1,4})|(?:、| の )(?P<line_ja>[0-9]{1,4}) 行目)?"
)
CODE = re.compile(r"`([^`\n]+)`")


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """A mark from the sprite; silent to screen readers unless it has a label.

    `size` is "", "small" or "large".
    """
    return _mark(name, str(label), size, _sprite())


@cache
def _sprite() -> str:
    """Its address, which stays the same as long as the process runs."""
    return static("img/icons.svg")


@lru_cache(maxsize=512)  # a page has a hundred and more, of a few kinds
def _mark(name: str, label: str, size: str, sprite: str) -> SafeString:
    classes = f"icon icon--{size}" if size else "icon"
    href = f"{sprite}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>',
            classes,
            label,
            href,
        )
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false">'
        '<use href="{}"></use></svg>',
        classes,
        href,
    )


@register.simple_tag
def preview(field: str) -> SafeString:
    """The button that shows what is typed in a textarea as it will be read; `field` is its id."""
    return _preview(str(field), get_language())


@lru_cache(maxsize=256)  # the workspace has one for each criterion
def _preview(field: str, _language: str | None) -> SafeString:
    return render_to_string("components/preview.html", {"for": field})


@register.simple_tag
def cell_end() -> SafeString:
    """Closes what a PageCell's `html` leaves open."""
    return mark_safe(CELL_END)  # noqa: S308 -- a constant of ours


@register.filter
def markdown(text: Any) -> SafeString:
    """What a person wrote, and what a pack says, as HTML with formulas; nothing for no text."""
    html = prose(str(text or "").strip("\r\n"))
    return format_html('<div class="words">{}</div>', html) if html else SafeString()


@register.filter
def codes(text: Any) -> SafeString:
    """Words in which `names` between backticks are code; everything else is only text."""
    escaped = conditional_escape(text)
    return mark_safe(CODE.sub(r"<code>\1</code>", escaped))  # noqa: S308 - escaped above


@register.filter
def places(html: SafeString, address: str) -> SafeString:
    """Links places in a notebook, as "cell 14, line 23", to them on the page at `address`."""
    if not address:
        return html

    def link(found: re.Match[str]) -> str:
        cell, line = found["cell"], found["line"] or found["line_ja"]
        anchor = anchor_of(int(cell))
        anchor = line_anchor(anchor, int(line)) if line else anchor
        return format_html(
            '<a href="{}?cell={}#{}" data-place>{}</a>', address, cell, anchor, found[0]
        )

    return mark_safe(PLACE.sub(link, html))  # noqa: S308 - it was safe, and links are ours


@register.simple_tag
def when(moment: datetime | None) -> SafeString | str:
    """A time: exact in UTC here, relative and in the reader's zone once script runs."""
    if moment is None:
        return ""
    shown = date_format(timezone.localtime(moment), "Y-m-d H:i")
    zone = timezone.localtime(moment).tzname() or ""
    return format_html(
        '<time datetime="{}" title="{} {}" data-relative>{}</time>',
        moment.isoformat(),
        shown,
        zone,
        shown,
    )


@register.simple_tag
def date_in_zone(moment: datetime | None) -> SafeString | str:
    """A date that somebody plans by: whole, in the reader's zone, which is named."""
    if moment is None:
        return ""
    words = in_words(moment)
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), words)


@register.simple_tag
def moment_in_words(moment: datetime) -> str:
    """The same as text, to stand in a sentence."""
    return in_words(moment)


@register.filter
def is_near(moment: datetime) -> bool:
    """Whether days until then say more than its date."""
    return abs(moment - timezone.now()) < NEAR


@register.simple_tag
def waiting(since: datetime | None) -> SafeString | str:
    """How long something has waited, with the exact time on hover."""
    if since is None:
        return ""
    shown = date_format(timezone.localtime(since), "Y-m-d H:i")
    zone = timezone.localtime(since).tzname() or ""
    waited = max(timezone.now() - since, timedelta(seconds=1))
    return format_html(
        '<time datetime="{}" title="{} {}">{}</time>',
        since.isoformat(),
        shown,
        zone,
        _("waiting %(time)s") % {"time": duration(waited)},
    )


@register.filter
def duration(span: timedelta | float | None) -> str:
    """Seconds or a timedelta, as a person would say it: one or two units."""
    if span is None:
        return ""
    seconds = span.total_seconds() if isinstance(span, timedelta) else float(span)
    if seconds < 1:
        return _("under 1 s")
    if seconds < MINUTE:
        return _("%(n)d s") % {"n": seconds}
    if seconds < HOUR:
        return _("%(n)d min") % {"n": seconds // MINUTE}
    return _long_duration(int(seconds))


@register.filter
def estimated(span: timedelta | float | None) -> str:
    """As `duration`, after "about", which "under 1 s" does not follow."""
    if span is None:
        return ""
    seconds = span.total_seconds() if isinstance(span, timedelta) else float(span)
    return duration(max(1.0, seconds))


def _long_duration(seconds: int) -> str:
    if seconds >= DAY:
        days = seconds // DAY
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    hours, minutes = seconds // HOUR, seconds % HOUR // MINUTE
    if minutes:
        return _("%(h)d h %(m)d min") % {"h": hours, "m": minutes}
    return _("%(h)d h") % {"h": hours}


@register.filter
def percent(share: float | None) -> str:
    """A part of one, as a person would say it; "–" where there is nothing to tell it from."""
    return "–" if share is None else f"{100 * share:.0f} %"


@register.filter
def initials(name: str) -> str:
    """One or two letters: of the first and last word, or a Japanese name's first sign."""
    words = str(name).split()
    if not words:
        return "?"
    wide = unicodedata.east_asian_width(words[0][0]) in {"W", "F"}
    if wide or len(words) == 1:
        return words[0][0].upper()
    return (words[0][0] + words[-1][0]).upper()


@register.filter
def avatar_colour(name: str) -> int:
    """Always the same number for the same name."""
    return crc32(str(name).encode()) % AVATAR_COLOURS


@register.filter
def lookup(mapping: Mapping[Any, Any], key: Any) -> Any:
    return mapping.get(key)
