"""Drawings lose what editors and authors say of them, and keep their lines."""

import pytest

from notebooks.bare_svg import bare_svg
from notebooks.svg import sanitised_svg
from tests.notebooks.picturing import SVG, WHO


def test_a_drawing_loses_its_author_and_keeps_its_lines_and_shapes() -> None:
    bare = bare_svg(SVG)
    assert WHO not in bare
    assert bare.count("\n") == SVG.count("\n")
    assert '<rect width="9" height="9">' in bare
    assert 'viewBox="0 0 9 9"' in bare


def test_what_is_shown_of_a_drawing_names_nobody_either() -> None:
    made = sanitised_svg(SVG)
    assert made is not None
    assert WHO.encode() not in made
    assert b"<rect" in made


@pytest.mark.parametrize(
    "text",
    ["<title>Bikes</title>", "a < b  # svg", "plot(data-x, a:b)", "<!-- a note -->"],
)
def test_text_without_a_drawing_stays(text: str) -> None:
    assert bare_svg(text) == text


def test_links_within_a_drawing_stay() -> None:
    text = '<svg xmlns:xlink="x"><use xlink:href="#a" xml:space="preserve"/></svg>'
    assert bare_svg(text) == text


@pytest.mark.parametrize(
    "open_ended", ["<metadata>", "<!--", "<title", "<svg:desc><svg:desc>"]
)
def test_what_never_ends_goes_with_all_that_follows(open_ended: str) -> None:
    assert bare_svg(f"<svg>{open_ended * 20_000}{WHO}") == "<svg>"
