"""Downloads one file, and tries again when the connection breaks.

The bytes received are kept in a `.part` file beside the target. The next try continues from its
end if the server supports that.
"""

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

TIMEOUT_S = 30.0  # without receiving a byte
TRIES = 5  # consecutive ones that receive nothing
CHUNK = 1 << 16
AGENT = "ReviewHub fetch_data"
WORTH_ANOTHER_TRY = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
}

Tell = Callable[[int, int | None], None]  # bytes received, bytes in all
Wait = Callable[[float], None]  # seconds


class FetchError(Exception):
    """A sentence that says what happened and what to do."""


class _Interrupted(Exception):
    """The connection broke or the server was busy: another try may succeed."""


BROKEN_LINE = (
    _Interrupted,
    urllib.error.URLError,
    http.client.HTTPException,
    ConnectionError,
    TimeoutError,
)


def part_of(target: Path) -> Path:
    return target.with_name(f"{target.name}.part")


def download(
    url: str, target: Path, size: int | None, tell: Tell, wait: Wait = time.sleep
) -> Path:
    """Downloads the whole file and returns its `.part` file, which the caller must check."""
    if not url.startswith(("https://", "http://")):
        raise FetchError(
            f"{url} is no web address: correct SOURCES in the pack's data.py."
        )
    part = part_of(target)
    part.parent.mkdir(parents=True, exist_ok=True)
    in_vain = 0
    while True:
        before = _length(part)
        try:
            _go_on(url, part, size, tell)
        except BROKEN_LINE as error:
            in_vain = 0 if _length(part) > before else in_vain + 1
            if in_vain >= TRIES:
                raise FetchError(_gave_up(url, part, error)) from error
            wait(2.0**in_vain)
        else:
            return part


def _gave_up(url: str, part: Path, error: Exception) -> str:
    kept = _length(part)
    more = f" The {kept:,} bytes received so far are kept in {part}." if kept else ""
    reason = getattr(error, "reason", "") or str(error) or type(error).__name__
    return (
        f"{url} could not be read after {TRIES} tries ({reason}).{more} "
        "Check your connection and run this again: it continues from there."
    )


def _length(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _go_on(url: str, part: Path, size: int | None, tell: Tell) -> None:
    """Reads from the end of the `.part` file to the end of the file, in one request."""
    have = _length(part)
    if size is not None and have >= size:
        if have == size:
            return
        part.unlink()
        have = 0
    with _opened(url, part, have) as response:
        resumed = _resumes(response, part, have)
        have = have if resumed else 0
        length = response.headers.get("Content-Length", "")
        total = have + int(length) if length.isdecimal() else None
        with part.open("ab" if resumed else "wb") as file:
            while chunk := response.read(CHUNK):
                file.write(chunk)
                have += len(chunk)
                tell(have, total or size)
                if size is not None and have > size:
                    return  # not the expected file: the rest is not needed
    if total is not None and have < total:
        raise _Interrupted(f"the connection broke after {have:,} of {total:,} bytes")


def _opened(url: str, part: Path, have: int) -> http.client.HTTPResponse:
    headers = {"User-Agent": AGENT}
    if have:
        headers["Range"] = f"bytes={have}-"
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - http only, see above
    try:
        response: http.client.HTTPResponse = urllib.request.urlopen(  # noqa: S310
            request, timeout=TIMEOUT_S
        )
    except urllib.error.HTTPError as error:
        with error:
            _judge(url, part, error)
    return response


def _judge(url: str, part: Path, error: urllib.error.HTTPError) -> None:
    told = f"the server answered {error.code} {error.reason}"
    if error.code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        part.unlink(missing_ok=True)  # the part is longer than the file: start again
        raise _Interrupted(told) from error
    busy = error.code >= HTTPStatus.INTERNAL_SERVER_ERROR
    if busy or error.code in WORTH_ANOTHER_TRY:
        raise _Interrupted(told) from error
    raise FetchError(
        f"{url} cannot be downloaded: {told}. The file may have moved; "
        "download it by hand and put it in its place (see --list)."
    ) from error


def _resumes(response: http.client.HTTPResponse, part: Path, have: int) -> bool:
    """Whether the response continues the part; otherwise it is the whole file."""
    if response.status != HTTPStatus.PARTIAL_CONTENT:
        return False
    if not response.headers.get("Content-Range", "").startswith(f"bytes {have}-"):
        part.unlink(missing_ok=True)
        raise _Interrupted("the server did not send the requested part")
    return True
