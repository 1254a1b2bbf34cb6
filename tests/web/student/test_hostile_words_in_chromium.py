"""Words that were written to do harm, on the student's pages, in a browser that would show it.

No script of theirs runs, nothing is fetched from elsewhere, nothing lies over the page.
"""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import PASSWORD
from tests.notebooks.building import code, document, words
from tests.notebooks.test_rendering import ATTACKS
from tests.stack import Stack

COVERING = [
    "<div style='position:fixed;inset:0;background:red'>over the page</div>",
    r"$\style{position:fixed;inset:0}{x}$ $\rule{999em}{999em}$ $\hspace{-99em}x$",
    r"$\Huge\Huge\Huge\Huge x$ $\llap{xxxxxxxxxxxxxxxxxxxx}$ $\raisebox{-99em}{x}$",
    "$$" + r"\frac{" * 300 + "$$",
    ">" * 9_000,
    "あ" * 9_000,
]
WRITTEN = """
import json, sys
from projects.enums import CommentTag, State
from projects.models import Comment, CriterionReview, SubmissionFile
from projects.storage import keep
from tests import factories
texts, notebook, password = json.loads(sys.stdin.read())
cohort = factories.cohort()
student = factories.student(cohort)
student.set_password(password)
student.save()
one = factories.submission(by=student, in_=cohort, state=State.CHANGES_REQUESTED)
one.notes = texts[0]
one.save()
SubmissionFile.objects.filter(submission=one).update(blob=keep(notebook.encode()))
review = one.reviews.get()
joined = "\\n\\n".join(texts)[:9_000]  # a longer one is shown as typed
review.general = joined
review.save()
CriterionReview.objects.filter(review=review).update(body=joined)
for text in texts:
    Comment.objects.create(
        review=review, file_name="notebook.ipynb", cell=0, tag=CommentTag.REQUIRED, body=text
    )
print(student.email, one.uid)
"""
OPEN_AT_TOP = "document.elementFromPoint(innerWidth / 2, 8).closest('header') !== null"


@pytest.fixture(scope="module")
def stack(tmp_path_factory) -> Iterator[Stack]:
    with Stack({}, tmp_path_factory.mktemp("words") / "var", roles=["web"]) as running:
        yield running


@pytest.fixture(scope="module")
def student(stack) -> tuple[str, str]:
    texts = [*ATTACKS, *COVERING]
    cells = [cell for text in texts for cell in (words(text), code(text))]
    given = json.dumps([texts, document(*cells).decode(), PASSWORD])
    said = stack.manage("shell", "-v", "0", "-c", WRITTEN, stdin=given)
    email, uid = said.split()[-2:]
    return email, uid


@pytest.mark.parametrize("path", ["", "files/notebook.ipynb"])
@pytest.mark.parametrize("width", [375, 1440])
def test_nothing_runs_is_fetched_or_covers_the_page(
    browser, stack, student, path, width
):
    email, uid = student
    context = browser.new_context(viewport={"width": width, "height": 900})
    page: Page = context.new_page()
    asked, dialogs = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(f"{stack.base_url}/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{stack.base_url}/submissions/{uid}/{path}")
    expect(page.locator("math").first).to_be_attached()
    page.wait_for_load_state("networkidle")
    assert dialogs == []
    assert [url for url in asked if not url.startswith((stack.base_url, "data:"))] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OPEN_AT_TOP), "something lies over the head of the page"
    context.close()
