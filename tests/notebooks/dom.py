"""A page as a browser would take it apart: elements and text, for assertions."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Dom(HTMLParser):
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def __post_init__(self):
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def tags(self):
        return [tag for tag, _ in self.elements]

    @property
    def text(self):
        return "".join(self.texts)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def parsed(*html: str) -> Dom:
    dom = Dom()
    dom.feed("\n".join(html))
    dom.close()
    return dom
