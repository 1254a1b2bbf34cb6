"""Outputs that need a script are named, with their bytes to download; the rest is shown."""

import base64
import json
import time
from urllib.parse import quote

import pytest

from notebooks.album import Album
from notebooks.rendering import render
from tests.notebooks.building import code, notebook

BASE = "/pictures/"
SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg'><circle r='3'/><script>f()</script></svg>"
)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 30


def encoded(data):
    return base64.b64encode(data).decode()


def shown(data):
    """The outputs that one MIME bundle becomes, and the files beside the page."""
    album = Album(BASE)
    output = {"output_type": "display_data", "data": data}
    [cell] = render(notebook(code("f()", output)), album)
    return cell.outputs, album.files


def named(data):
    [output], files = shown(data)
    assert output.kind == "unshown"
    return output.unshown, files


CHART = {"data": [{"x": [1, 2], "y": [3, 4]}], "layout": {}}
RUNS = "<script>draw()</script><div id='a'></div>"


@pytest.mark.parametrize(
    ("data", "kind", "suffix"),
    [
        ({"application/vnd.plotly.v1+json": CHART}, "chart", ".json"),
        (
            {"application/vnd.plotly.v1+json": CHART, "text/html": RUNS},
            "chart",
            ".json",
        ),
        (
            {"application/vnd.vegalite.v5+json": CHART, "text/plain": "<VegaLite>"},
            "chart",
            ".json",
        ),
        (
            {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "HBox()"},
            "widget",
            ".json",
        ),
        ({"text/html": "<div id='p'></div><script>Plotly.plot()</script>"}, "chart", 0),
        ({"text/html": RUNS, "text/plain": "<Animation>"}, "interactive", ".html.txt"),
        ({"text/html": "<iframe src='https://a.example'></iframe>"}, "frame", 0),
        ({"text/html": "<video controls src='a.mp4'></video>"}, "video", None),
        ({"application/pdf": encoded(b"%PDF-1.4"), "text/plain": "f"}, "pdf", ".pdf"),
        ({"application/javascript": "run()"}, "script", ".js.txt"),
        ({"video/mp4": encoded(b"ftyp")}, "video", ".mp4"),
        ({"image/svg+xml": "<svg"}, "drawing", ".svg.txt"),
        ({"application/x-of-our-own": "abc"}, "other", ".bin"),
        ({"image/png": encoded(b"no picture")}, "other", ".bin"),
    ],
)
def test_an_output_that_no_page_shows_is_named(data, kind, suffix):
    unshown, files = named(data)
    assert unshown.kind == kind
    assert unshown.size > 0
    assert bool(unshown.address) is (suffix is not None)
    if suffix:
        assert unshown.address.endswith(suffix)
    if suffix is not None:
        assert unshown.address.removeprefix(BASE) in files


def test_a_recording_within_html_can_be_downloaded_as_itself():
    source = f"data:video/mp4;base64,{encoded(b'ftypM4V')}"
    html = f"<video controls><source type='video/mp4' src='{source}'></video>"
    unshown, files = named({"text/html": html, "text/plain": "<HTML>"})
    assert (unshown.kind, unshown.size) == ("video", 7)
    assert files == {unshown.address.removeprefix(BASE): b"ftypM4V"}
    assert unshown.address.endswith(".mp4")


def test_a_large_recording_is_named_although_its_html_is_too_large_to_be_parsed():
    source = f"data:audio/wav;base64,{encoded(b'0' * 200_000)}"
    unshown, _files = named({"text/html": f"<audio controls src='{source}'></audio>"})
    assert (unshown.kind, unshown.size) == ("audio", 200_000)


def test_the_chart_s_data_is_what_is_downloaded():
    unshown, files = named({"application/vnd.plotly.v1+json": CHART})
    assert json.loads(files[unshown.address.removeprefix(BASE)]) == CHART


def test_a_table_with_a_script_for_its_buttons_is_shown_alone():
    table = "<table><tr><td>0.07</td></tr></table><svg><path/></svg><script>1</script>"
    [output], _files = shown({"text/html": table})
    assert output.kind == "html"
    assert "0.07" in output.html


