"""What people do on the site, in their words: by labels, roles and visible sentences."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.stack import ROOT, Stack

PASSWORD = "reviewhub-demo"
EXEMPLARS = ROOT / "workers/packs/first-neural-network/exemplars"
NOTEBOOK = "Your_first_neural_network.ipynb"
WRONG = EXEMPLARS / "wrong/run-without-sigmoid" / NOTEBOOK
HINT = "should carry every record through both layers"
PASSING = EXEMPLARS / "passing/vectorised-batch" / NOTEBOOK
PROJECT = "/projects/first-neural-network/"

GRADING_MS = 180_000  # training included, on a machine that is busy with other tests
CHECKS_MS = 90_000


def sign_in(page: Page, stack: Stack, email: str) -> None:
    page.goto(f"{stack.base_url}/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).not_to_have_url(re.compile("/login/"))


def hand_in(page: Page, notebook: Path, notes: str = "") -> None:
    """From the project's page; ends on the submission's."""
    file = page.get_by_label("Your work", exact=True)
    file.wait_for()  # stands below the answers: `all` does not wait for a page to come
    for answer in page.get_by_label("Done", exact=True).all():
        answer.check()  # what the last review requires
    file.set_input_files(notebook)
    page.get_by_label("Notes to the reviewer").fill(notes)
    page.get_by_label("This is my own work").check()
    page.get_by_role("button", name="Hand in").click()
    expect(page).to_have_url(re.compile("/submissions/"), timeout=30_000)


def address(page: Page) -> str:
    """Without the place in the page: going there again is then a fresh request."""
    return page.url.partition("#")[0]


def see(page: Page, words: str, timeout_ms: int = 10_000) -> None:
    expect(page.get_by_text(words).first).to_be_visible(timeout=timeout_ms)


def appeal(page: Page, reason: str) -> None:
    page.get_by_label("Why should a reviewer look at it all the same?").fill(reason)
    page.get_by_role("button", name="Ask a reviewer to look").click()


def claim(page: Page, student: str) -> None:
    """From the queue to the workspace, whose rubric comes last in a long page."""
    page.get_by_role("button", name=re.compile(f"Claim .* by {student}")).click()
    see(page, "In your hands")
    page.wait_for_load_state()  # the line above stands there before the rubric is parsed


def cell(page: Page, number: int) -> Locator:
    return page.get_by_role("group", name=f"Code cell {number}", exact=True).or_(
        page.get_by_role("group", name=f"Text cell {number}", exact=True)
    )


def comment(page: Page, number: int, words: str) -> None:
    place = cell(page, number)
    place.get_by_role("link", name=f"Comment on cell {number}").click()
    page.get_by_label("Comment", exact=True).fill(words)
    place.get_by_label("Required").check()
    page.get_by_role("button", name="Add comment").click()
    expect(place.get_by_text(words)).to_be_visible()


def judge(page: Page, title: str, judgement: str, words: str = "") -> None:
    criterion = page.get_by_role("group", name=f"Judgement on “{title}”")
    criterion.get_by_label(judgement).check()
    if words:
        page.get_by_label(f"Comment on “{title}”").fill(words)


def judge_all(page: Page, judgement: str) -> list[str]:
    """Judges every criterion the same; gives back their titles."""
    folded = page.locator("details.criterion__fold:not([open]) > summary")
    while folded.count():
        folded.first.click()  # what the machine passed is folded
    titles = []
    for group in page.get_by_role("group", name=re.compile("^Judgement on")).all():
        group.get_by_label(judgement).check()
        legend = group.locator("legend").inner_text()
        titles.append(legend.removeprefix("Judgement on “").removesuffix("”"))
    return titles


def publish(page: Page, verdict: str) -> None:
    page.get_by_role("button", name=verdict, exact=True).click()
    see(page, f"Published: {verdict}")


def cancel_open_comments(page: Page) -> None:
    """Those of earlier tests, which a slow machine had the time to keep: keys would go into them."""
    cancel = page.locator("[data-comment] [data-cancel]")
    for left in reversed(range(cancel.count())):
        cancel.first.click()
        expect(cancel).to_have_count(left)
