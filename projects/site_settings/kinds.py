"""The kinds of settings: what a value is, which values are taken, what the environment says."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from projects.enums import Language
from projects.errors import Incomplete
from projects.text_limits import fitting

Value = TypeVar("Value")
Text = Mapping[str, str]  # by language

LONGEST = 500  # characters of a sentence that stands on pages


@dataclass(frozen=True, kw_only=True)
class Setting(ABC, Generic[Value]):
    """`attribute` is its name in `reviewhub/settings.py`, `variable` that in the environment, if it has one."""

    name: str
    label: str | Promise
    help: str | Promise  # what it does, and from when on
    readers: str | Promise  # who reads it
    attribute: str = ""
    variable: str = ""

    @abstractmethod
    def default(self) -> Value:
        """As it is where nobody changed it."""

    @abstractmethod
    def checked(self, value: object) -> Value:
        """The value as it is stored. Raises Incomplete with `value`, or `value_LANGUAGE`, as its field."""


@dataclass(frozen=True, kw_only=True)
class Number(Setting[int]):
    """A whole number between `least` and `most`, both included."""

    least: int
    most: int
    unit: str | Promise

    def default(self) -> int:
        return int(getattr(settings, self.attribute))

    def checked(self, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise Incomplete(_("This is a whole number."), field="value")
        if not self.least <= value <= self.most:
            words = _("The number is between %(least)s and %(most)s.")
            bounds = {"least": f"{self.least:,}", "most": f"{self.most:,}"}
            raise Incomplete(words % bounds, field="value")
        return value


@dataclass(frozen=True, kw_only=True)
class Switch(Setting[bool]):
    """On or off."""

    usual: bool
    on: str | Promise  # what it means
    off: str | Promise

    def default(self) -> bool:
        return self.usual

    def checked(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise Incomplete(_("This is on or off."), field="value")
        return value


@dataclass(frozen=True, kw_only=True)
class Words(Setting[Text]):
    """A sentence in every language of the site, or in none."""

    def default(self) -> Text:
        return {}

    def checked(self, value: object) -> Text:
        given = value if isinstance(value, Mapping) else {}
        kept = {
            language.value: fitting(
                str(given.get(language, "")), LONGEST, f"value_{language}"
            )
            for language in Language
        }
        if not any(kept.values()):
            return {}
        for language, text in kept.items():
            if not text:
                words = _("Write it in every language, or in none.")
                raise Incomplete(words, field=f"value_{language}")
        return kept