def test_words_beside_a_frame_are_shown_and_the_frame_is_named():
    html = "<p>The map:</p><iframe srcdoc='<b>x</b>'></iframe>"
    (words, frame), _files = shown({"text/html": html})
    assert "The map" in words.html
    assert frame.unshown.kind == "frame"


@pytest.mark.parametrize(
    "data",
    [
        {"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'><g/></svg>"},
        {"text/html": "<svg width='9'><circle r='3'/></svg>"},
    ],
)
def test_a_drawing_is_a_picture_in_a_file_of_its_own(data):
    [output], files = shown(data)
    assert output.kind == "image"
    [name] = files
    assert output.src == BASE + name
    assert name.endswith(".svg")


@pytest.mark.parametrize(
    "uri",
    [
        f"data:image/svg+xml;base64,{encoded(SVG.encode())}",
        f"data:image/svg+xml;utf8,{quote(SVG)}",
    ],
)
def test_a_drawing_in_an_address_is_sanitised_too(uri):
    [output], files = shown({"text/html": f"<img src='{uri}'>"})
    [(name, data)] = files.items()
    assert BASE + name in output.html
    assert b"circle" in data
    assert b"script" not in data


def test_an_address_that_holds_no_drawing_is_left_out():
    [output, lost], files = shown(
        {"text/html": "<p>x</p><img src='data:image/svg+xml;base64,?'>"}
    )
    assert files == {}
    assert "data:" not in output.html
    assert lost.unshown.kind == "picture"


@pytest.mark.parametrize(
    ("html", "kinds"),
    [
        ("<img src='https://example.org/loss.png'>", ["picture"]),
        ("<p>The loss:</p><img src='loss.png'>", ["html", "picture"]),
        ("<img src='data:image/bmp;base64,Qk0='>", ["picture"]),
        ("<math><mi>x</mi></math>", ["interactive"]),
    ],
)
def test_nothing_that_a_page_held_vanishes_without_a_word(html, kinds):
    outputs, _files = shown({"text/html": html})
    told = [one.unshown.kind if one.unshown else one.kind for one in outputs]
    assert told == kinds


def test_a_picture_of_a_type_that_no_page_shows_is_named_with_a_download():
    data = {"image/bmp": "Qk0=", "text/plain": "<PIL.Image.Image mode=RGB>"}
    unshown, files = named(data)
    assert (unshown.kind, unshown.mime) == ("other", "image/bmp")
    assert len(files) == 1


def test_drawings_among_words_become_pictures_at_their_places():
    drawing = "<svg width='9' height='9'><circle r='3'/></svg>"
    html = f"<p>One {drawing}</p><p>two {drawing.replace('3', '4')}</p>"
    [output], files = shown({"text/html": html})
    assert len(files) == 2
    first, second = output.html.split("two")
    assert first.count("<img") == second.count("<img") == 1
    assert "svg width" not in output.html


@pytest.mark.parametrize(
    "html", ["<p>x</p><svg", "<p>x</p><svg><g</svg>", "<svg " * 9000]
)
def test_half_a_drawing_among_words_harms_nothing(html):
    outputs, files = shown({"text/html": html})
    assert files == {} or outputs[-1].kind == "unshown"


def test_a_bitmap_is_preferred_to_what_needs_a_script():
    data = {"application/vnd.vegalite.v5+json": CHART, "image/png": encoded(PNG)}
    [output], _files = shown(data)
    assert (output.kind, output.src[-4:]) == ("image", ".png")


@pytest.mark.parametrize(
    "html",
    [
        "<svg " * 700_000,
        "<video src=" * 400_000,
        "src=data:video/mp4;base64," * 200_000,
        "<script>" * 500_000,
    ],
    ids=["drawings", "videos", "recordings", "scripts"],
)
def test_floods_are_named_in_little_time(html):
    before = time.process_time()
    shown({"text/html": html})
    assert time.process_time() - before < 2
