"""What people write to each other: shown as Markdown, nothing lost, nothing run, soon done."""

import time

import pytest

from notebooks.prose import LONGEST, prose
from tests.notebooks.dom import parsed
from tests.notebooks.test_rendering import ATTACKS, assert_inert


def test_markdown_is_shown():
    dom = parsed(
        prose(
            "**Look** at `x`:\n\n- one\n- [two](https://a.example)\n\n```\ny = 1\n```"
        )
    )
    assert {"strong", "code", "ul", "li", "a", "pre"} <= set(dom.tags)
    assert "**" not in dom.text


def test_line_breaks_stay_as_typed():
    assert prose("one\ntwo\n\nthree") == "<p>one<br>\ntwo</p>\n<p>three</p>\n"


@pytest.mark.parametrize(
    "typed",
    [
        "__init__ and snake_case_names and _this_",
        "<div> is not closed, List<int> is generic",
        "[1]: the first source",
        "h * (1 - h) * 2",
        "it cost $5, then $10",
        "$a and $b are variables of a shell",
        "~/data",
        "a & b &amp; c",
    ],
)
def test_nothing_that_was_typed_vanishes(typed):
    kept = typed.replace("&amp;", "&")
    assert parsed(prose(typed)).text.strip() == kept


def test_formulas_are_typeset_beside_japanese():
    dom = parsed(prose("関数$f(x)=x$は恒等写像です。\n$$\n損失=\\frac{1}{n}\n$$"))
    assert [one["display"] for one in dom.all("math")] == ["inline", "block"]
    assert dom.text.startswith("関数f(x)=xは恒等写像です。")


@pytest.mark.parametrize(
    ("typed", "strong"),
    [
        ("これは**「重要」**です。", "「重要」"),
        ("**注意：**次の行を見る", "注意："),
        ("行列を**転置**する", "転置"),
        ("a **b** c", "b"),
    ],
)
def test_japanese_is_marked_without_spaces_around(typed, strong):
    assert f"<strong>{strong}</strong>" in prose(typed)


def test_stars_that_mark_nothing_stay():
    assert (
        parsed(prose("2*3*4 と * と ** です")).text.strip().endswith("と * と ** です")
    )


def test_a_plain_address_is_a_link_that_tells_nobody_where_it_was():
    (link,) = parsed(prose("see https://pytorch.org/docs, please")).all("a")
    assert link == {
        "href": "https://pytorch.org/docs",
        "rel": "noopener noreferrer nofollow ugc",
    }


def test_a_picture_is_a_link_and_is_not_loaded():
    dom = parsed(prose("![a plot](https://tracker.example/a.png)"))
    assert "img" not in dom.tags
    assert dom.all("a")[0]["href"] == "https://tracker.example/a.png"


def test_headings_stand_below_those_of_the_page():
    assert parsed(prose("# A\n\n## B\n\n##### C")).tags == ["h5", "h6", "h6"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_acts_is_left(attack):
    assert_inert(parsed(prose(attack)))


def test_letters_link_to_the_page_and_leave_formulas_as_source():
    html = prose(
        "See [cell 3](#cell-3): $x^2$", page="https://r.example/a/", formulas=False
    )
    dom = parsed(html)
    assert dom.all("a")[0]["href"] == "https://r.example/a/#cell-3"
    assert dom.all("code") == [{"class": "math"}]
    assert "$x^2$" in dom.text


HOSTILE = {
    "nested quotes": ">" * 10_000,
    "brackets": "[" * 10_000,
    "pictures": "![" * 5_000,
    "stars": "*a_" * 3_300,
    "Japanese stars": "あ*" * 5_000,
    "ticks": "".join("`" * i + " " for i in range(140)),
    "dollars": "$a " * 3_300,
    "formulas": "$x$ " * 2_500,
    "long formulas": ("$" + r"\text{" * 240 + "$ ") * 6,
    "addresses": "<a:" * 3_300,
    "more addresses": "www.a.b " * 1_200,
    "e-mail": "a@b." * 2_500,
    "list": "- " * 5_000,
    "table": "|a" * 2_400 + "\n" + "|-" * 2_400 + "\n",
    "environments": r"\begin{align}" * 760,
}


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
def test_the_longest_text_takes_little_time(typed):
    assert len(typed) <= LONGEST
    began = time.process_time()
    prose(typed)
    assert time.process_time() - began < 1.5


def test_ten_megabytes_are_shown_as_typed_at_once():
    began = time.process_time()
    assert prose("<b>" * 3_500_000).startswith("<pre>&lt;b&gt;")
    assert time.process_time() - began < 1
