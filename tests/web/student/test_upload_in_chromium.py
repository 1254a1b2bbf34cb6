"""What the script does where files are chosen: a file that was saved anew is asked for again."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.notebooks.building import code, document
from tests.stack import DEMO, Stack

FOREIGN = document(code("x = 1"))


@pytest.fixture(scope="module")
def stack(tmp_path_factory) -> Iterator[Stack]:
    var = tmp_path_factory.mktemp("upload") / "var"
    with Stack({}, var, roles=["web"], set_up=DEMO) as running:
        yield running


@pytest.fixture
def project(stack, browser) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    steps.sign_in(page, stack, "student@demo.test")
    page.goto(f"{stack.base_url}{steps.PROJECT}")
    yield page
    context.close()


def save(file: Path, later_s: int = 0) -> Path:
    file.write_bytes(FOREIGN)
    moment = file.stat().st_mtime + later_s
    os.utime(file, (moment, moment))
    return file


def choose(page: Page, file: Path) -> None:
    page.get_by_label("Your work", exact=True).set_input_files(file)


def test_a_notebook_mended_after_a_refusal_is_to_be_chosen_again(project, tmp_path):
    file = save(tmp_path / "n.ipynb")
    choose(project, file)
    project.get_by_label("This is my own work").check()
    button = project.get_by_role("button", name="Hand in")
    button.click()
    steps.see(project, "This does not look like the notebook of")

    save(file, later_s=5)
    button.click()
    steps.see(project, "A file was changed after you chose it")
    expect(project.get_by_label("Your work", exact=True)).to_have_value("")
    expect(project.locator("[data-upload-progress]")).to_be_hidden()
    expect(button).to_be_enabled()

    choose(project, file)
    expect(project.get_by_text("A file was changed")).to_be_hidden()
    button.click()
    steps.see(project, "This does not look like the notebook of")
