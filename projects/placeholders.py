"""Placeholders become words: `{criterion}` when a remark is inserted, `{due}` in a message.

In code and maths braces mean something else: there they stand for themselves.
"""

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PLACEHOLDERS: Mapping[str, Promise] = MappingProxyType(
    {
        "student": _("the student's name"),
        "reviewer": _("the name of who writes the review"),
        "project": _("the project's title"),
        "attempt": _("the number of the attempt"),
        "criterion": _("the title of the criterion that is written on"),
        "file": _("the file that is commented on"),
        "cell": _("the number of the cell that is commented on"),
        "line": _("the number of the line that is commented on"),
    }
)
OF_MESSAGES: Mapping[str, Promise] = MappingProxyType(
    {
        "name": _("the student's name"),
        "cohort": _("the cohort's title"),
        "project": _("the project's title: the one chosen, or the student's next"),
        "due": _("when that project is due for the student"),
        "sender": _("your name"),
    }
)

_LITERAL = (
    r"```.*?(?:```|\Z)|`[^`\n]+`"  # code
    r"|\$\$.*?\$\$|\$(?!\s)[^$\n]+?(?<!\s)\$(?!\d)"  # maths; not two prices
)
_PATTERN = re.compile(rf"{_LITERAL}|\{{(?P<name>[^\W\d]\w*)\}}", re.DOTALL)
_MARKS = re.compile(r"[\\`*_\[\]<>#$~|!]")


def names_in(text: str) -> set[str]:
    return {found["name"] for found in _PATTERN.finditer(text) if found["name"]}


def unknown_in(text: str, known: Collection[str] = PLACEHOLDERS) -> list[str]:
    """Names in braces that nothing would replace, each once."""
    names = (found["name"] for found in _PATTERN.finditer(text))
    return [name for name in dict.fromkeys(names) if name and name not in known]


def rendered(text: str, values: Mapping[str, str], *, is_plain: bool = False) -> str:
    """The text with the values in it, in one pass. What has no value stays in its braces.

    A value is plain words: unless the text is, too, it is Markdown, and their marks are escaped.
    """

    def word(found: re.Match[str]) -> str:
        value = values.get(found["name"] or "", "")
        if is_plain:
            return value or found[0]
        return _MARKS.sub(r"\\\g<0>", value) if value else found[0]

    return _PATTERN.sub(word, text)
