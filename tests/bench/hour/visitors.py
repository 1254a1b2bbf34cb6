"""A browser's requests, cheaply: hundreds of people in one thread, beside the site on the same cores."""

import asyncio
import re
import time
import urllib.parse
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

TIMEOUT_S = 60.0
BROKEN = (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)
COOKIE = re.compile(rb"\r\nset-cookie: ([^=;\r]+)=([^;\r]*)", re.IGNORECASE)
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
LOCATION = re.compile(rb"\r\nlocation: ([^\r]+)", re.IGNORECASE)
VERSION = re.compile(rb"\r\ndraft-version: (\d+)", re.IGNORECASE)
HEAD_BYTES = 64 * 1024
NO_BODY = (204, 304)


@dataclass(frozen=True)
class Answer:
    """`status` is 0 when there was none, and `seconds` how long that took."""

    status: int
    seconds: float
    body: str = ""
    location: str = ""
    head: bytes = b""


@dataclass
class Log:
    """What all visitors met together."""

    seconds: dict[str, list[float]] = field(default_factory=dict)  # by kind of request
    errors: Counter[str] = field(default_factory=Counter)
    reconnected: int = 0

    def note(self, kind: str, answer: Answer, expected: tuple[int, ...]) -> bool:
        """Whether it was one of the answers that were expected."""
        self.seconds.setdefault(kind, []).append(answer.seconds)
        if answer.status in expected:
            return True
        words = answer.body[:200] if not answer.status else answer.location
        self.errors[f"{kind}: {answer.status} {words}".strip()] += 1
        return False


@dataclass
class Visitor:
    """One person: a session, cookies, and a connection that is kept while it lasts."""

    port: int
    session: str
    log: Log
    cookies: dict[str, str] = field(default_factory=dict)
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None

    async def get(self, path: str, **headers: str) -> Answer:
        return await self.ask("GET", path, b"", headers)

    async def post(
        self, path: str, fields: Mapping[str, str], **headers: str
    ) -> Answer:
        sent = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **fields}
        kind = "application/x-www-form-urlencoded"
        body = urllib.parse.urlencode(sent).encode()
        return await self.ask("POST", path, body, {"Content-Type": kind, **headers})

    async def ask(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> Answer:
        began = time.perf_counter()
        try:
            async with asyncio.timeout(TIMEOUT_S):
                return await self._asked(method, path, body, headers, began)
        except (*BROKEN, TimeoutError) as error:
            await self.leave()
            return Answer(0, time.perf_counter() - began, repr(error))

    async def _asked(
        self,
        method: str,
        path: str,
        body: bytes,
        headers: Mapping[str, str],
        began: float,
    ) -> Answer:
        """Once more on a new connection, if the kept one had ended: browsers do so too."""
        kept = self._writer is not None
        try:
            head, read = await self._exchange(method, path, body, headers)
        except BROKEN:
            await self.leave()
            if not kept:
                raise
            self.log.reconnected += 1
            head, read = await self._exchange(method, path, body, headers)
        for name, value in COOKIE.findall(head):
            self.cookies[name.decode()] = value.decode().strip('"')
        where = LOCATION.search(head)
        return Answer(
            int(head[9:12]),
            time.perf_counter() - began,
            read.decode(errors="replace"),
            where[1].decode() if where else "",
            head,
        )

    async def _exchange(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[bytes, bytes]:
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(
                "127.0.0.1", self.port, limit=HEAD_BYTES
            )
        cookies = {"sessionid": self.session, **self.cookies}
        lines = {
            "Host": f"127.0.0.1:{self.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "Content-Length": str(len(body)),
            **headers,
        }
        told = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self._writer.write(f"{method} {path} HTTP/1.1\r\n{told}\r\n".encode() + body)
        await self._writer.drain()
        head = await self._reader.readuntil(b"\r\n\r\n")
        size = LENGTH.search(head)
        length = int(size[1]) if size and int(head[9:12]) not in NO_BODY else 0
        read = await self._reader.readexactly(length)
        if b"\r\nconnection: close" in head.lower():
            await self.leave()
        return head, read

    async def leave(self) -> None:
        """Closes the connection."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None
