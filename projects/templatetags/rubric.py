"""Parts of a criterion in the workspace that stay the same. Load with `{% load rubric %}`.

A rubric has ten criteria: as templates these took 5 of the workspace's 41 ms.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from projects.models import CheckResult
from protocol.steps import Outcome

register = template.Library()


@register.simple_tag
def criterion_head(slug: str, title: str, shown: str) -> SafeString:
    """`review/criterion_head.html`."""
    return _head(slug, str(title), str(shown), get_language())


@lru_cache(maxsize=1024)  # of all packs, in both languages
def _head(slug: str, title: str, shown: str, _language: str | None) -> SafeString:
    told = {"slug": slug, "title": title, "shown": shown}
    return render_to_string("review/criterion_head.html", told)


@register.simple_tag
def criterion_checks(
    results: Sequence[CheckResult], outcome: str, notebook_url: str
) -> SafeString:
    """`review/criterion_checks.html`. Where all passed, it says no more than their titles."""
    if any(one.outcome != Outcome.PASSED or one.evidence for one in results):
        told = {"results": results, "outcome": outcome, "notebook_url": notebook_url}
        return render_to_string("review/criterion_checks.html", told)
    return _passed(tuple(one.title for one in results), str(outcome), get_language())


@lru_cache(maxsize=512)
def _passed(titles: tuple[str, ...], outcome: str, _language: str | None) -> SafeString:
    results = [{"outcome": Outcome.PASSED.value, "title": title} for title in titles]
    told = {"results": results, "outcome": outcome, "notebook_url": ""}
    return render_to_string("review/criterion_checks.html", told)


@register.simple_tag
def criterion_tips(tips: str) -> SafeString:
    """`review/criterion_tips.html`; nothing where the pack has none."""
    return _tips(str(tips), get_language()) if tips else SafeString()


@lru_cache(maxsize=512)
def _tips(tips: str, _language: str | None) -> SafeString:
    return render_to_string("review/criterion_tips.html", {"tips": tips})


@register.simple_tag
def judgement_choices(field: BoundField) -> SafeString:
    """A judgement's radio buttons, each with the key that presses it."""
    widget = field.field.widget
    attributes = flatatt({**widget.attrs, **field.build_widget_attrs({})})
    choices = tuple((str(key), str(label)) for key, label in widget.choices)
    name = (field.html_name, field.auto_id)
    return _choices(name, attributes, str(field.value() or ""), choices)


@lru_cache(maxsize=1024)
def _choices(
    name: tuple[str, str],
    attributes: SafeString,
    chosen: str,
    choices: tuple[tuple[str, str], ...],
) -> SafeString:
    rows = (
        _choice(name, attributes, (key, label), number, is_chosen=key == chosen)
        for number, (key, label) in enumerate(choices)
    )
    return format_html_join("", "{}", ((row,) for row in rows))


def _choice(
    name: tuple[str, str],
    attributes: SafeString,
    choice: tuple[str, str],
    number: int,
    *,
    is_chosen: bool,
) -> SafeString:
    key, label = choice
    own: dict[str, Any] = {"id": f"{name[1]}_{number}", "checked": is_chosen}
    return format_html(
        '<label class="choice--{}" for="{}"><input type="radio" name="{}" value="{}"{}{}>{}<kbd aria-hidden="true">{}</kbd></label>',
        *(key, own["id"], name[0], key),
        *(flatatt(own), attributes, label, number + 1),
    )
