"""A file we cannot take, said so that the student knows what to do next."""

from collections.abc import Mapping

Text = Mapping[str, str]
"""What a person reads, by language code: `{"en": "...", "ja": "..."}`."""


class Refusal(Exception):
    """Theirs, not ours. `code` is stable: interfaces and tests refer to it.

    `words` are plain text and may quote what was uploaded: escape before showing.
    """

    def __init__(self, code: str, *, en: str, ja: str) -> None:
        super().__init__(f"{code}: {en}")
        self.code = code
        self.words: Text = {"en": en, "ja": ja}
