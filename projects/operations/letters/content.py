"""What a letter with news says, before it becomes text and HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import escape

from notebooks.html import Html
from notebooks.prose import prose


@dataclass(frozen=True)
class Part:
    """One thing among several, with its link if it has one."""

    title: str
    url: str
    words: str = ""  # Markdown
    page: str = ""  # that places in the words are on
    is_plain: bool = False  # the words are a hint of a check, no Markdown

    @property
    def html(self) -> Html:
        if self.is_plain:
            return Html(f"<p>{escape(self.words)}</p>")
        return prose(self.words, page=self.page, formulas=False)


@dataclass(frozen=True)
class Content:
    subject: str
    lead: str
    url: str
    action: str | Promise  # what the link says
    words: str = ""  # Markdown of a person
    points_title: str = ""
    points: Sequence[str] = ()  # sentences of ours
    parts_title: str = ""
    parts: Sequence[Part] = ()

    @property
    def html(self) -> Html:
        return prose(self.words, page=self.url, formulas=False)


@dataclass(frozen=True)
class Words:
    """A letter as it is sent."""

    subject: str
    text: str
    html: str = ""
    stop_url: str = ""  # ends such letters without signing in


def link(name: str, *arguments: object) -> str:
    return settings.BASE_URL + reverse(name, args=arguments)
