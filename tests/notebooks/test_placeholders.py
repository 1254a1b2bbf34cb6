"""What a page without scripts cannot show is named, and kept where it has a place."""

import base64

import pytest

from notebooks.album import Album
from notebooks.html import Html
from notebooks.lost_html import is_visible, lost_from_html
from notebooks.placeholders import DOWNLOADS, unshown
from notebooks.unshown import Kind

FILM = b"\x00\x00\x00\x18ftypmp42"
ENCODED = base64.b64encode(FILM).decode()


@pytest.fixture
def album():
    return Album("/kept/")


def kept(album):
    ((name, data),) = album.files.items()
    return name[32:], data


@pytest.mark.parametrize(
    ("data", "kind", "suffix", "content"),
    [
        ({"application/vnd.plotly.v1+json": "{}"}, Kind.CHART, ".json", b"{}"),
        ({"application/vnd.bokehjs_exec.v0+json": ""}, Kind.CHART, ".json", b""),
        (
            {"application/vnd.jupyter.widget-view+json": "{}"},
            Kind.WIDGET,
            ".json",
            b"{}",
        ),
        ({"video/mp4": ENCODED}, Kind.VIDEO, ".mp4", FILM),
        ({"Video/MP4": ENCODED}, Kind.VIDEO, ".mp4", FILM),
        ({"video/quicktime": ENCODED}, Kind.VIDEO, ".bin", ENCODED.encode()),
        ({"audio/x-wav": "not base64!"}, Kind.AUDIO, ".bin", b"not base64!"),
        ({"application/pdf": ENCODED}, Kind.PDF, ".pdf", FILM),
        ({"image/svg+xml": "<svg"}, Kind.DRAWING, ".svg.txt", b"<svg"),
        ({"application/javascript": "f()"}, Kind.SCRIPT, ".js.txt", b"f()"),
        ({"application/x-unheard": "?"}, Kind.OTHER, ".bin", b"?"),
    ],
)
def test_each_type_has_a_kind_and_a_download(album, data, kind, suffix, content):
    found = unshown(data, album)
    assert (found.kind, found.size) == (kind, len(content))
    assert kept(album) == (suffix, content)
    assert suffix in DOWNLOADS
    assert found.address.startswith("/kept/")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"text/plain": "1"},
        {"text/html": "<b>1</b>"},
        {"text/html": "<b>1</b>", "application/javascript": "f()"},
        {"text/plain": "1", "application/x-unheard": "?"},
    ],
)
def test_what_a_page_shows_needs_no_placeholder(album, data):
    assert unshown(data, album) is None
    assert album.files == {}


def test_a_chart_counts_although_its_page_is_there(album):
    data = {"text/html": "<div>", "application/vnd.vegalite.v5+json": "{}"}
    assert unshown(data, album).kind == Kind.CHART


def test_a_type_as_long_as_a_page_is_cut(album):
    found = unshown({"application/" + "x" * 500: "?"}, album)
    assert len(found.mime) == 80


def test_without_a_place_for_files_the_kind_is_told_all_the_same():
    found = unshown({"application/pdf": ENCODED}, Album())
    assert (found.kind, found.address) == (Kind.PDF, "")


@pytest.mark.parametrize(
    ("html", "safe", "kind"),
    [
        ("<script>Plotly.newPlot()</script><div></div>", "<div></div>", Kind.CHART),
        ("<canvas></canvas><SCRIPT>draw()</SCRIPT>", "", Kind.INTERACTIVE),
        ("<iframe src='a'></iframe>", "", Kind.FRAME),
        ("<p>See</p><iframe src='a'></iframe>", "<p>See</p>", Kind.FRAME),
        ("<object data='a'></object>", "", Kind.FRAME),
        ("<video src='a.mp4'></video>", "", Kind.VIDEO),
        ("<audio src='a.wav'></audio>", "", Kind.AUDIO),
        ("<svg></svg>", "", Kind.INTERACTIVE),
    ],
)
def test_what_is_lost_of_a_page_is_told(album, html, safe, kind):
    found = lost_from_html(html, Html(safe), album)
    assert found.kind == kind
    assert found.beside_text is bool(safe.replace("<div></div>", ""))


@pytest.mark.parametrize(
    ("html", "safe"),
    [
        ("<table><tr><td>1</td></tr></table>", "<table><tr><td>1</td></tr></table>"),
        ("<script>sort()</script><table>1</table>", "<table>1</table>"),
        ("<svg></svg><img src='a'>", "<img src='a'>"),
        ("<scripture>", ""),
        ("", ""),
    ],
)
def test_a_page_that_keeps_its_text_has_lost_nothing(album, html, safe):
    assert lost_from_html(html, Html(safe), album) is None
    assert album.files == {}


def test_a_recording_within_a_page_is_its_own_download(album):
    html = f'<video controls><source src="data:video/mp4;base64,{ENCODED}"></video>'
    found = lost_from_html(html, Html("<p>Watch</p>"), album)
    assert (found.kind, found.mime, found.size) == (Kind.VIDEO, "video/mp4", len(FILM))
    assert found.beside_text
    assert kept(album) == (".mp4", FILM)


def test_a_recording_that_cannot_be_read_has_none(album):
    html = "<audio src='data:audio/wav;base64,AAA'></audio>"
    found = lost_from_html(html, Html(), album)
    assert (found.kind, found.address, found.mime) == (Kind.AUDIO, "", "")
    assert album.files == {}


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("", False),
        ("<div> \n </div>", False),
        ("<p>a</p>", True),
        ("<img alt='a' src='b'>", True),
        ("<img alt='a'>", False),
        ("a < b", True),
    ],
)
def test_a_reader_sees_text_and_pictures(html, seen):
    assert is_visible(html) is seen
