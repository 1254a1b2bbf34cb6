"""No more of a browser than sending a form takes."""

import http.cookiejar
import urllib.parse
import urllib.request
import uuid
from pathlib import Path


class Browser:
    """Cookies, forms and redirects."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(self._cookies),
        )

    def get(self, path: str) -> str:
        with self._opener.open(f"{self._base_url}{path}") as response:
            return response.read().decode()

    def post(self, path: str, fields: dict[str, str], file: Path | None = None) -> str:
        """Sends a form; gives back the address that it led to."""
        token = next(c.value for c in self._cookies if c.name == "csrftoken") or ""
        body, kind = _form({"csrfmiddlewaretoken": token, **fields}, file)
        request = urllib.request.Request(f"{self._base_url}{path}", body)
        request.add_header("Content-Type", kind)
        with self._opener.open(request) as response:
            return response.url


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
