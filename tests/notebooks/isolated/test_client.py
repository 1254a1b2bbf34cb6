"""The trusted side: what it does with a child that costs too much, dies, or is one too many."""

import os
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from notebooks.isolated import client as module
from notebooks.isolated import jobs, wire
from notebooks.isolated.client import Client, Exceeded, Overloaded, Reason
from tests.hostile import shapes
from tests.isolating import OPTIONS
from tests.notebooks.building import document, words

PLAIN = b'{"nbformat": 4, "cells": [{"cell_type": "raw", "source": "x"}]}'


@pytest.fixture(scope="module")
def client():
    made = Client()
    yield made
    made.stop()


def ask(client, data=PLAIN, name="a.ipynb"):
    return client.run(jobs.OPEN, {**OPTIONS, "name": name}, [data])


def test_an_answer_is_json_and_bytes(client):
    answer = ask(client)
    assert answer.header == {"pages": 1, "pictures": []}
    assert all(isinstance(blob, bytes) for blob in answer.blobs)


def test_formulas_are_typeset_in_the_child(client):
    cells = document(words("$\\frac{a}{b}$ and $\\nosuch$"))
    html = ask(client, cells, "a.ipynb").blobs[1].decode()
    assert "<mfrac>" in html
    assert "$\\\\nosuch$" in html


def test_what_takes_too_much_memory_is_given_up(client):
    # The character at its end makes all of the text take four bytes each.
    wide = b'"' + b"x" * 62_000_000 + b'\\ud83d\\ude00"'
    with pytest.raises(Exceeded) as raised:
        ask(client, wide)
    assert raised.value.reason == Reason.MEMORY
    assert ask(client).header["pages"] == 1


def test_what_takes_too_long_is_given_up_in_about_the_time_it_may_take(client):
    # Nearly all that may be handed in: a quick machine reads half of it within its time.
    rich = shapes.notebook(*[shapes.words("**a** [b](c) `d` *e* " * 20)] * 70_000)
    started = time.monotonic()
    with pytest.raises((Exceeded, Overloaded)):
        ask(client, rich)
    assert time.monotonic() - started < 8


def test_a_fault_of_ours_is_logged_and_told_as_died(client, caplog):
    with pytest.raises(Exceeded) as raised:
        client.run(jobs.OPEN, {"name": "a.ipynb"}, [PLAIN])
    assert raised.value.reason == Reason.DIED
    assert "KeyError" in caplog.text


def test_a_server_that_died_is_replaced():
    others, client = servers(), Client()
    ask(client)
    (server,) = servers() - others
    os.kill(server, signal.SIGKILL)
    assert ask(client).header["pages"] == 1
    assert server not in servers()
    client.stop()
    assert servers() == others


def servers() -> set[int]:
    """The processes of this one's that serve jobs and are alive."""
    found = set()
    for task in Path("/proc/self/task").iterdir():
        for pid in map(int, (task / "children").read_text().split()):
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            if b"notebooks.isolated.server" in command:
                found.add(pid)
    return found


def test_a_job_too_many_is_sent_away_and_others_are_not_kept(client, monkeypatch):
    """While all places are taken, a thread of the web is not held for long."""
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.2)
    let_go = threading.Event()
    with monkeypatch.context() as held, ThreadPoolExecutor() as pool:
        held.setattr(client, "_asked", lambda request: let_go.wait(30))
        working = [pool.submit(ask, client) for _ in range(module.WORKING)]
        started = time.monotonic()
        with pytest.raises(Overloaded):
            ask(client)
        assert time.monotonic() - started < 2
        let_go.set()
        assert all(job.result() for job in working)
    assert ask(client).header["pages"] == 1


@pytest.mark.parametrize("sent", [b"", b"\0" * 8, b"\xff" * 8, b"\0" * 7 + b"\2[]"])
def test_what_is_no_message_is_not_believed(sent):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(sent)
        theirs.close()
        with pytest.raises((wire.Broken, wire.TooBig)):
            wire.receive(ours, 100)
