"""A client like a browser without scripts, with cookies, pages and forms."""

import http.client
import http.cookiejar
import json
import re
import secrets
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.composing.engine import Failed

PATIENCE_S = 90.0
TOKEN = re.compile(r'name="csrfmiddlewaretoken"\s+value="([^"]+)"')
Files = Sequence[tuple[str, bytes]]


@dataclass(frozen=True)
class Page:
    address: str  # the final address after redirects
    status: int
    text: str
    seconds: float


class Visitor:
    def __init__(self, site: str) -> None:
        self.site = site
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._browser = urllib.request.build_opener(cookies)

    def open(
        self, path: str, body: bytes | None = None, kind: str = "", timeout_s: float = 0
    ) -> Page:
        """Opens a page of any status. Raises OSError if there is no answer."""
        headers = {"Content-Type": kind} if kind else {}
        request = urllib.request.Request(  # noqa: S310 -- our own site
            urllib.parse.urljoin(self.site, path), body, headers
        )
        began = time.monotonic()
        try:
            answer = self._browser.open(request, timeout=timeout_s or PATIENCE_S)
        except urllib.error.HTTPError as error:
            answer = error
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error
        with answer:
            text = answer.read().decode("utf-8", "replace")
            took = time.monotonic() - began
            return Page(answer.geturl(), int(answer.status or 0), text, took)

    def token(self, path: str) -> str:
        """The CSRF token of the form on a page."""
        page = self.open(path)
        found = TOKEN.search(page.text)
        if page.status != http.HTTPStatus.OK or found is None:
            raise Failed(f"{path} answered {page.status}, without a form")
        return found[1]

    def sign_in(self, email: str, password: str) -> None:
        fields = {
            "csrfmiddlewaretoken": self.token("/login/"),
            "username": email,
            "password": password,
        }
        page = self.open("/login/", urllib.parse.urlencode(fields).encode())
        if page.status != http.HTTPStatus.OK or "/login/" in page.address:
            raise Failed(f"{email} could not sign in: {page.status} at {page.address}")

    def hand_in(self, project: str, files: Files) -> str:
        """Hands in files; returns the submission's identifier."""
        token = self.token(f"/projects/{project}/")
        fields = {"csrfmiddlewaretoken": token, "honour_code": "on"}
        body, kind = form_data(fields, "uploads", files)
        page = self.open(f"/projects/{project}/submit/", body, kind)
        found = re.search(r"/submissions/([0-9a-f-]{36})/", page.address)
        if page.status != http.HTTPStatus.OK or found is None:
            raise Failed(f"{project} was not handed in: {page.status}, {page.address}")
        return found[1]

    def submission(self, identifier: str) -> dict[str, Any]:
        page = self.open(f"/api/submissions/{identifier}/")
        if page.status != http.HTTPStatus.OK:
            raise Failed(f"/api/submissions/{identifier}/ answered {page.status}")
        return dict(json.loads(page.text))


def step_of(submission: Mapping[str, Any], kind: str) -> dict[str, Any] | None:
    """The newest run's step of this kind, if any."""
    runs = submission["runs"]
    steps = runs[-1]["steps"] if runs else []
    return next((dict(step) for step in steps if step["kind"] == kind), None)


def form_data(fields: Mapping[str, str], name: str, files: Files) -> tuple[bytes, str]:
    """A multipart body and its content type, as a browser sends a form with files."""
    line = secrets.token_hex(16)
    head = f"--{line}\r\nContent-Disposition: form-data; name="
    parts = [
        f'{head}"{key}"\r\n\r\n{value}\r\n'.encode() for key, value in fields.items()
    ]
    for filename, content in files:
        about = f'{head}"{name}"; filename="{filename}"\r\n'
        about += "Content-Type: application/octet-stream\r\n\r\n"
        parts.append(about.encode() + content + b"\r\n")
    return b"".join(parts) + f"--{line}--\r\n".encode(), (
        f"multipart/form-data; boundary={line}"
    )


def exemplar(project: str, name: str, packs: Path) -> list[tuple[str, bytes]]:
    """The files of a pack's exemplar, such as "passing/march-iterations"."""
    folder = packs / project / "exemplars" / name
    return [
        (path.name, path.read_bytes())
        for path in sorted(folder.iterdir())
        if path.suffix != ".toml"
    ]
