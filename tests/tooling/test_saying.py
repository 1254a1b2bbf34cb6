"""What commands print of their progress, and what a container says of its health."""

import http.client
import io
import sys
from contextlib import suppress
from types import SimpleNamespace

import pytest

from scripts import healthy, say


def test_steps_are_numbered_and_timed(capsys):
    steps = say.Steps(total=2)
    for title in ("Packages", "Tests"):
        with steps.step(title):
            pass
    printed = capsys.readouterr().out.splitlines()
    assert printed[0::2] == ["[1/2] Packages", "[2/2] Tests"]
    assert all(line.strip().startswith("done in 0.") for line in printed[1::2])
    assert 0 <= steps.seconds() < 5


def test_a_step_that_stops_is_not_said_to_be_done(capsys):
    steps = say.Steps(total=1)
    with suppress(say.Stop), steps.step("Packages"):
        raise say.Stop("No disk space.")
    assert capsys.readouterr().out == "[1/1] Packages\n"


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_one_line_at_a_terminal_and_a_line_each_in_a_file(
    monkeypatch, capsys
):
    say.progress("1 of 2")
    say.end_progress()
    assert capsys.readouterr().out == "      1 of 2\n"
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    say.progress("1 of 2")
    say.progress("2 of 2")
    say.end_progress()
    assert "\n" not in terminal.getvalue()
    assert terminal.getvalue().endswith("2 of 2\r\033[K")


class Site:
    """In place of a connection to the web role."""

    def __init__(self, status=200, failure=None):
        self.status, self.failure = status, failure
        self.asked, self.closed = [], False

    def __call__(self, host, port, timeout):
        self.asked.append((host, port))
        return self

    def request(self, method, path, headers):
        if self.failure:
            raise self.failure
        self.asked.append((method, path, headers))

    def getresponse(self):
        return SimpleNamespace(status=self.status)

    def close(self):
        self.closed = True


@pytest.fixture
def container(monkeypatch):
    monkeypatch.setenv("REVIEWHUB_ALLOWED_HOSTS", "review.example.org,localhost")
    monkeypatch.delenv("PORT", raising=False)

    def run(site):
        monkeypatch.setattr(healthy.http.client, "HTTPConnection", site)
        return healthy.main()

    return run


@pytest.mark.parametrize(
    ("status", "code"), [(200, 0), (302, 0), (404, 0), (499, 0), (500, 1), (503, 1)]
)
def test_a_site_that_answers_is_healthy_unless_it_failed(container, status, code):
    site = Site(status)
    assert container(site) == code
    assert site.closed


@pytest.mark.parametrize(
    "failure",
    [
        ConnectionRefusedError(),
        TimeoutError(),
        http.client.BadStatusLine("?"),
        http.client.RemoteDisconnected(),
    ],
    ids=lambda failure: type(failure).__name__,
)
def test_a_site_that_does_not_answer_is_ill(container, failure):
    site = Site(failure=failure)
    assert container(site) == 1
    assert site.closed


def test_it_is_asked_as_the_proxy_asks_by_its_first_name(container, monkeypatch):
    monkeypatch.setenv("PORT", "8123")
    site = Site()
    container(site)
    where, (method, path, headers) = site.asked
    assert where == ("127.0.0.1", 8123)
    assert (method, path) == ("GET", "/health/")
    assert headers == {"Host": "review.example.org", "X-Forwarded-Proto": "https"}
