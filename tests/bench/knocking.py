"""People at a site's door: requests that are timed, and a probe that never waits its turn."""

import http.client
import re
import secrets
import threading
import time
import urllib.parse
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Self

LOOK_EVERY_S = 0.2
SIGN_IN_EVERY_S = 2.0  # a password costs half a second of a core by itself
MOST_AT_ONCE = 40
TIMEOUT_S = 60.0


@dataclass(frozen=True)
class Answer:
    status: int  # 0: none within the time limit, or the connection broke
    seconds: float
    body: bytes = b""
    location: str = ""


@dataclass
class Person:
    """One browser: cookies, and forms with their token."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    timeout_s: float = TIMEOUT_S

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, b"", {})

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        body = urllib.parse.urlencode({**self._token(), **fields}).encode()
        kind = "application/x-www-form-urlencoded"
        return self._ask("POST", path, body, {"Content-Type": kind})

    def upload(
        self,
        path: str,
        fields: Mapping[str, str],
        name: str,
        data: bytes,
        field_name: str = "uploads",
    ) -> Answer:
        edge = secrets.token_hex(16)
        disposition = 'Content-Disposition: form-data; name="{}"'
        parts = [
            f"--{edge}\r\n{disposition.format(key)}\r\n\r\n{value}\r\n".encode()
            for key, value in {**self._token(), **fields}.items()
        ]
        file = f'{disposition.format(field_name)}; filename="{name}"\r\n\r\n'
        parts += [f"--{edge}\r\n{file}".encode(), data, f"\r\n--{edge}--\r\n".encode()]
        kind = f"multipart/form-data; boundary={edge}"
        return self._ask("POST", path, b"".join(parts), {"Content-Type": kind})

    def _token(self) -> dict[str, str]:
        return {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}

    def _ask(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        began = time.monotonic()
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=self.timeout_s
        )
        try:
            connection.request(method, path, body, {**headers, "Cookie": cookies})
            response = connection.getresponse()
            read = response.read()
        except (OSError, http.client.HTTPException):
            return Answer(0, time.monotonic() - began)
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie") or ():
            if found := re.match(r"([^=;]+)=([^;]*)", line):
                self.cookies[found[1]] = found[2].strip('"')
        where = response.headers.get("Location", "")
        return Answer(response.status, time.monotonic() - began, read, where)


class Probe:
    """Opens the sign-in page every 0.2 s and signs in every 2 s, until the block ends.

    Each knock has a thread of its own: one that has to wait holds up none of the later
    ones, so that a time in which nobody is let in shows in every one of them.
    """

    def __init__(self, port: int, email: str, password: str) -> None:
        self._port, self._email, self._password = port, email, password
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self.pages: list[Answer] = []
        self.sign_ins: list[Answer] = []

    def __enter__(self) -> Self:
        self._pool = ThreadPoolExecutor(MOST_AT_ONCE)
        self._thread = threading.Thread(target=self._knock)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self._pool.shutdown()

    def _knock(self) -> None:
        last = -SIGN_IN_EVERY_S
        while not self._stop.wait(LOOK_EVERY_S):
            self._pool.submit(self._look)
            if time.monotonic() - last >= SIGN_IN_EVERY_S:
                last = time.monotonic()
                self._pool.submit(self._sign_in)

    def _look(self) -> None:
        self._keep(self.pages, Person(self._port).get("/login/"))

    def _sign_in(self) -> None:
        person = Person(self._port)
        person.get("/login/")
        fields = {"username": self._email, "password": self._password}
        self._keep(self.sign_ins, person.post("/login/", fields))

    def _keep(self, kept: list[Answer], answer: Answer) -> None:
        with self._lock:
            kept.append(Answer(answer.status, answer.seconds))
