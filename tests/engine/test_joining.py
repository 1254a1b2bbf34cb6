"""Signing up, proving and signing in on a started site: two web processes, a mail worker, beat."""

import re
import signal
import urllib.error
from collections.abc import Iterator
from contextlib import ExitStack
from http import HTTPStatus

import pytest

from tests.browsing import Browser
from tests.engine.mail_server import MailServer, mail_server
from tests.services import private_postgres, private_redis, wait_until
from tests.stack import DEMO, Stack

LETTER_S = 40.0
PASSWORD = "analytical engine"
ROLES = ("web", "worker-mail", "beat")


@pytest.fixture(scope="module")
def mails() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture(scope="module", params=["embedded", "servers"])
def stack(request, mails, tmp_path_factory) -> Iterator[Stack]:
    with ExitStack() as servers:
        env = mails.env
        if request.param == "servers":
            env["DATABASE_URL"] = servers.enter_context(private_postgres())
            env["CELERY_BROKER_URL"] = servers.enter_context(private_redis())
        var = tmp_path_factory.mktemp("joining") / "var"
        with Stack(env, var, roles=ROLES, set_up=DEMO) as running:
            yield running


def sign_up(stack: Stack, address: str) -> str:
    visitor = Browser(stack.base_url)
    visitor.get("/sign-up/")
    form = {"code": "DEMO-2026", "name": "Ada", "email": address, "password": PASSWORD}
    return visitor.post("/sign-up/", form).removeprefix(stack.base_url)


def sign_in(browser: Browser, address: str, password: str) -> HTTPStatus:
    browser.get("/login/")
    try:
        browser.post("/login/", {"username": address, "password": password})
    except urllib.error.HTTPError as answer:
        return HTTPStatus(answer.code)
    return HTTPStatus.OK


def letter(mails: MailServer, address: str) -> str:
    wait_until(lambda: bool(mails.to(address)), f"a letter to {address}", LETTER_S)
    [words] = mails.to(address)
    return words


def test_a_newcomer_joins_through_the_letter(stack, mails):
    address = f"new-{stack.port}@example.org"
    assert sign_up(stack, address) == "/address/sent/"
    words = letter(mails, address)
    [link] = re.findall(rf"{stack.base_url}(/address/\S+)", words)
    newcomer = Browser(stack.base_url)
    newcomer.get(link)
    home = newcomer.post(link, {"password": PASSWORD})
    assert home == f"{stack.base_url}/"
    assert "Demo cohort" in newcomer.get("/account/")


def test_a_letter_waits_for_its_worker_and_comes_once(stack, mails):
    stack.kill("worker-mail", signal.SIGKILL)
    address = "student@demo.test"
    mails.letters.clear()
    assert sign_up(stack, address) == "/address/sent/"
    assert mails.to(address) == []
    stack.start("worker-mail")
    assert "has an account already" in letter(mails, address)
    after = f"after-{stack.port}@example.org"
    sign_up(stack, after)
    letter(mails, after)
    assert len(mails.to(address)) == 1


def test_all_web_processes_count_together(stack):
    address = f"locked-{stack.port}@example.org"
    answers = [sign_in(Browser(stack.base_url), address, "wrong") for _ in range(10)]
    assert answers == [HTTPStatus.OK] * 5 + [HTTPStatus.TOO_MANY_REQUESTS] * 5
