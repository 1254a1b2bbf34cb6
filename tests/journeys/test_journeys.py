"""The main job, end to end: real Chromium, real processes, a real sandbox.

Each journey runs on the embedded stack and on PostgreSQL with Redis. They share a stack and
go in the order of the file: the last two look at what the review left behind.
"""

import re

from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.steps import GRADING_MS, see


def test_a_student_reads_a_hint_corrects_the_notebook_and_reaches_the_queue(
    stack, page, looking
):
    page.goto(stack.base_url)
    looking.look(page, "01-sign-in")
    steps.sign_in(page, stack, "student@demo.test")
    see(page, "Your turn")
    looking.look(page, "02-home")
    page.get_by_role("link", name=re.compile("^Start this project.*Your First")).click()
    looking.look(page, "03-project")

    steps.hand_in(page, steps.WRONG)
    see(page, steps.HINT, steps.CHECKS_MS)
    see(page, "The checks found 1 thing to change")
    expect(page).to_have_title(re.compile("^Returned by the checks"))
    looking.look(page, "04-returned-with-a-hint")

    page.get_by_role("link", name="Hand in the next attempt").click()
    steps.hand_in(page, steps.PASSING, "I squash the hidden layer now.")
    see(page, "The loss while training", GRADING_MS)
    see(page, "It waits for a reviewer", GRADING_MS)
    expect(page).to_have_title(re.compile("^In the review queue"))
    looking.look(page, "05-in-the-queue")
    page.get_by_role("link", name="As our machine ran it").click()
    see(page, "restarted, and every cell run from the top")
    looking.look(page, "06-executed")


def test_a_review_goes_back_and_forth_until_it_is_approved(
    stack, page, plain_page, looking
):
    """The student has no JavaScript: plain forms, and a page that refreshes itself."""
    student, reviewer = plain_page, page
    steps.sign_in(student, stack, "kwame@demo.test")
    student.goto(f"{stack.base_url}{steps.PROJECT}")
    steps.hand_in(student, steps.WRONG)
    see(student, "The checks found 1 thing to change", steps.CHECKS_MS)
    steps.appeal(student, "I believe that my way is right too.")
    see(student, "It waits for a reviewer")
    attempt = steps.address(student)

    steps.sign_in(reviewer, stack, "reviewer@demo.test")
    reviewer.goto(f"{stack.base_url}/queue/")
    waiting = reviewer.get_by_role("listitem").filter(has_text="Kwame Mensah")
    expect(waiting.get_by_text("Appealed").first).to_be_visible()
    looking.look(reviewer, "11-queue")
    steps.claim(reviewer, "Kwame Mensah")

    steps.comment(reviewer, 4, "Squash it here.")
    first, *_others = steps.judge_all(reviewer, "Meets specifications")
    steps.judge(reviewer, first, "Requires changes", "Use the activation in run too.")
    reviewer.get_by_label("To the student").fill("Nearly there, and well written.")
    saved = reviewer.locator("[data-saved]")
    expect(saved).to_have_attribute("data-state", "done")  # by itself, after a pause
    looking.look(reviewer, "12-workspace", whole=False)
    steps.publish(reviewer, "Requires changes")

    student.goto(attempt)
    see(student, "1 criterion requires changes")
    see(student, "Nearly there, and well written.")
    see(student, "Use the activation in run too.")
    student.get_by_role("link", name="See the place").click()
    expect(steps.cell(student, 4).get_by_text("Squash it here.")).to_be_visible()

    student.goto(attempt)
    student.get_by_role("link", name="Hand in the next attempt").click()
    steps.hand_in(student, steps.PASSING)
    see(student, "It waits for a reviewer", GRADING_MS)
    second = steps.address(student)

    reviewer.goto(f"{stack.base_url}/queue/")
    steps.claim(reviewer, "Kwame Mensah")
    steps.judge_all(reviewer, "Meets specifications")
    steps.publish(reviewer, "Meets specifications")
    reviewer.goto(f"{stack.base_url}/reviews/")
    looking.look(reviewer, "13-my-reviews")

    student.goto(second)
    see(student, "It meets specifications. Well done")


def test_what_the_student_reads_after_a_review(stack, page, looking):
    """The pages that the journey before left, looked at with JavaScript."""
    steps.sign_in(page, stack, "kwame@demo.test")
    page.goto(f"{stack.base_url}/inbox/")
    looking.look(page, "21-inbox")
    page.goto(f"{stack.base_url}{steps.PROJECT}")
    page.get_by_role("link", name="Attempt 1", exact=True).click()
    see(page, "Use the activation in run too.")
    looking.look(page, "22-requires-changes")
    page.get_by_role("link", name="See the place").click()
    see(page, "Squash it here.")
    looking.look(page, "23-comment-in-place")
    page.goto(f"{stack.base_url}/account/")
    looking.look(page, "24-account")


def test_an_admin_reads_the_board_and_reaches_a_submission_in_one_click(
    stack, page, looking
):
    steps.sign_in(page, stack, "admin@demo.test")
    page.get_by_role("link", name="Demo cohort").click()
    board = page.get_by_role("region", name="Board")
    for name in ("Ada Byron", "Kwame Mensah", "山田 花子"):
        expect(board.get_by_role("row", name=name)).to_be_visible()
    kwame = board.get_by_role("row", name="Kwame Mensah")
    approved = kwame.get_by_role("link", name="Approved")
    expect(approved).to_contain_text("×2")
    looking.look(page, "31-board")
    approved.click()
    expect(page).to_have_title(re.compile("^Meets specifications: .* · 2 · ReviewHub$"))
    looking.look(page, "32-submission-for-staff")
