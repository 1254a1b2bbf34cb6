"""Students who hand in, each in a thread, and come again like people when the site is down."""

import http.client
import random
import re
import threading
import time
import urllib.error
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.browsing import Browser
from tests.engine.slow_pack import SLUG

PASSWORD = "chaos-and-order"
SUBMISSION = re.compile(r"/submissions/([0-9a-f-]{36})/")
TIMEOUT_S = 20.0  # somebody who looks at a page that does not come
COMES_AGAIN_S = (0.5, 3.0)
LOOKS_EVERY_S = 0.25

# What a browser shows as an error of its own or of the site. HTTPError is a URLError.
DOWN = (OSError, http.client.HTTPException)


class NotYet(Exception):
    """An answer that is neither an error nor the page hoped for."""


def name_of(trouble: Exception) -> str:
    if isinstance(trouble, urllib.error.HTTPError):
        return f"HTTP {trouble.code}"
    if isinstance(trouble, urllib.error.URLError):
        trouble = trouble.reason if isinstance(trouble.reason, Exception) else trouble
    return type(trouble).__name__


def sign_in(browser: Browser, email: str) -> None:
    browser.get("/login/")
    browser.post("/login/", {"username": email, "password": PASSWORD})
    if "/login/" in browser.address:
        raise NotYet


@dataclass
class Student:
    """One person with one notebook, who gives up only at `patience_s`."""

    base_url: str
    email: str
    file: Path
    right: bool
    after_s: float
    uid: str = ""
    answered: bool = False  # by a redirect to it; else found on the page afterwards
    tries: int = 0
    sent: tuple[float, float] = (0.0, 0.0)  # when the last try to send began and ended
    troubles: Counter[str] = field(default_factory=Counter)
    _browser: Browser | None = None

    def hand_in(self, rng: random.Random, patience_s: float) -> None:
        deadline = time.monotonic() + self.after_s + patience_s
        time.sleep(self.after_s)
        self._browser = Browser(self.base_url, TIMEOUT_S)
        while not self.uid and time.monotonic() < deadline:
            try:
                self._try()
            except (*DOWN, NotYet) as trouble:
                self.troubles[name_of(trouble)] += 1
                time.sleep(rng.uniform(*COMES_AGAIN_S))

    def _try(self) -> None:
        """Looks first: what was sent before may have arrived though no answer came back."""
        project = f"/projects/{SLUG}/"
        page = self._browser.get(project)
        if "/login/" in self._browser.address:
            sign_in(self._browser, self.email)
            page = self._browser.get(project)
        if found := SUBMISSION.search(page):
            self.uid = found[1]
            return
        self.tries += 1
        began = time.time()
        form = {"honour_code": "on"}
        address = self._browser.send(f"{project}submit/", form, self.file)
        self.sent = began, time.time()
        if not (found := SUBMISSION.search(address)):
            raise NotYet
        self.uid, self.answered = found[1], True

    def download(self) -> bytes:
        name = f"/submissions/{self.uid}/download/{self.file.name}"
        return self._browser.read(name)


class Visitor(threading.Thread):
    """Somebody signed in who reloads the first page all the time: is the site there?"""

    def __init__(self, base_url: str, email: str) -> None:
        super().__init__(daemon=True)
        self._browser = Browser(base_url, TIMEOUT_S)
        sign_in(self._browser, email)
        self._done = threading.Event()
        self.seen: list[tuple[float, float]] = []  # of good pages: asked and answered

    def run(self) -> None:
        while not self._done.wait(LOOKS_EVERY_S):
            asked = time.time()
            try:
                self._browser.read("/")
            except DOWN:
                continue
            if "/login/" not in self._browser.address:
                self.seen.append((asked, time.time()))

    def stop(self) -> None:
        self._done.set()
        self.join(TIMEOUT_S)
