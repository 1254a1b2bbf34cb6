"""What people may write: how long a text may be, and what a name may hold.

One table for forms, API and verbs. Lengths are in characters, after blanks at both ends are
cut off.
"""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from projects.errors import Incomplete

NAME = 120  # of a person or a cohort
NOTES = 5_000  # to the reviewer, with a hand-in
REASON = 5_000  # of an appeal, a dispute, a release, a reopening; words with a rating
CERTIFYING = 1_000  # why a certification was given, paused or taken back
ANSWER = 2_000  # why a required change was not made; a reply under a comment
CORRECTION = 2_000  # what was corrected in the checks, for a regrade
MARK = 1_000  # why a student is set aside on the list of those who need help
SUBJECT = 120  # of a message to students, and the name of a template
MESSAGE = 5_000  # one language of a message to students
REVIEW = 10_000  # one text of a review: on a criterion, on a place, to the student

TOO_LONG = _(
    "This is too long: %(limit_value)s characters are the most, these are %(show_value)s."
)
UNSTORABLE = _(
    "This holds a character that cannot be stored. Type it again without it."
)
UNREADABLE_NAME = _(
    "A name is one line of visible characters: this holds a line break, a control "
    "character or a mark that turns the direction of reading."
)

_JOINERS = "\u200c\u200d"  # Persian, Indian scripts and pictures are spelt with them
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def fitting(text: str, most: int, field: str = "body") -> str:
    """The text without blanks at both ends. Raises Incomplete with the sentence."""
    text = text.strip()
    if "\0" in text or not _encodes(text):
        raise Incomplete(UNSTORABLE, field=field)
    if len(text) > most:
        counts = {"limit_value": most, "show_value": len(text)}
        raise Incomplete(str(TOO_LONG) % counts, field=field)
    return text


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a pair, which JSON can spell
        return False
    return True


def is_name(text: str) -> bool:
    """Whether it can stand in a line, and in the middle of a sentence, and be seen."""
    hidden = any(_is_unseen(letter) for letter in text)
    return not hidden and any(_is_seen(letter) for letter in text)


def _is_unseen(letter: str) -> bool:
    return letter not in _JOINERS and unicodedata.category(letter) in _UNSEEN


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LNPS"


def validate_name(text: str) -> None:
    """For form and model fields."""
    if not is_name(text):
        raise ValidationError(UNREADABLE_NAME, code="unreadable_name")


def one_line(text: str) -> str:
    """For where a longer text is shown in the middle of others."""
    seen = "".join(" " if _is_unseen(letter) else letter for letter in text)
    return " ".join(seen.split())
