"""Mark and word of an outcome. Load with `{% load outcomes %}`.

A page of a submission has fifty of each: as templates they took a tenth of its time. The element
around them carries class "outcome" and data-outcome, which give shape and colour.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from projects.templatetags.kit import icon

register = template.Library()

MARKS: Mapping[str, str] = MappingProxyType(
    {
        "passed": "check",
        "meets": "check",
        "failed": "cross",
        "changes": "cross",
        "broken": "warning",
        "errored": "warning",
        "running": "gear",
        "queued": "clock",
        "skipped": "minus",
        "cancelled": "minus",
    }
)
OTHER_MARK = "dots"  # pending, unjudged, none

WORDS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "passed": _("Passed"),
        "meets": _("Meets specifications"),
        "failed": _("Needs a change"),
        "changes": _("Requires changes"),
        "broken": _("An error on our side"),
        "errored": _("An error on our side"),
        "running": _("Running"),
        "queued": _("Waiting"),
        "skipped": _("Not measured"),
        "unjudged": _("For a reviewer to judge"),
        "cancelled": _("Cancelled"),
        "pending": _("Not started"),
    }
)
OTHER_WORD = _("Not judged yet")


@register.simple_tag
def outcome_mark(outcome: str) -> SafeString:
    """A round mark. The outcomes of checks, steps, runs and reviewers, and "none"."""
    return _mark(str(outcome))


@lru_cache(maxsize=64)
def _mark(outcome: str) -> SafeString:
    mark = icon(MARKS.get(outcome, OTHER_MARK), size="small")
    return format_html('<span class="outcome__mark">{}</span>', mark)


@register.simple_tag
def outcome_word(outcome: str, id: str = "", *, unseen: bool = False) -> SafeString:  # noqa: A002
    """`id`: what a label points to; `unseen`: for screen readers only."""
    return _word(str(outcome), str(id), unseen=unseen, language=get_language())


@lru_cache(maxsize=512)
def _word(outcome: str, anchor: str, *, unseen: bool, language: str) -> SafeString:
    return format_html(
        '<span class="outcome__word{}"{}>{}</span>',
        " sr-only" if unseen else "",
        format_html(' id="{}"', anchor) if anchor else "",
        WORDS.get(outcome, OTHER_WORD),
    )
