from html import escape


class Html(str):
    """Markup that is safe to put into a page as it is; templates do not escape it."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


NOTHING = Html()


def escaped(text: str) -> Html:
    return Html(escape(text))


def span(css: str, text: str) -> str:
    """`css` must be a class name of ours, never text of an upload."""
    inner = escape(text)
    return f'<span class="{css}">{inner}</span>' if css else inner
