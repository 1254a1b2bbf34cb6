from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.looking import Looking
from tests.services import private_postgres, private_redis
from tests.stack import DEMO, ROOT, Stack

SCREENSHOTS = ROOT / "var" / "screenshots"
VISITOR = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB"}


@pytest.fixture(scope="module", params=["embedded", "servers"])
def stack(request, tmp_path_factory) -> Iterator[Stack]:
    """The whole product with its demo people: on SQLite and folders, then on servers."""
    var: Path = tmp_path_factory.mktemp("journeys") / "var"
    with ExitStack() as servers:
        env: dict[str, str] = {}
        if request.param == "servers":
            env = {
                "DATABASE_URL": servers.enter_context(private_postgres()),
                "CELERY_BROKER_URL": servers.enter_context(private_redis()),
            }
        with Stack(env, var, set_up=DEMO) as running:
            yield running


@pytest.fixture
def looking(stack: Stack, request) -> Iterator[Looking]:
    """Looks at the pages that the journey shows it, and complains at the journey's end.

    The pages are the same on both stacks: the embedded one's are looked at.
    """
    embedded = request.node.callspec.params["stack"] == "embedded"
    looking = Looking(SCREENSHOTS if embedded else None)
    yield looking
    assert not looking.complaints, "\n".join(looking.complaints)


@pytest.fixture
def page(browser: Browser, looking: Looking) -> Iterator[Page]:
    context = browser.new_context(**VISITOR)
    page = context.new_page()
    looking.watch(page)
    yield page
    context.close()


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """A visitor without JavaScript."""
    context = browser.new_context(**VISITOR, java_script_enabled=False)
    yield context.new_page()
    context.close()
