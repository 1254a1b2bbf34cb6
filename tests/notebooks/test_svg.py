"""Drawings of uploads as files: what acts, fetches or repeats without end is gone."""

import re
from xml.etree import ElementTree as ET

import pytest

from notebooks.svg import MOST_BYTES, drawing_of_html, sanitised_svg

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
)


def picture(inside):
    return f"{HEAD}{inside}</svg>"


def names(made):
    return [element.tag.rpartition("}")[2] for element in ET.fromstring(made).iter()]


def test_a_plot_as_matplotlib_writes_it_keeps_what_it_draws():
    plot = (
        '<?xml version="1.0" encoding="utf-8" standalone="no"?>'
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"'
        ' "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    ) + picture(
        "<metadata><rdf/></metadata><defs><style>*{stroke-linejoin: round}</style>"
        '<path id="m1" d="M 0 0 L 1 1" style="stroke: #000"/>'
        '<clipPath id="p"><rect width="3" height="3"/></clipPath></defs>'
        '<g clip-path="url(#p)"><use xlink:href="#m1" x="3" y="4"/>'
        '<text transform="rotate(90)">loss</text></g>'
    )
    made = sanitised_svg(plot)
    assert names(made) == (
        ["svg", "defs", "style", "path", "clipPath", "rect", "g", "use", "text"]
    )
    text = made.decode()
    assert 'clip-path="url(#p)"' in text
    assert re.search(r'href="#m1"', text)
    assert "stroke: #000" in text


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<g onload='alert(1)'/>",
        "<a xlink:href='javascript:alert(1)'><text>x</text></a>",
        "<a href='https://evil.example'><text>x</text></a>",
        "<image href='https://evil.example/track.png'/>",
        "<image href='data:image/svg+xml;base64,PHN2Zz4='/>",
        "<use href='https://evil.example/a.svg#b'/>",
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>",
        "<style>@import 'https://evil.example/a.css';</style>",
        "<style>g{fill:url(https://evil.example/a)}</style>",
        "<style>g{fill:\\75rl(//evil.example)}</style>",
        "<rect style='fill:url( //evil.example/a)'/>",
        "<animate attributeName='href' to='javascript:alert(1)'/>",
        "<set attributeName='onload' to='alert(1)'/>",
        "<filter id='f'><feImage href='//evil.example'/></filter>",
        "<pattern id='p'><rect fill='url(#p)'/></pattern>",
    ],
)
def test_what_acts_or_fetches_is_removed(inside):
    text = sanitised_svg(picture(inside)).decode()
    assert not re.search(
        r"script|alert|evil|onload|foreignObject|import|animate|<set|filter|pattern|data:",
        text,
    )


def test_copies_of_copies_are_removed_and_plain_copies_stay():
    chain = "<g id='a0'><rect/></g>" + "".join(
        f"<g id='a{n}'>" + f"<use href='#a{n - 1}'/>" * 10 + "</g>" for n in range(1, 9)
    )
    made = sanitised_svg(picture(chain + "<use href='#a8'/>"))
    assert names(made).count("use") == 10  # those of the one rectangle


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a line of text",
        "<html><body/></html>",
        "<svg xmlns='http://elsewhere.example'/>",
        picture("<g>"),
        '<!DOCTYPE svg [<!ENTITY a "b">]>' + picture("<text>&a;</text>"),
        picture("<text>&unknown;</text>"),
        picture(" " * MOST_BYTES),
        picture("<g/>" * 50_001),
    ],
)
def test_what_is_no_drawing_of_sensible_size_is_none(text):
    assert sanitised_svg(text) is None


def test_a_drawing_within_html_needs_no_namespace():
    made = drawing_of_html("<div><svg width='3'><circle r='1'/></svg></div>")
    assert names(made) == ["svg", "circle"]
    assert drawing_of_html("<p>none</p>") is None
