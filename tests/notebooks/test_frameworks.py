"""Notebooks for a framework that nothing here runs say so at the top, with what to do."""

import pytest

from notebooks.frameworks import Framework, refuse_unsupported
from notebooks.refusals import Refusal

OLD = Framework.parse(
    {
        "title": {"en": "Old 1", "ja": "旧版 1"},
        "modules": ["oldflow", "of"],
        "uses": ["placeholder", "contrib", "Session"],
        "unless": ["newer"],
        "advice": {"en": "Use the starter.", "ja": "スターターを使ってください。"},
    }
)


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        ("import oldflow as of\nx = of.placeholder(1)", "line 2 uses `of.placeholder`"),
        ("x = of.contrib.layers.flatten(y)", "line 1 uses `of.contrib`"),
        ("import oldflow as o1\nwith o1.Session() as s: pass", "`o1.Session`"),
        ("import oldflow.compat.v1 as o\n\no.placeholder(1)", "line 3 uses"),
        ("of.compat.v1.placeholder(1)", "`of.compat.v1.placeholder`"),
        ("from oldflow.contrib import rnn", "`oldflow.contrib`"),
        ("import oldflow.contrib.rnn as rnn", "`oldflow.contrib.rnn`"),
        ("def f():\n    return of.placeholder(1)", "line 2 uses"),
        ("for x in y:\n    # TODO\nof.Session()", "line 3 uses `of.Session`"),
    ],
)
def test_a_use_is_told_with_its_place_and_what_to_do(cell, place):
    with pytest.raises(Refusal) as caught:
        refuse_unsupported(["x = 1", cell], [OLD])
    words = caught.value.words
    assert words["en"].startswith("This notebook is written for Old 1")
    assert "cell 2" in words["en"]
    assert place in words["en"]
    assert words["en"].endswith("Use the starter.")
    assert words["ja"].endswith("スターターを使ってください。")


@pytest.mark.parametrize(
    "cell",
    [
        "# of.placeholder was used in 2017",
        "text = 'of.placeholder'",
        "mine.placeholder(1)",
        "placeholder = 1",
        "of.data.Session",
        "import newer\nof.placeholder(1)",  # a leftover; the checks tell of it
        "def f(:\n  # of.placeholder",
        "def f(:\n  mine.of.placeholder",
    ],
)
def test_other_code_passes(cell):
    refuse_unsupported([cell], [OLD])


def test_three_different_uses_tell_it_whatever_else_is_imported():
    cell = "import newer\nof.placeholder(1)\nof.Session()\nof.contrib.x"
    with pytest.raises(Refusal):
        refuse_unsupported([cell], [OLD])
