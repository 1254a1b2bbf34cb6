"""What the style sheets, icons and templates promise each other."""

import re
from pathlib import Path

import pytest

from projects.enums import State
from tests.design import sheets

ROOT = Path(__file__).resolve().parents[2]
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SYMBOLS = set(
    re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/img/icons.svg").read_text())
)


def test_colours_are_named_in_one_sheet_only():
    white_for_pictures = "background: #fff;"  # a notebook's plots expect white paper
    for sheet in SHEETS:
        if sheet.name != "tokens.css":
            css = sheet.read_text().replace(white_for_pictures, "")
            assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[\s;])|rgb\(", css) == []


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_colour_and_a_shape_of_its_own(state):
    tones = [
        names
        for rule in sheets.all_rules()
        if f"state-{state.value}" in sheets.classes(rule.selector)
        and {"--tone", "--tone-ground"} <= (names := dict(rule.declarations)).keys()
    ]
    assert len(tones) == 1
    assert f"state-{state.value}" in SYMBOLS


def test_every_icon_that_a_template_asks_for_is_drawn():
    wanted = {
        name
        for path in TEMPLATES
        for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())
    }
    assert wanted
    assert wanted <= SYMBOLS


PAGES = [path for path in TEMPLATES if path.parent.name != "letters"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_page_carries_what_the_content_policy_refuses(path):
    html = re.sub(
        r"{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL
    )
    assert not re.search(r"<[^>%]*\s(style|on[a-z]+|hx-on[\w:-]*)=", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style", html)
