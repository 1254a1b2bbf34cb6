"""The network or the browser is lost while somebody writes in the workspace: their words are not."""

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


@pytest.fixture(scope="module")
def uid(stack) -> str:
    return stack.manage("shell", "-v", "0", "-c", CLAIMED).strip()


@pytest.fixture
def desk(browser, stack, uid) -> Iterator[Page]:
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


def test_a_comment_that_is_open_survives_the_browser(desk, browser, stack):
    """Nothing is left of the browser's own store: the draft brings it back."""
    desk.locator("#cell-1").get_by_role("link", name="Comment on cell 1").click()
    desk.locator("#cell-1 [data-comment] textarea").fill("Half a thought.")
    expect(desk.locator("[data-saved]")).to_have_attribute("data-state", "done")
    other = browser.new_context(locale="en-GB")
    page = other.new_page()
    steps.sign_in(page, stack, "reviewer@demo.test")
    page.goto(desk.url)
    typed = page.locator("#cell-1 [data-comment] textarea")
    expect(typed).to_have_value("Half a thought.")
    page.locator("#cell-1").get_by_role("link", name="Cancel").click()
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", "done")
    page.evaluate("localStorage.clear()")
    page.reload()
    expect(page.locator("[data-saved]")).to_be_attached()
    expect(typed).to_have_count(0)
    other.close()


def test_what_was_published_while_offline_is_there_on_the_way_back(desk):
    address = desk.url
    desk.context.set_offline(True)
    desk.get_by_label("To the student").fill("Typed offline, then sent.")
    desk.get_by_role("button", name="Meets specifications").click()
    desk.context.set_offline(False)
    desk.goto(address)
    expect(desk.get_by_label("To the student")).to_have_value(
        "Typed offline, then sent."
    )
