"""The workspace in a browser: its measures, the keys, comments beside their lines, a refusal.

The notebook is a wrong one of project 1, with what the checks say of it; its training was skipped.
"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.journeys import steps
from tests.journeys.looking import SERIOUS

COLUMNS = 100


def beyond(page: Page) -> int:
    """How far the page is wider than its window."""
    return int(
        page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    )


def height(part: Locator) -> float:
    box = part.bounding_box()
    return box["height"] if box else 0


def test_a_hundred_columns_of_code_fit_on_one_line_at_1440_pixels(desk):
    line = desk.locator("#cell-2-line-1")
    assert len(line.inner_text().strip()) >= COLUMNS
    assert height(line) == pytest.approx(height(desk.locator("#cell-4-line-1")), abs=1)
    assert beyond(desk) <= 0


@pytest.mark.parametrize("width", [1280, 375])
def test_no_line_is_cut_on_narrower_screens(desk, width):
    desk.set_viewport_size({"width": width, "height": 900})
    cut = desk.evaluate(
        "[...document.querySelectorAll('.source')].filter(it => it.scrollWidth > it.clientWidth).length"
    )
    assert cut == 0
    assert height(desk.locator("#cell-2-line-3")) > height(
        desk.locator("#cell-4-line-1")
    )
    assert beyond(desk) <= 0


def test_the_header_is_one_line_that_shrinks_and_the_verdict_stays_in_sight(desk):
    head, bar = desk.locator(".desk__head"), desk.locator(".desk__verdict")
    before = height(head)
    expect(bar).to_be_in_viewport(ratio=1)
    desk.evaluate("scrollTo(0, 2500)")
    desk.evaluate(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    expect(head).to_be_in_viewport()
    expect(bar).to_be_in_viewport(ratio=1)
    assert height(head) < before < 64


def test_what_passed_is_a_line_and_what_is_to_be_decided_is_open(desk):
    passed = desk.locator("#criterion-sigmoid")
    failed = desk.locator("#criterion-run")
    expect(passed.locator("textarea")).not_to_be_visible()
    assert height(passed) < 70
    expect(failed.locator("textarea")).to_be_visible()


def test_a_place_that_a_hint_names_is_shown_on_the_page(desk):
    desk.get_by_role("link", name="cell 2, line 3").first.click()
    expect(desk.locator("#cell-2-line-3")).to_be_in_viewport()
    assert desk.url.endswith("#cell-2-line-3")


def test_the_drawer_holds_the_outline_and_the_attempts(desk):
    desk.keyboard.press("d")
    expect(desk.get_by_role("heading", name="Attempts")).to_be_visible()
    outline = desk.get_by_role("navigation", name="Outline of the notebook")
    outline.get_by_role("link").last.click()
    expect(outline).not_to_be_visible()
    place = desk.url.partition("#")[2]
    expect(desk.locator(f"#{place}")).to_be_in_viewport()


def test_a_comment_on_a_range_opens_under_its_lines_and_marks_them(desk):
    desk.locator("#cell-2-line-1 .line__no").click()
    form = desk.locator("[data-comment]")
    expect(form.get_by_label("Comment on line 1")).to_be_focused()
    expect(form.get_by_role("radio", checked=True)).to_have_count(0)
    desk.keyboard.type("All of it.")
    desk.locator("#cell-2-line-3 .line__no").click(modifiers=["Shift"])
    words = form.get_by_label("Comment on lines 1–3")
    expect(words).to_have_value("All of it.")
    expect(desk.locator("#cell-2 .line[data-marked]")).to_have_count(3)
    form.get_by_label("Suggestion").check()
    words.press("Control+Enter")
    bubble = desk.locator("#cell-2 .bubble")
    expect(bubble.get_by_role("link", name="Lines 1–3")).to_be_visible()
    expect(desk.locator("#cell-2 .line[data-marked]")).to_have_count(3)
    desk.locator("#cell-2-output-1 .output__comment").click(force=True)
    expect(form.get_by_label("Comment on output 1")).to_be_focused()
    expect(form.get_by_label("Suggestion")).to_be_checked()
    form.get_by_role("link", name="Cancel").click()
    expect(form).to_have_count(0)
    bubble.get_by_role("button", name="Delete").click()
    bubble.get_by_role("button", name="Press again").click()
    expect(bubble).to_have_count(0)


def test_the_keys_comment_on_lines_of_the_cell(desk):
    for key in ("j", "j", "J", "J", "v", "J", "c"):
        desk.keyboard.press(key)
    expect(desk.get_by_label("Comment on lines 2–3")).to_be_focused()
    desk.keyboard.press("Escape")
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog", name="Keys")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog", name="Keys")).not_to_be_visible()


def test_a_key_comments_on_the_outputs_of_the_cell_in_turn(desk):
    """Cell 2 has two outputs: a text and an error. Words that were begun go along."""
    form = desk.locator("[data-comment]")
    desk.keyboard.press("O")  # no cell is current: nothing opens
    expect(form).to_have_count(0)
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    for number in (1, 2, 1):
        desk.keyboard.press("O")
        words = form.get_by_label(f"Comment on output {number}")
        expect(words).to_be_focused()
        if not words.input_value():
            desk.keyboard.type("O is a letter here.")
        expect(words).to_have_value("O is a letter here.")
        desk.keyboard.press("Escape")  # leaves the words, and the form stays


def test_the_fitting_verdict_is_the_primary_button(desk):
    primary = desk.locator("[data-verdict].btn--primary")
    expect(primary).to_have_accessible_name("Requires changes")
    for criterion in desk.locator("[data-criterion]").all():
        criterion.locator("details").first.evaluate("it => it.open = true")
        criterion.get_by_label("Meets specifications").check()
    expect(primary).to_have_accessible_name("Meets specifications")
    expect(desk.locator("[data-judged]")).to_have_text("11")


def test_a_refused_publish_marks_all_that_is_missing_and_goes_to_the_first(
    stack, desks, opened
):
    page = opened()
    steps.sign_in(page, stack, "second@demo.test")
    page.goto(desks[1])
    unjudged = page.locator("[data-criterion]:not(:has(:checked))")
    count = unjudged.count()
    assert count > 1
    page.get_by_role("button", name="Meets specifications", exact=True).click()
    steps.see(page, f"Not published yet: {count} places below need something")
    expect(page.get_by_text("Not judged yet.")).to_have_count(count)
    first = unjudged.first.get_by_label("Meets specifications")
    expect(first).to_be_focused()
    expect(first).to_be_in_viewport()


def test_nothing_serious_for_people_with_assistive_technology(desk):
    found = Axe().run(desk).response["violations"]
    assert [one["id"] for one in found if one["impact"] in SERIOUS] == []
    desk.keyboard.press("?")
    found = Axe().run(desk).response["violations"]
    assert [one["id"] for one in found if one["impact"] in SERIOUS] == []


def test_the_keys_go_on_from_where_a_link_led(desk):
    """From a hint to its line with Enter, and `c` comments on it; j goes on to the cell below."""
    desk.get_by_role("link", name="cell 2, line 3").first.press("Enter")
    expect(desk.locator("#cell-2")).to_have_attribute("data-current", "")
    expect(desk.locator("#cell-2-line-3")).to_have_attribute("data-at", "")
    desk.keyboard.press("c")
    form = desk.locator("[data-comment]")
    expect(form.get_by_label("Comment on line 3")).to_be_focused()
    desk.keyboard.press("Escape")
    desk.keyboard.press("j")
    expect(desk.locator("#cell-3")).to_have_attribute("data-current", "")


def test_cells_are_walked_from_what_is_in_sight(desk):
    desk.keyboard.press("j")
    expect(desk.locator("#cell-1")).to_have_attribute("data-current", "")
    far = desk.locator("#cell-14")
    far.evaluate("it => it.scrollIntoView({block: 'start', behavior: 'instant'})")
    expect(far).to_be_in_viewport()
    desk.keyboard.press("j")
    number = desk.locator("[data-row][data-current]").get_attribute("id")
    assert number in ("cell-14", "cell-15")
    expect(desk.locator(f"#{number}")).to_be_in_viewport()


def test_any_row_of_the_queue_is_a_key_or_a_name_away(stack, opened, signed_in):
    page = opened(signed_in)
    page.goto(f"{stack.base_url}/queue/")
    rows = page.locator("li[data-row]")
    assert rows.count() > 1
    page.keyboard.press("k")
    expect(rows.last).to_have_attribute("data-current", "")
    expect(rows.last).to_be_in_viewport()
    page.keyboard.press("k")
    expect(rows.nth(rows.count() - 2)).to_have_attribute("data-current", "")
    waiting = page.locator("[data-numbered] > li")
    page.keyboard.press("1")
    expect(waiting.first).to_have_attribute("data-current", "")
    expect(page.locator("[data-current]")).to_have_count(1)
    page.keyboard.press("9")  # there are not so many
    expect(waiting.first).to_have_attribute("data-current", "")
    page.keyboard.press("/")
    expect(page.get_by_label("Student")).to_be_focused()
    page.keyboard.type("nobody 1")
    page.keyboard.press("Enter")
    steps.see(page, "Nothing matches these filters")


def test_the_last_line_of_a_cell_is_one_key_away(desk):
    for key in ("j", "j", "K", "c"):
        desk.keyboard.press(key)
    form = desk.locator("[data-comment]")
    expect(form.get_by_label("Comment on line 3")).to_be_focused()


def test_a_comment_without_a_kind_leads_to_the_kinds_and_stays_in_sight(
    opened, stack, desks
):
    desk = opened()  # signed in anew: a session remembers the last kind
    steps.sign_in(desk, stack, "reviewer@demo.test")
    desk.goto(desks[0])
    steps.cancel_open_comments(desk)
    # Typing is quicker than that.
    desk.evaluate("htmx.config.defaultSettleDelay = 2000")
    desk.locator("#cell-14 a").first.focus()  # a cell as tall as the window
    for key in ("K", "K", "c"):
        desk.keyboard.press(key)
    form = desk.locator("[data-comment]")
    expect(form.get_by_role("textbox")).to_be_focused()
    desk.keyboard.type("Not here.")
    desk.keyboard.press("Control+Enter")
    steps.see(desk, "Choose a kind of comment.")
    expect(form.get_by_label("Required")).to_be_focused()
    desk.keyboard.press("Space")
    desk.keyboard.press("Control+Enter")
    bubble = desk.locator(".bubble").filter(has_text="Not here.")
    expect(bubble).to_be_in_viewport()
    bubble.get_by_role("button", name="Delete").click()
    bubble.get_by_role("button", name="Press again").click()
    expect(bubble).to_have_count(0)


@pytest.mark.parametrize("width", [1440, 1280])
def test_the_tools_are_one_line_and_no_message_lies_over_the_verdict(desk, width):
    desk.set_viewport_size({"width": width, "height": 900})
    assert height(desk.locator(".desk__tools")) < 40
    desk.evaluate(
        "document.getElementById('toasts').innerHTML = '<div class=toast data-toast><p>Taken back.</p></div>'"
    )
    toast, bar = (
        desk.locator(one).bounding_box() for one in (".toast", ".desk__verdict")
    )
    assert toast
    assert bar
    assert toast["x"] + toast["width"] <= bar["x"]


def test_times_have_24_hours(desk):
    title = desk.locator("time[data-relative]").first.get_attribute("title") or ""
    assert re.search(r"\d\d:\d\d$", title), title


def test_a_key_meets_a_criterion_and_goes_on(desk):
    """From the first that is undecided to the next; in the end to the button that publishes."""
    desk.keyboard.press("u")
    undecided = [
        one.get_attribute("id")
        for one in desk.locator("[data-criterion]:not(:has(:checked))").all()
    ]
    here = desk.locator("[data-criterion][data-current]")
    first = here.get_attribute("id")
    desk.keyboard.press("a")
    expect(desk.locator(f"#{first} input[value=meets]")).to_be_checked()
    expect(here).not_to_have_attribute("id", first)
    for _press in undecided:
        desk.keyboard.press("a")
    expect(desk.locator("[data-verdict]:focus")).to_have_count(1)
