"""Texts that people read, in the languages of the course."""

from collections.abc import Mapping

Text = Mapping[str, str]
"""What a person reads, by language code: `{"en": "...", "ja": "..."}`; `en` is required."""


def joined(first: Text, second: Text) -> Text:
    """One text after the other, in each language that both have."""
    both = {
        code: f"{words}{'' if code == 'ja' else ' '}{second[code]}"
        for code, words in first.items()
        if code in second
    }
    return both or first
