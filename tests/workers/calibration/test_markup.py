"""Pieces of the report: what students wrote is text, whatever it looks like."""

import pytest

from notebooks.html import Html
from tests.notebooks.dom import parsed
from workers.calibration.markup import element, joined, section, table, worded

HOSTILE = "<script>alert(1)</script>&\"'"


def test_children_are_text_unless_they_are_markup_of_ours():
    assert element("p", HOSTILE, element("b", "x")) == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#x27;<b>x</b></p>"
    )


def test_attributes_are_quoted():
    assert element("a", css="b c", href='"><b>') == (
        '<a class="b c" href="&quot;&gt;&lt;b&gt;"></a>'
    )


@pytest.mark.parametrize(
    ("number", "told"), [(3, "3"), (2.5, "2.5"), (1e7, "1e+07"), (0.0, "0")]
)
def test_numbers_are_short(number, told):
    assert joined([number]) == told


def test_a_table_has_its_heads_and_numbers_stand_to_the_right():
    made = table("Verdicts <all>", ("Name", "Count"), [(HOSTILE, 3), ("b", 4)])
    dom = parsed(made)
    assert dom.all("th") == [{"scope": "col"}, {"class": "number", "scope": "col"}]
    assert dom.all("td") == [{}, {"class": "number"}] * 2
    (region,) = dom.all("div")
    assert region["aria-label"] == "Verdicts <all>"
    assert "script" not in dom.tags


def test_a_table_without_rows_has_heads_all_the_same():
    dom = parsed(table("None", ("Name", "Count"), []))
    assert len(dom.all("th")) == 2
    assert dom.all("td") == []


def test_rows_of_another_length_are_a_mistake_of_ours():
    with pytest.raises(ValueError, match="zip"):
        table("Bad", ("Name", "Count"), [("a",)])


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain", "plain"),
        ("`run` returns", "<code>run</code> returns"),
        ("`a` and `<b>`", "<code>a</code> and <code>&lt;b&gt;</code>"),
        ("one ` alone <b>", "one ` alone &lt;b&gt;"),
        ("", ""),
        ("``", "<code></code>"),
    ],
)
def test_names_between_backticks_are_code(text, html):
    assert worded(text) == html


def test_a_section_begins_with_its_title():
    assert section("A & B", Html("<i>x</i>")) == (
        "<section><h2>A &amp; B</h2><i>x</i></section>"
    )
