"""Fixtures for everybody: private servers and a real browser.

A fixture whose program is missing fails and names the package; nothing is skipped.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

import pytest
from django.utils import translation
from playwright.sync_api import Browser, Page, sync_playwright

from projects.models import site_setting
from projects.throttles import counting
from reviewhub import catalogues
from scripts import programs
from tests import made_once, repeated, statements
from tests.packs import exemplars
from tests.services import private_postgres, private_redis, required
from tests.stack import ROOT

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all-exemplars",
        action="store_true",
        help="grade every exemplar of every pack with every seed: `make test-packs`",
    )
    parser.addoption(
        "--fast",
        action="store_true",
        help="only tests that start no server, browser or sandbox: `make check`",
    )
    parser.addoption(
        "--repeated",
        action="store_true",
        help="only tests that are worth repeating on another database: tests/repeated.py",
    )


def pytest_report_header(config: pytest.Config) -> str:
    return exemplars.report_header(everything=config.getoption("all_exemplars"))


def pytest_configure(config: pytest.Config) -> None:
    """Pages in Japanese, in a fresh checkout and after every translator's change."""
    catalogues.compile_stale()
    if made_once.FOLDER not in os.environ:  # the processes that we start have it
        running = ExitStack()
        running.enter_context(made_once.run_folder())
        config.add_cleanup(running.close)
    if not config.getoption("fast") and not os.environ.get("DATABASE_URL"):
        recorder = statements.Recorder(repeated.records_folder())
        config.pluginmanager.register(recorder)


# Files that take 20 s of a processor or more, the longest first, as measured. Processes share
# the files out: the last minutes would be one process's, were a long one begun last.
LONG = (
    "tests/packs/test_conformance.py",
    "tests/engine/test_recovery.py",
    "tests/journeys/test_journeys.py",
    "tests/engine/test_chaos.py",
    "tests/workers/doctor/test_doctor.py",
    "tests/attacks/test_corpus.py",
    "tests/web/test_every_page_in_chromium.py",
    "tests/web/test_query_counts.py",
    "tests/notebooks/isolated/test_hostile.py",
    "tests/web/review/test_by_keyboard_in_chromium.py",
    "tests/web/review/test_desk_in_chromium.py",
    "tests/workers/grader/test_pipeline.py",
    "tests/packs/test_sixth_pack.py",
    "tests/engine/test_joining.py",
    "tests/web/review/test_two_tabs_in_chromium.py",
    "tests/projects/test_races.py",
    "tests/workers/doctor/test_two_users.py",
    "tests/web/test_every_url.py",
    "tests/workers/sandbox/test_forking.py",
    "tests/workers/environments/test_runtimes.py",
    "tests/fuzz/test_uploads.py",
    "tests/tooling/test_compose.py",
    "tests/web/student/test_hostile_words_in_chromium.py",
    "tests/fuzz/test_api.py",
    "tests/web/remarks/test_palette_in_chromium.py",
    "tests/packs/test_hostile_answers.py",
)

# They choose among the tests that have run by then.
LAST = tuple(
    f"tests/{room}/test_on_postgresql.py" for room in ("web", "fuzz", "projects", "api")
)

# What starts a server, a browser or a sandbox, whichever test asks for it.
STARTERS = {"browser", "postgres_url", "redis_url", "stack", "rounds", "engine"}
# Rooms whose tests talk to the code in this process, but for those who ask for a starter.
FAST_ROOMS = ("api", "design", "house", "notebooks", "projects", "reviewhub", "web")
# What in these rooms takes the most time and starts processes, or repeats what the lint does.
NOT_FAST = (
    "tests/notebooks/isolated",
    "tests/house/test_dead_code.py",
    "tests/projects/test_demo.py",
    "tests/projects/test_full_cohorts.py",
    "tests/projects/test_migrations.py",
    "tests/projects/test_regrades_of_thousands.py",
    "tests/projects/test_seed_load.py",
    "tests/projects/throttles/test_counting.py",
    "tests/reviewhub/test_warming.py",
    "tests/web/test_blind.py",
    "tests/web/test_hostile_text.py",
    "tests/web/test_query_counts.py",
)


def _is_fast(item: pytest.Item) -> bool:
    starts = STARTERS & set(getattr(item, "fixturenames", ()))
    return not starts and item.get_closest_marker("slow") is None


def pytest_ignore_collect(
    collection_path: Path, config: pytest.Config
) -> Literal[True] | None:
    """With --fast, rooms that hold no fast test are not even imported."""
    if not config.getoption("fast") or collection_path in (ROOT, ROOT / "tests"):
        return None
    path = collection_path.relative_to(ROOT)
    slow = path.parts[1] not in FAST_ROOMS or path.as_posix().startswith(NOT_FAST)
    return True if slow else None


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Long files first, repeats last; the rest, and the tests in a file, stay in their order."""
    if config.getoption("fast"):
        slow = [item for item in items if not _is_fast(item)]
        items[:] = [item for item in items if _is_fast(item)]
        config.hook.pytest_deselected(items=slow)
    if config.getoption("repeated"):
        repeated.deselect(config, items)
    order = {str(ROOT / name): place for place, name in enumerate((*LONG, "", *LAST))}
    items.sort(key=lambda item: order.get(str(item.path), len(LONG)))


def pytest_report_collectionfinish(config: pytest.Config) -> str | None:
    return config.stash.get(repeated.CHOICE, None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the repeats tell of their choice, in whichever process they ran."""
    for report in terminalreporter.stats.get("passed", ()):
        for name, told in report.user_properties:
            if name == repeated.TOLD:
                terminalreporter.write_line(f"{report.nodeid}: {told}")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with private_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with private_redis() as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, for the length of one test file.

    Playwright keeps an event loop in this thread, in which Django refuses its database:
    a file of browser tests talks to the product through `Stack`, never to the models.
    """
    program = required(programs.find_program(*programs.CHROMIUM_NAMES), "chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=program,
            args=CHROMIUM_ARGUMENTS,
        )
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh visitor: no cookies of the test before. Wide screen, light theme."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="en-GB", color_scheme="light"
    )
    yield context.new_page()
    context.close()


@pytest.fixture(autouse=True)
def _no_language_left_behind() -> Iterator[None]:
    """Django's middleware sets a language for a request and leaves it set in the thread."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """Each test starts with fresh counters of `projects.throttles`."""
    counting.counters_at.cache_clear()


@pytest.fixture(autouse=True)
def _no_site_setting_chosen() -> None:
    """Each test starts as if it had just read that admins changed nothing: no query more."""
    site_setting.remember({})


@pytest.fixture(autouse=True, scope="session")
def _no_proxy_for_this_machine() -> None:
    """Whatever proxy the machine has is not for talking to ourselves."""
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"
