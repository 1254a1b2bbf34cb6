"""The exception for an upload that cannot be accepted; it tells the student what to do."""

from collections.abc import Mapping

Text = Mapping[str, str]
"""What a person reads, by language code: `{"en": "...", "ja": "..."}`."""


class Refusal(Exception):
    """A fault in the upload. `code` never changes, because the API and tests refer to it.

    `words` are plain text and may quote what was uploaded: escape before showing.
    """

    def __init__(self, code: str, *, en: str, ja: str) -> None:
        super().__init__(f"{code}: {en}")
        self.code = code
        self.words: Text = {"en": en, "ja": ja}
