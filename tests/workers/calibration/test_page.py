"""The report: whole in one file, readable at every width, and a student's text stays text."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.workers.calibration.making import one, record
from workers.calibration.counting import summarize
from workers.calibration.page import About, page
from workers.calibration.records import Verdict

HOSTILE = "<img src=x onerror=alert(1)>"
LONG = "a_very_long_name_" * 12


@pytest.fixture
def about() -> About:
    return About(
        title="Doubling",
        pack="doubling",
        pack_digest="0123456789abcdef",
        folder="/past",
        seeds=2,
        with_training=True,
        data="",
        found=5,
        is_whole=True,
        made_at="2026-01-01 00:00 UTC",
    )


@pytest.fixture
def summary():
    hint = f"`double` should return {HOSTILE}"
    return summarize(
        [
            one(
                True,
                record(HOSTILE, failed=[("basics.doubles", hint)], edition=HOSTILE),
            ),
            one(False, record(LONG, figures={"loss": 0.125})),
            one(True, record("two"), record("two", failed=["late"], seed=1)),
            one(
                None,
                record("r", verdict=Verdict.REFUSED, code="no_code", words=HOSTILE),
            ),
            one(None, record("i", verdict=Verdict.INCIDENT, words=HOSTILE)),
        ]
    )


def test_a_students_text_is_escaped_everywhere(summary, about):
    html = page(summary, about)
    assert HOSTILE not in html
    assert html.count("&lt;img src=x") >= 6
    assert "<code>double</code> should return" in html


def test_it_says_what_was_graded_and_what_is_missing(summary, about):
    html = page(summary, about)
    assert "5 submissions in /past, trained on the pack&#x27;s stand-in data" in html
    assert "differ by seed" in html
    assert "unsteady (1 of 2 seeds)" in html
    stopped = About(**{**about.as_json(), "is_whole": False, "with_training": False})
    html = page(summary, stopped)
    assert "It was stopped before all were graded" in html
    assert "Work that only fails in training counts as accepted." in html


def test_without_submissions_it_is_still_a_page(about):
    html = page(summarize([]), about)
    assert "<h1>Calibration of Doubling</h1>" in html
    assert "<h2>Checks</h2>" not in html


@pytest.mark.parametrize("width", [375, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_needs_nothing_else_and_fits_the_screen(  # noqa: PLR0913, PLR0917 -- fixtures
    browser: Browser, summary, about, tmp_path: Path, width: int, scheme: str
):
    path = tmp_path / "report.html"
    path.write_text(page(summary, about), "utf-8")
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    opened = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: said.append(message.text))
    opened.goto(path.as_uri())
    opened.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert opened.evaluate("document.documentElement.scrollWidth") == width
    assert asked == [path.as_uri()]
    assert said == []
    ground = opened.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(247, 244, 238)", "dark": "rgb(23, 22, 20)"}[scheme]
    context.close()
