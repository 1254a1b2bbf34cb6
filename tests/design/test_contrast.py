"""Every pair of text and ground that the style sheets put together can be read in both themes."""

import re

import pytest

from projects.templatetags.kit import AVATAR_COLOURS
from projects.web.parts.charts import COLOURS as COLOURS_OF_CURVES
from tests.design import sheets

COLOURS = re.compile(r"light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)")
NAMED = re.compile(r"var\(--([\w-]+)\)")


def tokens():
    """By name; the tone of a state under the name of its class, its ground with -ground."""
    found = {}
    for rule in sheets.rules_of((sheets.ROOT / "static/css/tokens.css").read_text()):
        state = re.match(r"\.([\w-]+)", rule.selector)
        for written, value in rule.declarations:
            plain = written.removeprefix("--")
            name = plain.replace("tone", state[1]) if state else plain
            if colours := COLOURS.fullmatch(value):
                found[name] = {"light": colours[1], "dark": colours[2]}
            elif state:
                found[name] = found[NAMED.fullmatch(value)[1]]
    return found


def given(sheet, selector, name):
    """The tokens that rules of a sheet give to a property."""
    rules = sheets.rules_of((sheets.ROOT / "static/css" / sheet).read_text())
    values = [
        dict(rule.declarations).get(name, "")
        for rule in rules
        if re.fullmatch(selector, rule.selector)
    ]
    return [NAMED.fullmatch(value)[1] for value in values if value]


TOKENS = tokens()
ON_THEIR_OWN_GROUND = [
    (name, f"{name}-ground") for name in TOKENS if f"{name}-ground" in TOKENS
]
ON_PAPER = [
    (ink, ground)
    for ink in ("ink", "muted", "accent", "accent-strong", "good", "bad", "warn")
    for ground in ("ground", "surface", "sunken")
]
ON_TONES = [
    ("ink", ground)
    for ground in TOKENS
    if ground.endswith("-ground") and ground != "code-ground"
]
CODE = [
    (name, ground)
    for name in (
        *(t for t in TOKENS if t.startswith("code-")),
        "muted",
        "accent",
        "bad",
    )
    for ground in ("code-ground", "code-mark")
    if name not in {"code-ground", "code-mark"}
]
# A terminal's colours also show on plain paper and on the grounds of errors and warnings.
TERMINAL = [
    (ink, ground)
    for ink in (
        *("bad", "code-ink", "code-string", "code-number"),
        *("code-name", "code-keyword", "code-builtin"),
    )
    for ground in ("ground", "bad-ground", "warn-ground")
]
# Code on lines that were added or removed: the difference of two attempts.
CHANGED = [
    (name, ground)
    for name in (*(t for t in TOKENS if t.startswith("code-")), "muted", "bad")
    for ground in ("good-ground", "bad-ground")
    if name not in {"code-ground", "code-mark"}
]
CURVES = [
    (name, ground)
    for name in given("chart.css", r"\.chart--\d", "--series")
    for ground in ("surface", "ground")
]
SHARES = [("ink" if step < 5 else "on-share", f"share-{step}") for step in range(1, 9)]
AVATARS = [
    ("avatar-ink", name)
    for name in given("components.css", r"\.avatar(--\d)?", "background")
]
FILLED = [
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-accent", "bad"),
    ("muted", "accent-ground"),
    ("accent", "bad-ground"),
    ("accent", "info-ground"),
    ("accent", "good-ground"),
    ("accent", "warn-ground"),
]
PAIRS = sorted(
    {
        *ON_THEIR_OWN_GROUND,
        *ON_PAPER,
        *ON_TONES,
        *CODE,
        *TERMINAL,
        *CHANGED,
        *CURVES,
        *SHARES,
        *AVATARS,
        *FILLED,
    }
)


def test_states_avatars_and_curves_are_among_the_pairs():
    assert len([ink for ink, _ground in PAIRS if ink.startswith("state-")]) == 8
    assert len(AVATARS) == AVATAR_COLOURS
    assert len(CURVES) == 2 * COLOURS_OF_CURVES


def luminance(colour):
    """WCAG 2.2's relative luminance."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_contrast_is_measured_as_the_guideline_does():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_can_be_read(ink, ground, theme):
    assert contrast(TOKENS[ink][theme], TOKENS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("edge", ["line-strong", "focus"])
@pytest.mark.parametrize("ground", ["ground", "surface", "sunken"])
def test_edges_of_fields_and_of_the_focus_can_be_seen(edge, ground, theme):
    assert contrast(TOKENS[edge][theme], TOKENS[ground][theme]) >= 3
