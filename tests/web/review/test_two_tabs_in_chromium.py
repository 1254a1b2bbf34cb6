"""What the script does in the workspace: two tabs on one review, and comments left open.

Without script it is `test_two_tabs` and `test_reviewing`.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.journeys import steps
from tests.stack import DEMO, Stack

CLAIMED = """
from projects.enums import State
from projects.models import Project, User
from projects.operations import reviews
from tests import factories
project = Project.objects.get(slug="first-neural-network")
submission = factories.submission(project, state=State.AWAITING_REVIEW)
reviews.claim(submission, by=User.objects.get(email="reviewer@demo.test"))
print(submission.uid)
"""
# What the draft on the server keeps of comments that are open.
STORED = r"""async () => {
  const workspace = location.pathname.replace(/\/review\/.*/, "/review/");
  const html = await (await fetch(workspace)).text();
  const page = new DOMParser().parseFromString(html, "text/html");
  return page.getElementById("open-comments").textContent;
}"""
FIRST, SECOND = "Written in the first tab.", "Written in the second tab."


@pytest.fixture(scope="module")
def stack(tmp_path_factory) -> Iterator[Stack]:
    var = tmp_path_factory.mktemp("tabs") / "var"
    with Stack({}, var, roles=["web"], set_up=DEMO) as running:
        yield running


@pytest.fixture
def context(browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    yield made
    made.close()


@pytest.fixture(scope="module")
def uid(stack) -> str:
    """Of a submission that the demo's reviewer has in hand."""
    return stack.manage("shell", "-v", "0", "-c", CLAIMED).strip()


@pytest.fixture
def desk(stack, context, uid) -> Page:
    """The first tab."""
    page = context.new_page()
    steps.sign_in(page, stack, "reviewer@demo.test")
    page.goto(f"{stack.base_url}/submissions/{uid}/review/")
    steps.see(page, "In your hands")
    return page


def write(page: Page, words: str) -> None:
    page.get_by_label("To the student").fill(words)


def said(page: Page):
    return page.locator("[data-saved]")


def test_one_tab_saves_again_and_again_without_a_conflict_with_itself(desk):
    for number in range(3):
        with desk.expect_response("**/review/save/") as answer:
            write(desk, f"Version {number}.")
        assert answer.value.status == 204
    expect(said(desk)).to_have_attribute("data-state", "done")


def test_two_saves_at_once_wait_for_each_other(desk):
    """The second would be made from a version that the first is about to replace."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    desk.route("**/review/save/", hold)
    write(desk, "One.")
    expect(said(desk)).to_have_attribute("data-state", "saving")
    write(desk, "One and two.")
    desk.wait_for_timeout(2_000)
    assert len(held) == 1
    held[0].continue_()
    while len(held) == 1:
        desk.wait_for_timeout(50)
    with desk.expect_response("**/review/save/") as second:
        held[1].continue_()
    assert second.value.status == 204
    expect(said(desk)).to_have_attribute("data-state", "done")


def test_the_second_tab_says_so_keeps_its_words_and_leads_to_both(desk, context):
    second = context.new_page()
    second.goto(steps.address(desk))
    write(desk, FIRST)
    expect(said(desk)).to_have_attribute("data-state", "done")
    write(second, SECOND)
    expect(said(second)).to_have_attribute("data-state", "conflict")
    assert second.get_by_label("To the student").input_value() == SECOND
    second.get_by_role("button", name="Compare both").click()
    steps.see(second, "Saved in another tab meanwhile")
    texts = [area.input_value() for area in second.get_by_role("textbox").all()]
    assert texts == [SECOND, FIRST]
    second.get_by_label("Keep what is stored").check()
    second.get_by_role("button", name="Save what I chose").click()
    steps.see(second, "Saved.")
    assert second.get_by_label("To the student").input_value() == FIRST


def test_what_never_arrived_does_not_overwrite_what_arrived_since(desk, context):
    """Words kept in the browser belong to the draft that they were typed into."""
    second = context.new_page()
    second.goto(steps.address(desk))
    second.route("**/review/save/", lambda route: route.abort())
    write(second, SECOND)
    expect(said(second)).to_have_attribute("data-state", "failed")
    kept = second.evaluate("Object.entries(localStorage)")
    second.close()
    write(desk, "Arrived.")
    expect(said(desk)).to_have_attribute("data-state", "done")
    desk.evaluate(
        "all => all.forEach(([key, value]) => localStorage.setItem(key, value))", kept
    )
    third = context.new_page()
    third.goto(steps.address(desk))
    expect(said(third)).to_have_attribute("data-state", "conflict")
    assert third.get_by_label("To the student").input_value() == SECOND
    third.evaluate("localStorage.clear()")
    third.close()
    desk.reload()
    assert desk.get_by_label("To the student").input_value() == "Arrived."


def open_comment(page: Page, cell: int, words: str) -> None:
    page.locator(f"#cell-{cell}").get_by_role(
        "link", name=f"Comment on cell {cell}"
    ).click()
    page.locator(f"#cell-{cell} [data-comment] textarea").fill(words)


def cancel_all(page: Page) -> None:
    """Until the draft has forgotten what was open: the next test begins without."""
    while page.evaluate(STORED) == "{}":  # a save under way must not arrive later
        page.wait_for_timeout(200)
    while left := page.locator("[data-cancel]").count():
        page.locator("[data-cancel]").first.click()
        expect(page.locator("[data-cancel]")).to_have_count(left - 1)
    while page.evaluate(STORED) != "{}":
        page.wait_for_timeout(200)


def typed(page: Page, cell: int):
    return page.locator(f"#cell-{cell} [data-comment] textarea")


def test_comments_left_open_survive_a_reload(desk):
    open_comment(desk, 1, "On the first cell.")
    open_comment(desk, 2, "On the second.")
    desk.get_by_label("Awesome").last.check()
    desk.reload()
    expect(typed(desk, 1)).to_have_value("On the first cell.")
    expect(typed(desk, 2)).to_have_value("On the second.")
    expect(desk.locator("#cell-2").get_by_label("Awesome")).to_be_checked()
    cancel_all(desk)


def test_publishing_with_an_open_comment_shows_it_again(desk):
    open_comment(desk, 1, "Half a thou")
    desk.get_by_role("button", name="Meets specifications").click()
    steps.see(desk, "A comment is still open")
    expect(typed(desk, 1)).to_have_value("Half a thou")
    cancel_all(desk)


def test_a_comment_that_was_added_or_cancelled_does_not_come_back(desk):
    open_comment(desk, 1, "To be added.")
    open_comment(desk, 2, "To be cancelled.")
    desk.locator("#cell-1").get_by_label("Required").check()
    desk.locator("#cell-1").get_by_role("button", name="Add comment").click()
    expect(desk.locator("#cell-1 .bubble__words")).to_have_text("To be added.")
    desk.locator("#cell-2").get_by_role("link", name="Cancel").click()
    expect(typed(desk, 2)).to_have_count(0)
    desk.reload()
    expect(desk.locator("#cell-1 .bubble__words")).to_have_text("To be added.")
    expect(desk.locator("[data-comment]")).to_have_count(0)
