"""The colours of a terminal as classes of HTML."""

import re
from collections.abc import Iterable, Iterator

from notebooks.html import span

_COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
SGR = re.compile(r"\x1b\[([\d;]{0,40})m")


def coloured(lines: Iterable[str]) -> Iterator[str]:
    """Each line as HTML of its own, with the colour continued from the line before."""
    css = ""
    for line in lines:
        if not css and "\x1b" not in line:
            yield span("", line)
            continue
        parts: list[str] = []
        for number, piece in enumerate(SGR.split(line)):
            if number % 2:
                css = _css(css, piece)
            elif piece:
                parts.append(span(css, piece.replace("\x1b", "")))
        yield "".join(parts)


def _css(before: str, codes: str) -> str:
    names = set(before.split())
    numbers = [int(code) if code else 0 for code in codes.split(";")]
    if 38 in numbers or 48 in numbers:  # noqa: PLR2004 -- 256 colours: not for us
        return before
    for number in numbers:
        if number == 0:
            names.clear()
        elif number == 1:
            names.add("ansi-bold")
        elif number == 39 or number % 60 in range(30, 38):  # noqa: PLR2004 -- SGR
            names = {name for name in names if name == "ansi-bold"}
            if number != 39:  # noqa: PLR2004 -- 39 is the default colour
                names.add(f"ansi-{_COLOURS[number % 10]}")
    return " ".join(sorted(names))
