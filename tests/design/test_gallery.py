import re
from html.parser import HTMLParser

import pytest

from projects.enums import State
from projects.web.gallery.views import gallery

VOID = {"meta", "link", "img", "input", "br", "hr"}


class Balance(HTMLParser):
    """Notes every tag that is closed by another's end."""

    def __init__(self):
        super().__init__()
        self.open, self.wrong, self.ids = [], [], []

    def handle_starttag(self, tag, attrs):
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.ids += [value for name, value in attrs if name == "id"]

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append((tag, self.getpos()))


@pytest.fixture
def page(rf):
    return gallery(rf.get("/gallery/", {"theme": "dark"})).content.decode()


def test_the_gallery_shows_every_state_by_word_and_shape(page):
    for state in State:
        assert f"#state-{state.value}" in page
        assert str(state.label) in page


def test_the_gallery_is_whole_html(page):
    balance = Balance()
    balance.feed(page)
    assert balance.wrong == []
    assert balance.open == []
    assert sorted(balance.ids) == sorted(set(balance.ids))


def test_the_gallery_carries_nothing_that_the_content_policy_refuses(page):
    assert not re.search(r"<[^>]*\s(style|onclick|onload|hx-on[\w:-]*)=", page)
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style", page)


def test_a_theme_can_be_tried(page):
    assert 'data-theme="dark"' in page


def test_an_error_is_tied_to_its_field(page):
    field = re.search(r'<input[^>]*name="email"[^>]*>', page)[0]
    assert 'aria-invalid="true"' in field
    described = re.search(r'aria-describedby="([^"]+)"', field)[1].split()
    assert described
    for name in described:
        assert f'id="{name}"' in page
