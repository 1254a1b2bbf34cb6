"""An idle web process takes a connection before a busy one does."""

import time

import pytest
from gunicorn.util import load_class
from gunicorn.workers.gthread import ThreadWorker

from reviewhub.web_worker import MOST_STEPS, STEP_S, YieldingThreadWorker
from tests.stack import ROOT


@pytest.fixture
def worker(monkeypatch):
    """Without sockets and threads: what gunicorn itself does is noted."""
    made = YieldingThreadWorker.__new__(YieldingThreadWorker)
    made.under_way, made.done = 0, []
    for name in ("enqueue_req", "finish_request", "accept"):
        monkeypatch.setattr(
            ThreadWorker, name, lambda self, *_, did=name: self.done.append(did)
        )
    monkeypatch.setattr(time, "sleep", made.done.append)
    return made


@pytest.mark.parametrize(("under_way", "steps"), [(0, 0), (1, 1), (4, 4), (8, 5)])
def test_whoever_has_less_to_do_accepts_first(worker, under_way, steps):
    for _request in range(under_way):
        worker.enqueue_req(None)
    worker.done.clear()
    worker.accept(None)
    assert worker.done == [pytest.approx(steps * STEP_S), "accept"]


def test_requests_that_are_done_count_no_more(worker):
    for _request in range(3):
        worker.enqueue_req(None)
    for _request in range(3):
        worker.finish_request(None, None)
    worker.accept(None)
    assert worker.done[-2:] == [0, "accept"]
    assert worker.done.count("finish_request") == 3


def test_nobody_waits_longer_than_a_moment():
    assert STEP_S * MOST_STEPS < 0.01


@pytest.mark.parametrize(
    "where", ["Procfile", "docker-compose.yml", "deploy/kubernetes/web.yaml"]
)
def test_it_is_what_starts(where):
    [command] = [
        line for line in (ROOT / where).read_text().splitlines() if "gunicorn " in line
    ]
    named = command.partition("--worker-class ")[2].split()[0]
    assert load_class(named) is YieldingThreadWorker
