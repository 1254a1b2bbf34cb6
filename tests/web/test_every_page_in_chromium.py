"""Every page of the table of addresses, as each kind of person has it: no barrier, no error, nothing
beyond the edge.

Pages are asked of Django first; Chromium is then given them with the site's own style sheets and
scripts, so that no server runs.
"""

import mimetypes
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.db import transaction
from playwright.sync_api import Browser, Page, Route, sync_playwright

from projects.models import User
from scripts import packages
from tests.conftest import CHROMIUM_ARGUMENTS
from tests.journeys.looking import Looking
from tests.web.test_every_url import World, lines, named

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
# Of PEOPLE in the table, each in one of both languages. An admin sees what a lead sees, and more.
READERS = {
    "author": "ja",
    "assigned": "en",
    "lead": "ja",
    "admin": "en",
    "anonymous": "en",
    "unproved": "ja",
}
COVERED = {"admin": "lead"}
# Each width and each theme is tried with every second page.
OUT_OF_SIGHT = """
[...document.querySelectorAll(":is(.nav, .tabs) [aria-current]")].filter(link => {
  const [at, row] = [link, link.parentElement].map(it => it.getBoundingClientRect());
  return at.left < row.left - 1 || at.right > row.right + 1;
}).map(link => link.textContent.trim())
"""
WAYS = ((1440, "light"), (375, "dark"), (1440, "dark"), (375, "light"))


@pytest.fixture
def browser() -> Iterator[Executor]:
    """A thread for Chromium: Playwright keeps an event loop in its own, where Django refuses
    its database."""
    with ThreadPoolExecutor(1) as thread:
        yield thread


def asked(who: str) -> dict[str, list[str]]:
    """The names of the addresses that this person reads, by the state in which they do."""
    found: dict[str, list[str]] = {}
    for line in lines():
        is_ours = not line.name.startswith(("admin:", "api:"))
        is_seen = line.expected.get(COVERED.get(who, "")) == "200"
        is_theirs = line.expected[who] == "200" and not is_seen
        if line.method == "GET" and is_ours and is_theirs:
            state = "awaiting_review" if line.state == "-" else line.state
            found.setdefault(state, []).extend(named(line.name))
    return found


def pages_of(who: str) -> dict[str, str]:
    """HTML by address; what is a redirect, a file or a part of a page is left out."""
    found: dict[str, str] = {}
    for state, names in asked(who).items():
        with transaction.atomic():
            world = World(state)
            if who != "anonymous":
                User.objects.filter(pk=world.people[who].pk).update(
                    language=READERS[who]
                )
            client = world.client(who)
            for name in names:
                response = client.get(world.address(name))
                html = (
                    ""
                    if response.streaming
                    else response.content.decode(errors="replace")
                )
                if "<!DOCTYPE html>" in html[:200]:
                    found[world.address(name)] = html
            transaction.set_rollback(True)
    return found


@cache
def static_file(path: str) -> tuple[bytes, str]:
    found = finders.find(path)
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return (Path(str(found)).read_bytes(), kind) if found else (b"", kind)


def served(browser: Browser, pages: Mapping[str, str]) -> Page:
    """A browser's page of a site that consists of these and of static files."""

    def answer(route: Route) -> None:
        url = urlsplit(route.request.url)
        address = url.path + (f"?{url.query}" if url.query else "")
        if url.path.startswith("/static/"):
            body, kind = static_file(url.path.removeprefix("/static/"))
            route.fulfill(body=body, content_type=kind)
        elif address in pages and route.request.is_navigation_request():
            route.fulfill(body=pages[address], content_type="text/html; charset=utf-8")
        else:  # a picture, or what a page asks for later
            route.fulfill(status=204)

    page = browser.new_context(locale="en-GB", reduced_motion="reduce").new_page()
    page.route("**/*", answer)
    return page


def complaints_of(pages: Mapping[str, str]) -> list[str]:
    looking = Looking(None)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=packages.find_program(*packages.CHROMIUM_NAMES),
            args=CHROMIUM_ARGUMENTS,
        )
        page = served(launched, pages)
        looking.watch(page)
        for number, address in enumerate(pages):
            width, theme = WAYS[number % len(WAYS)]
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            page.goto(f"{SITE}{address}")
            looking.examine(page, f"{address} at {width} px, {theme}")
            for tab in page.evaluate(OUT_OF_SIGHT):
                hidden = f"{address} at {width} px: {tab!r} is current, and hidden"
                looking.complaints.append(hidden)
        launched.close()
    return looking.complaints


@pytest.mark.parametrize("who", READERS)
def test_no_page_has_a_barrier_an_error_a_sideways_scroll_or_a_hidden_tab(browser, who):
    pages = pages_of(who)
    assert pages
    assert browser.submit(complaints_of, pages).result() == []
