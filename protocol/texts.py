"""Texts that people read, in the languages of the course."""

from collections.abc import Mapping

Text = Mapping[str, str]
"""What a person reads, by language code: `{"en": "...", "ja": "..."}`; `en` is required."""


def sentences(first: Text, second: Text) -> Text:
    """One text after the other, in each language that both have."""
    both = {
        code: f"{words}{'' if code == 'ja' else ' '}{second[code]}"
        for code, words in first.items()
        if code in second
    }
    return both or first


def lines(*texts: Text) -> Text:
    """One text of several, each on a line of its own; empty ones are left out."""
    said = [text for text in texts if text]
    return {
        language: "\n".join(text[language] for text in said)
        for language in ("en", "ja")
        if said and all(language in text for text in said)
    }
