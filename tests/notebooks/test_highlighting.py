"""Code as HTML, line by line."""

import re

import pytest

from notebooks.highlighting import as_text, highlighted
from notebooks.html import Html

TRICKY = [
    *("", "\n\n", "x = '''a\n<b\n'''", "  \n\tx\n", "f'{a!r}' # &amp;\n", "if $ ?"),
    "def f(:\n '",
]


def plain(html):
    text = re.sub(r"<[^>]*>", "", html)
    for name, char in (("lt", "<"), ("gt", ">"), ("quot", '"'), ("#x27", "'")):
        text = text.replace(f"&{name};", char)
    return text.replace("&amp;", "&")


@pytest.mark.parametrize("source", TRICKY)
def test_each_line_keeps_its_text_and_closes_its_spans(source):
    lines = highlighted(source)
    assert [plain(line) for line in lines] == source.split("\n")
    assert all(line.count("<span") == line.count("</span>") for line in lines)
    assert [plain(line) for line in as_text(source.split("\n"))] == source.split("\n")


def test_tokens_have_pygments_short_classes_and_blanks_have_none():
    (line,) = highlighted("def run(): ")
    assert line.startswith('<span class="k">def</span> <span class="nf">run</span>')
    assert line.endswith("</span> ")


def test_markup_is_escaped_and_characters_that_mislead_are_marked():
    for line in (*highlighted("# <b>\u202e"), *as_text(["# <b>\u202e"])):
        assert isinstance(line, Html)
        assert "# &lt;b&gt;" in line
        assert 'data-control="U+202E"' in line
        assert "\u202e" not in line
