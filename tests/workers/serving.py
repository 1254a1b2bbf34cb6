"""A web server for one file, with the vices of real ones."""

import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Site:
    """What is served, how, and what was asked for."""

    content: bytes
    ranges: bool = True
    told: bool = True  # the length, ahead
    breaks_after: list[int] = field(default_factory=list)  # bytes, by request
    answers: list[int] = field(default_factory=list)  # statuses, before it serves
    wrong_range: bool = False
    url: str = ""
    asked: list[str] = field(default_factory=list)  # the Range of each request, or ""


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler_of(site))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}/data.bin"
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def handler_of(site: Site) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range", "")
            site.asked.append(wanted)
            if site.answers:
                self.send_error(site.answers.pop(0))
                return
            start = int(re.findall(r"\d+", wanted)[0]) if wanted and site.ranges else 0
            if start >= len(site.content):
                self.send_error(416)
                return
            self._send(start, partial=bool(wanted) and site.ranges)

        def _send(self, start: int, *, partial: bool) -> None:
            body = site.content[start:]
            self.send_response(206 if partial else 200)
            if partial:
                first = start + 1 if site.wrong_range else start
                end = len(site.content)
                self.send_header("Content-Range", f"bytes {first}-{end - 1}/{end}")
            if site.told:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            cut = site.breaks_after.pop(0) if site.breaks_after else len(body)
            self.wfile.write(body[:cut])

        def log_message(self, *_: object) -> None:
            """Not into the tests' output."""

    return Handler
