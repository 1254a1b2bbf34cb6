"""A minute offline in the workspace: what was typed meanwhile arrives."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.stack import DEMO, Stack
from tests.web.review.test_two_tabs_in_chromium import CLAIMED


@pytest.fixture(scope="module")
def stack(tmp_path_factory) -> Iterator[Stack]:
    var = tmp_path_factory.mktemp("lost") / "var"
    with Stack({}, var, roles=["web"], set_up=DEMO) as running:
        yield running


@pytest.fixture
def desk(browser, stack) -> Iterator[Page]:
    uid = stack.manage("shell", "-v", "0", "-c", CLAIMED).strip()
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    steps.sign_in(page, stack, "reviewer@demo.test")
    page.goto(f"{stack.base_url}/submissions/{uid}/review/")
    steps.see(page, "In your hands")
    yield page
    context.close()


def test_a_minute_offline_and_what_was_typed_arrives(desk):
    whole, said = desk.get_by_label("To the student"), desk.locator("[data-saved]")
    desk.clock.install()
    desk.context.set_offline(True)
    whole.fill("Typed offline.")
    desk.clock.run_for(60_000)
    expect(said).to_have_attribute("data-state", "failed")
    desk.context.set_offline(False)
    desk.clock.run_for(10_000)
    expect(said).to_have_attribute("data-state", "done")
    desk.reload()
    expect(whole).to_have_value("Typed offline.")
