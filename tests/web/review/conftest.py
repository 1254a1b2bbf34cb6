"""The workspace of a wrong notebook of project 1 in a browser, its training skipped."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, StorageState

from tests.journeys import steps
from tests.stack import DEMO, Stack

# Prints the uids of three submissions: in hand of one reviewer, of another, and waiting.
HANDED_IN = """
import json
from pathlib import Path
from projects.enums import State
from projects.models import Blob, Cohort, Enrolment, Project, SubmissionFile, User
from projects.operations import reviews
from projects.storage import keep
from tests import factories
from tests.journeys.steps import WRONG
project = Project.objects.get(slug="first-neural-network")
cohort = Cohort.objects.get(code="DEMO-2026")
notebook = json.loads(WRONG.read_text())
long = "y = " + " + ".join(["x"] * 60)
code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
code["source"] = ["# " + "-" * 98, "\\n", "\\n", long]
code["outputs"] = [
    {"output_type": "stream", "name": "stdout", "text": "seen\\n"},
    {"output_type": "error", "ename": "E", "evalue": "no", "traceback": ["E: no"]},
]
blob = keep(json.dumps(notebook).encode())
for name in ("reviewer", "second", ""):
    made = factories.submission(project, in_=cohort, state=State.AWAITING_REVIEW)
    made.files.update(blob=blob)
    run = made.runs.create(number=1, state="finished", verdict="failed")
    step = run.steps.create(kind="examine", queue="cpu", state="failed")
    run.steps.create(kind="train", queue="gpu", state="skipped")
    asked = [slug for one in made.rubric.criteria.all() for slug in one.checks]
    for order, slug in enumerate(asked):
        if slug in ("train", "rerun") or slug.startswith("training."):
            continue
        outcome = "failed" if slug == "forward.run" else "passed"
        hint = {"en": "Your code raised TypeError (cell 2, line 3)."}
        step.results.create(
            check_slug=slug, order=order, outcome=outcome, hint_text=hint
        )
    if name:
        reviews.claim(made, by=User.objects.get(email=f"{name}@demo.test"))
    print(made.uid)
"""


@pytest.fixture(scope="module")
def stack(tmp_path_factory) -> Iterator[Stack]:
    var = tmp_path_factory.mktemp("desk") / "var"
    with Stack({}, var, roles=["web"], set_up=DEMO) as running:
        yield running


@pytest.fixture(scope="module")
def desks(stack) -> list[str]:
    """The addresses of the workspaces of what was handed in."""
    uids = stack.manage("shell", "-v", "0", "-c", HANDED_IN).split()
    return [f"{stack.base_url}/submissions/{uid}/review/" for uid in uids]


@pytest.fixture(scope="module")
def signed_in(browser, stack) -> StorageState:
    """The cookies of the demo's reviewer, who signs in once."""
    made = browser.new_context()
    steps.sign_in(made.new_page(), stack, "reviewer@demo.test")
    state: StorageState = made.storage_state()
    made.close()
    return state


@pytest.fixture
def opened(browser) -> Iterator[Callable[..., Page]]:
    """Makes pages for one test."""
    contexts: list[BrowserContext] = []

    def page(state: StorageState | None = None) -> Page:
        window = {"width": 1440, "height": 900}
        contexts.append(
            browser.new_context(viewport=window, locale="en-GB", storage_state=state)
        )
        return contexts[-1].new_page()

    yield page
    for context in contexts:
        context.close()


@pytest.fixture
def desk(opened, signed_in, desks) -> Page:
    page = opened(signed_in)
    page.goto(desks[0])
    steps.see(page, "In your hands")
    page.wait_for_load_state()
    steps.cancel_open_comments(page)
    return page
