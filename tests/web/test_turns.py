"""One page at a time in a web process, and nobody waits for long."""

import threading
import time

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from notebooks.isolated.client import Client as Isolated
from notebooks.isolated.client import client as isolated
from projects.web import turns as module
from projects.web.turns import OnePageAtATimeMiddleware, Turns


@pytest.fixture(autouse=True)
def turns(monkeypatch):
    """Of this test alone; what the site's own client enters is put back."""
    made = Turns()
    monkeypatch.setattr(module, "turns", made)
    monkeypatch.setattr(isolated, "while_waiting", isolated.while_waiting)
    return made


def is_taken(turns):
    return turns._turn.locked()  # noqa: SLF001 - nobody else asks


class Pages:
    """Requests in threads of their own, and how many were being answered at once."""

    def __init__(self, answering=lambda: time.sleep(0.02)):
        self.inside = self.most = 0
        self.answering = answering
        self.lock = threading.Lock()
        self.middleware = OnePageAtATimeMiddleware(self.answer)

    def answer(self, request):
        with self.lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        self.answering()
        with self.lock:
            self.inside -= 1
        return HttpResponse()

    def ask(self, *methods):
        make = RequestFactory().generic
        asked = [
            threading.Thread(target=self.middleware, args=[make(method, "/")])
            for method in methods
        ]
        for one in asked:
            one.start()
        for one in asked:
            one.join(10)
        assert not any(one.is_alive() for one in asked)


def test_pages_that_are_read_are_made_one_after_the_other():
    pages = Pages()
    pages.ask(*["GET"] * 5, "HEAD")
    assert pages.most == 1


def test_forms_never_wait_because_they_may_arrive_slowly():
    together = threading.Barrier(3, timeout=5)
    pages = Pages(together.wait)
    pages.ask("GET", "POST", "POST")
    assert pages.most == 3


def test_after_a_while_a_page_is_made_beside_one_that_hangs(monkeypatch):
    monkeypatch.setattr(module, "LONGEST_WAIT_S", 0.05)
    together = threading.Barrier(2, timeout=5)
    pages = Pages(together.wait)
    pages.ask("GET", "GET")
    assert pages.most == 2


def test_a_page_that_fails_gives_the_turn_back(turns):
    def fail(request):
        raise LookupError

    with pytest.raises(LookupError):
        OnePageAtATimeMiddleware(fail)(RequestFactory().get("/"))
    assert not is_taken(turns)


def test_whoever_waits_for_another_process_lets_others_go_first(monkeypatch):
    """What reads uploads is another process, and may take seconds."""
    together = threading.Barrier(2, timeout=5)
    monkeypatch.setattr(Isolated, "_asked", lambda *_: together.wait())
    pages = Pages(lambda: isolated.run("anything", {}))
    monkeypatch.setattr(isolated, "_working", threading.BoundedSemaphore(2))
    pages.ask("GET", "GET")
    assert pages.most == 2


def test_the_turn_is_taken_again_after_it_was_lent(turns):
    with turns.taken():
        assert is_taken(turns)
        with turns.lent():
            assert not is_taken(turns)
        assert is_taken(turns)
    assert not is_taken(turns)


def test_who_has_no_turn_lends_none(turns):
    with turns.taken():
        lends = threading.Thread(target=turns.lent().__enter__)
        lends.start()
        lends.join()
        assert is_taken(turns)
