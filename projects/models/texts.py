"""Texts in several languages, as the database keeps them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language


def localized(text: Mapping[str, str]) -> str:
    """The words in the active language, else in English."""
    language = (get_language() or "en").partition("-")[0]
    return text.get(language) or text.get("en", "")


def text_in(texts: Any) -> str:
    """`localized` for JSON read back from the database, where anything may be missing."""
    return localized(texts) if isinstance(texts, Mapping) else ""
