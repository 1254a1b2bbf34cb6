"""What a pack declares of its charts, and those that every notebook has."""

import pytest

from protocol.charts import Curve, Figure, Limit, Presentation, Series
from protocol.notebook_curves import NOTEBOOK_CURVES
from workers.grader.steps.drawing import SERIES

TEXT = {"en": "A", "ja": "あ"}
CURVE = {
    **dict.fromkeys(("title", "caption", "x_label", "y_label"), TEXT),
    "slug": "curve",
    "series": [{"name": "train", "label": TEXT}],
}


def test_a_curve_is_read_with_its_series_and_limits():
    found = Curve.parse({**CURVE, "limits": [{"figure": "limit", "label": TEXT}]})
    assert found.series == (Series("train", TEXT),)
    assert found.limits == (Limit("limit", TEXT),)
    assert Curve.parse(CURVE).limits == ()


@pytest.mark.parametrize("name", ["slug", "title", "caption", "x_label", "y_label"])
def test_a_curve_without_one_of_its_words_is_refused(name):
    with pytest.raises(TypeError, match=name):
        Curve.parse({key: value for key, value in CURVE.items() if key != name})


@pytest.mark.parametrize(
    "changes",
    [
        {"series": [{"name": "train"}]},
        {"series": [{"name": "train", "label": TEXT, "colour": "red"}]},
        {"limits": [{"label": TEXT}]},
    ],
)
def test_a_series_or_limit_of_another_form_is_refused(changes):
    with pytest.raises(TypeError):
        Curve.parse({**CURVE, **changes})


def test_a_curve_without_series_is_refused():
    with pytest.raises(KeyError):
        Curve.parse({key: value for key, value in CURVE.items() if key != "series"})


def test_a_presentation_comes_back_as_it_was():
    data = {
        "curves": [CURVE],
        "figures": [{"name": "loss", "label": TEXT, "digits": 1}],
    }
    found = Presentation.parse(data)
    assert found.figures == (Figure("loss", TEXT, 1),)
    assert Presentation.parse(found.as_json()) == found
    assert Presentation.parse({}) == Presentation()


def test_every_series_that_a_notebook_can_have_is_drawn_once():
    drawn = [series.name for curve in NOTEBOOK_CURVES for series in curve.series]
    assert sorted(drawn) == sorted(SERIES.values())


@pytest.mark.parametrize("curve", NOTEBOOK_CURVES, ids=lambda curve: curve.slug)
def test_the_notebooks_own_curves_are_told_in_both_languages(curve):
    texts = [curve.title, curve.caption, curve.x_label, curve.y_label]
    texts += [series.label for series in curve.series]
    assert all(set(text) == {"en", "ja"} and all(text.values()) for text in texts)
