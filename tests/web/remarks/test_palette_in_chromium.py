"""The palette of remarks by keyboard alone: opened, searched, inserted where one wrote, kept.

Without script it is `test_pages`.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.stack import Stack

ROWS = """
from projects.enums import State
from projects.models import Remark
from projects.operations import reviews
from tests import factories
project = factories.project()
grace = factories.reviewer(project, "Grace")
student = factories.student(factories.cohort(), "Ada <script>")
submission = factories.submission(project, student, state=State.AWAITING_REVIEW)
reviews.claim(submission, by=grace)
for body in ("Dear {student}, well done.", "In line {line} you loop.", "<b>Others</b>"):
    Remark.objects.create(owner=grace, language="en", body=body)
print(grace.email, submission.uid)
"""


ALL_SAVED = "!Object.keys(localStorage).some((key) => key.startsWith('draft:'))"


@pytest.fixture(scope="module")
def stack(tmp_path_factory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("palette") / "var"
    with Stack({}, folder, roles=["web"]) as running:
        yield running


@pytest.fixture(scope="module")
def in_hand(stack) -> tuple[str, str]:
    """A reviewer's address, and that of the review which they have in hand."""
    email, uid = stack.manage("shell", "-v", "0", "-c", ROWS).split()
    return email, f"/submissions/{uid}/review/"


@pytest.fixture
def desk(stack, page, in_hand) -> Page:
    email, address = in_hand
    page.goto(f"{stack.base_url}/login/?next={address}")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill("correct horse")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{stack.base_url}{address}")
    return page


def words(desk: Page, name: str):
    return desk.locator(f"textarea[name='{name}']")


def wait_until_saved(desk: Page) -> None:
    """What has arrived is kept in the browser no longer."""
    for _ in range(100):
        if desk.evaluate(ALL_SAVED):
            return
        desk.wait_for_timeout(100)
    pytest.fail("not saved in ten seconds")


def found(desk: Page):
    return desk.locator("#remarks [data-insert]")


def test_a_remark_goes_where_one_wrote_and_is_saved(desk):
    code = words(desk, "body-code")
    code.fill("First.")
    desk.keyboard.press("Escape")
    desk.keyboard.press("r")
    expect(found(desk)).to_have_count(3)
    desk.keyboard.type("dear")
    expect(found(desk)).to_have_count(1)
    desk.keyboard.press("Enter")
    expect(code).to_have_value("First.\n\nDear Ada \\<script\\>, well done.")
    expect(code).to_be_focused()
    wait_until_saved(desk)
    desk.reload()
    expect(code).to_have_value("First.\n\nDear Ada \\<script\\>, well done.")


def test_what_has_no_value_is_selected_to_be_typed_over(desk):
    words(desk, "general").focus()
    desk.keyboard.press("Escape")
    desk.keyboard.press("r")
    desk.keyboard.type("loop")
    expect(found(desk)).to_have_count(1)
    desk.keyboard.press("ArrowDown")
    expect(found(desk)).to_be_focused()
    desk.keyboard.press("Enter")
    expect(words(desk, "general")).to_have_value("In line {line} you loop.")
    desk.keyboard.type("7")
    expect(words(desk, "general")).to_have_value("In line 7 you loop.")
    wait_until_saved(desk)


def test_the_keys_of_the_page_rest_while_it_is_open_and_escape_closes_it(desk):
    desk.keyboard.press("r")
    expect(found(desk)).to_have_count(3)
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("?")  # would open the list of keys
    expect(desk.locator("dialog[open]")).to_have_count(1)
    assert desk.locator("#remarks b").count() == 0  # a remark is shown as its source
    desk.keyboard.press("Escape")
    expect(desk.locator("#remarks")).to_be_hidden()


def test_a_failure_is_said_in_the_palette_and_nothing_is_inserted(desk):
    desk.route("**/remarks/*/use/", lambda route: route.abort())
    desk.keyboard.press("r")
    found(desk).first.click()
    expect(desk.locator("#remarks [role='alert']")).to_be_visible()
    expect(words(desk, "general")).not_to_have_value(re.compile("well done"))
