"""Texts that people read, in the languages of the course."""

from collections.abc import Mapping

Text = Mapping[str, str]
"""What a person reads, by language code: `{"en": "...", "ja": "..."}`; `en` is required."""
