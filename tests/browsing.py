"""A browser without a screen: what the product's pages need of one, from Python's library."""

import http
import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
import uuid
from pathlib import Path
from typing import Any

TIMEOUT_S = 30.0


class _Unfollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """None leaves the answer as it is, and urllib raises it."""


class Browser:
    """Cookies, forms and redirects; no more of a browser than sending a form takes."""

    def __init__(self, base_url: str, timeout_s: float = TIMEOUT_S) -> None:
        self._base_url = base_url
        self._timeout_s = timeout_s
        self._cookies = http.cookiejar.CookieJar()
        handlers = (
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(self._cookies),
        )
        self._following = urllib.request.build_opener(*handlers)
        self._sending = urllib.request.build_opener(*handlers, _Unfollowed)
        self.address = ""  # of the page read last, after redirects

    def read(self, path: str) -> bytes:
        address = urllib.parse.urljoin(self._base_url, path)
        with self._following.open(address, timeout=self._timeout_s) as response:
            self.address = response.url
            return response.read()

    def get(self, path: str) -> str:
        return self.read(path).decode()

    def send(self, path: str, fields: dict[str, str], file: Path | None = None) -> str:
        """Sends a form; gives back the address that the answer leads to, not followed."""
        token = next(c.value for c in self._cookies if c.name == "csrftoken") or ""
        body, kind = _form({"csrfmiddlewaretoken": token, **fields}, file)
        request = urllib.request.Request(f"{self._base_url}{path}", body)
        request.add_header("Content-Type", kind)
        try:
            with self._sending.open(request, timeout=self._timeout_s) as response:
                return response.url
        except urllib.error.HTTPError as answer:
            with answer:
                if answer.code != http.HTTPStatus.FOUND:
                    raise
                return urllib.parse.urljoin(self._base_url, answer.headers["Location"])

    def post(self, path: str, fields: dict[str, str], file: Path | None = None) -> str:
        """Sends a form and reads the page that it led to; gives back its address."""
        self.read(self.send(path, fields, file))
        return self.address


def _form(fields: dict[str, str], file: Path | None) -> tuple[bytes, str]:
    if file is None:
        form = urllib.parse.urlencode(fields).encode()
        return form, "application/x-www-form-urlencoded"
    edge = uuid.uuid4().hex
    head = 'Content-Disposition: form-data; name="{}"'
    parts = [
        f"--{edge}\r\n{head.format(name)}\r\n\r\n{value}\r\n".encode()
        for name, value in fields.items()
    ]
    name = f'{head.format("uploads")}; filename="{file.name}"'
    parts += [f"--{edge}\r\n{name}\r\n\r\n".encode(), file.read_bytes()]
    return b"".join([*parts, f"\r\n--{edge}--\r\n".encode()]), (
        f"multipart/form-data; boundary={edge}"
    )
