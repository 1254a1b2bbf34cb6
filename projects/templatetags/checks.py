"""One check's result. Load with `{% load checks %}`."""

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from protocol.steps import Outcome

register = template.Library()


@register.simple_tag
def check_item(outcome: str, title: str, **told: Any) -> SafeString:
    """`components/check_item.html`, which names what else is told: hint, evidence, seconds, notebook_url.

    A page has forty that passed and say only that: as templates they took 3 of the workspace's 44 ms.
    """
    if outcome == Outcome.PASSED and not told.get("evidence") and "seconds" not in told:
        return _passed(str(title), get_language())
    return _rendered({"outcome": outcome, "title": title, **told})


@lru_cache(maxsize=1024)  # the titles of all packs' checks, in both languages
def _passed(title: str, _language: str | None) -> SafeString:
    return _rendered({"outcome": Outcome.PASSED.value, "title": title})


def _rendered(context: dict[str, Any]) -> SafeString:
    return render_to_string(
        "components/check_item.html", {"notebook_url": "", **context}
    )
