import math
import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from projects.web.parts.charts import MOST_POINTS, line_chart, sparkline, thinned

SVG = "{http://www.w3.org/2000/svg}"
FALLING = [(float(step), 1 / (1 + step)) for step in range(100)]


def draw(series, **changes):
    words = {"x_label": "iterations", "y_label": "loss", "thresholds": {}} | changes
    return line_chart(series, **words)


def pictures(html):
    """The drawings as elements; parsing fails on anything that is not well-formed."""
    return ET.fromstring(html).findall("svg")


def texts(picture):
    return ["".join(element.itertext()) for element in picture.iter("text")]


def test_a_curve_comes_for_wide_and_for_narrow_places():
    wide, narrow = pictures(draw({"training": FALLING}, width=640, height=280))
    assert wide.get("viewBox") == "0 0 640 280"
    assert float(narrow.get("viewBox").split()[2]) < 400


def test_a_curve_says_in_words_what_it_shows():
    picture = pictures(draw({"training": FALLING}, thresholds={"goal": 0.09}))[0]
    description = picture.findtext("desc")
    assert picture.get("role") == "img"
    assert picture.findtext("title") == "loss"
    assert "training: from 1 to 0.01" in description
    assert "goal 0.09" in description
    named = picture.get("aria-labelledby").split()
    assert named == [picture.find("title").get("id"), picture.find("desc").get("id")]


def test_two_curves_on_a_page_do_not_share_ids():
    page = draw({"training": FALLING}) + draw({"validation": FALLING})
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == 8
    assert len(set(ids)) == len(ids)


def test_every_line_is_named_at_its_end_and_every_goal_at_its_level():
    picture = pictures(
        draw(
            {"training": FALLING, "validation": FALLING},
            thresholds={"goal": 0.09, "目標": 0.18},
        )
    )[0]
    shown = texts(picture)
    for name in ("training", "validation", "goal 0.09", "目標 0.18"):
        assert name in shown


def test_names_that_would_collide_are_moved_apart():
    picture = pictures(draw(dict.fromkeys("abc", FALLING)))[0]
    places = [
        float(text.get("y"))
        for text in picture.iter("text")
        if "chart__name" in (text.get("class") or "")
    ]
    assert places == sorted(places)
    assert min(b - a for a, b in pairwise(places)) >= 15


def test_everything_stays_inside_the_picture():
    picture = pictures(
        draw({"a rather long name of a series": FALLING}, thresholds={"goal": 3})
    )[0]
    for text in picture.iter("text"):
        assert 0 <= float(text.get("x")) <= 640
        assert 0 <= float(text.get("y")) <= 280
    numbers = [
        float(n)
        for path in picture.iter("path")
        for n in re.findall(r"-?[\d.]+", path.get("d"))
    ]
    assert min(numbers) >= 0
    assert max(numbers) <= 640


def test_points_that_overflowed_are_left_out():
    series = {"training": [(0, 1.0), (1, math.nan), (2, math.inf), (3, 0.5)]}
    path = pictures(draw(series))[0].find(".//path").get("d")
    assert path.count("L") == 1
    assert "nan" not in path
    assert "inf" not in path


def test_losses_over_many_decades_get_a_log_scale():
    runaway = [(float(step), 10.0**step) for step in range(8)]
    shown = texts(pictures(draw({"training": runaway}))[0])
    assert "1" in shown
    assert "100" in shown
    assert "1M" in shown


def test_an_axis_is_marked_at_round_numbers_from_zero():
    shown = texts(pictures(draw({"training": [(0, 0.93), (5, 0.11)]}))[0])
    for tick in ("0", "0.2", "0.4", "0.6", "0.8", "1"):
        assert tick in shown


@pytest.mark.parametrize("points", [[], [(0.0, math.nan)], [(5.0, 0.25)]])
def test_nothing_and_a_single_point_are_drawn_too(points):
    assert len(pictures(draw({"training": points}))) == 2


def test_without_points_the_picture_says_when_they_come():
    assert "The curve appears when training starts." in texts(pictures(draw({}))[0])


def test_names_are_escaped_and_no_styles_are_written():
    html = draw({"<script>": FALLING}, y_label='"><img>', thresholds={"<b>": 0.5})
    assert "<script>" not in html
    assert "<img>" not in html
    assert "style=" not in html
    assert "<script> " not in texts(pictures(html)[0])


def test_thinning_keeps_ends_and_peaks():
    points = [(float(i), math.sin(i / 50)) for i in range(5000)]
    points[1234] = (1234.0, 9.0)
    points[4321] = (4321.0, -9.0)
    kept = thinned(points)
    assert len(kept) <= MOST_POINTS
    assert kept[0] == points[0]
    assert kept[-1] == points[-1]
    assert points[1234] in kept
    assert points[4321] in kept
    assert kept == sorted(kept)


def test_a_long_training_makes_a_light_picture():
    points = [(float(i), 1 / (1 + i % 97)) for i in range(100_000)]
    assert len(draw({"training": points, "validation": points})) < 30_000


def test_a_sparkline_is_one_small_line_with_a_name():
    picture = ET.fromstring(sparkline(FALLING, title="training loss"))
    assert picture.findtext("title") == "training loss"
    assert len(list(picture.iter("path"))) == 1
    assert ET.fromstring(sparkline([], title="loss")).findtext("desc") == (
        "No points yet."
    )


EXTREMES = (0.0, 5e-324, 1e-300, 1e-15, 1.0, 1e17, 1e300, 1.7e308, -5e-324, -1.7e308)


@pytest.mark.parametrize("last", EXTREMES)
@pytest.mark.parametrize("first", EXTREMES)
def test_whatever_numbers_a_training_comes_to_can_be_drawn(first, last):
    points = [(1.0, first), (2.0, last)]
    for picture in (*pictures(draw({"loss": points})), drawn_small(points)):
        assert not re.search(r"\b(nan|inf)\b", ET.tostring(picture, "unicode"))


def drawn_small(points):
    return ET.fromstring(sparkline(points, title="Loss"))


def test_a_number_about_to_overflow_is_left_out_as_one_that_did():
    [wide, _narrow] = pictures(draw({"loss": [(1, 2.0), (2, 1.7e308), (3, 4.0)]}))
    assert "from 2 to 4" in wide.findtext("desc")
