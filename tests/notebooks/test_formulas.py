"""Formulas: what is drawn, what stays as its source, and what no formula can do."""

import re
import time
from contextlib import suppress

import pytest

from notebooks import formulas
from notebooks.formulas import Formulas
from notebooks.mathml import ATTRIBUTES, LONGEST, TAGS, NotTypeset, mathml
from tests.notebooks.dom import parsed

ONE_DIGIT = re.compile(r"-?\d{2,}")


@pytest.mark.parametrize(
    ("formula", "tags", "text"),
    [
        ("f(x)=x", {"mi", "mo"}, "f(x)=x"),
        (r"\frac{1}{n}\sum_{i=1}^n x_i", {"mfrac", "munderover"}, "1n∑i=1nxi"),
        (r"\text{平均}=x", {"mtext"}, "平均=x"),
        (r"損失=\sqrt[3]{x}", {"mroot"}, "損失=x3"),
        (r"\mathbf{w}^T\cdot\hat{y}", {"mover"}, "𝐰T·y^"),
        (r"\begin{cases}a&b\\c&d\end{cases}", {"mtable"}, "{abcd"),
        (r"\backslash\{x\}", {"mo"}, "\\{x}"),
        (r"a<b>c", {"mo"}, "a<b>c"),
    ],
)
def test_what_notebooks_write_is_typeset(formula, tags, text):
    dom = parsed(mathml(formula, display=True))
    assert dom.all("math") == [{"display": "block"}]
    assert tags <= set(dom.tags)
    assert dom.text == text


@pytest.mark.parametrize(
    "formula",
    [
        "",
        r"\frac{a",
        r"a_b_c",
        r"\nosuchcommand{x}",
        r"\left( x",
        r"\sqrt",
        r"\newcommand{\a}{\b\b}\newcommand{\b}{\c\c}\a",
        r"\def\a{x}\a",
        "x" * (LONGEST + 1),
        r"\frac{" * 200,
        "{" * 300 + "}" * 300,
        "x" + "^{x" * 200 + "}" * 200,
        r"\begin{matrix}" * 80 + r"\end{matrix}" * 80,
    ],
)
def test_what_cannot_be_typeset_is_refused(formula):
    with pytest.raises(NotTypeset):
        mathml(formula, display=False)


@pytest.mark.parametrize(
    "formula",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\style{position:fixed;inset:0}{x}",
        r"\class{notice}{x}",
        r"\cssId{csrf-form}{x}",
        r"\text{<script>alert(1)</script>}",
        r"\text{</math><img src=x onerror=alert(1)>}",
        r"\hspace{1000em}x\hspace{-40em}x",
        r"\rule{1000em}{1000em}",
        r"\Huge\Huge\Huge x",
        r"\color{red}\colorbox{red}{x}",
        r"\llap{over the words before it}",
        r"\begin{array}{c|c}a&b\\ \hline c&d\end{array}",
    ],
)
def test_no_formula_acts_or_lies_over_the_page(formula):
    try:
        dom = parsed(mathml(formula, display=False))
    except NotTypeset:
        return
    assert set(dom.tags) <= TAGS
    for tag, attributes in dom.elements:
        assert set(attributes) <= ATTRIBUTES.get(tag, set())
        for value in attributes.values():
            assert not ONE_DIGIT.search(value), "a length of ten em or more"
            assert not value.startswith("-")


def test_formulas_are_kept_apart_while_the_rest_is_sanitised():
    held = Formulas()
    place = held.hold("x^2", display=False)
    assert "<math" not in place
    assert "<msup>" in held.put_back(f"<p>{place}</p>")
    guessed = re.sub("<code>.*-", f"<code>{'0' * 16}-", place)
    assert held.put_back(guessed) == guessed


def test_formulas_of_one_text_end_when_their_time_is_up(monkeypatch):
    now = time.process_time()
    held = Formulas()
    assert "class" not in held.hold("x", display=False)
    monkeypatch.setattr(formulas.time, "process_time", lambda: now + 9)
    assert held.hold("x<y", display=True) == '<code class="math">$$x&lt;y$$</code>'


@pytest.mark.parametrize(
    "piece", ["x", "&", "\\", r"\text{", r"\left(", "{", "'", r"\sqrt", "^x", "%"]
)
def test_the_longest_formula_takes_little_time(piece):
    began = time.process_time()
    with suppress(NotTypeset):
        mathml((piece * LONGEST)[:LONGEST], display=False)
    assert time.process_time() - began < 1
