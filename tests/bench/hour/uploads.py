"""Students who hand in: the project's page, the form with 1 MB, and the page that it leads to."""

import asyncio
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from tests.bench.hour.notebooks import different
from tests.bench.hour.visitors import Log, Visitor
from tests.bench.hour.watchers import Place

EDGE = "the-edge-of-a-part-5d41402abc4b2a76"
SUBMISSION = re.compile(r"/submissions/([0-9a-f-]{36})/")


@dataclass
class HandingIn:
    """`acknowledged`: the digest of what was sent, by the submission's uid."""

    port: int
    project: str  # the path of its page
    notebook: bytes
    log: Log
    places: Sequence[Place]
    acknowledged: dict[str, str] = field(default_factory=dict)

    async def hand_in(self, number: int, session: str) -> None:
        visitor = Visitor(self.port, session, self.log)
        page = await visitor.get(self.project)
        if not self.log.note("open the project", page, (200,)):
            return
        data = different(self.notebook, number)
        kind = {"Content-Type": f"multipart/form-data; boundary={EDGE}"}
        body = _form(visitor.cookies.get("csrftoken", ""), data)
        answer = await visitor.ask("POST", f"{self.project}submit/", body, kind)
        found = SUBMISSION.search(answer.location)
        if self.log.note("upload", answer, (302,)) and found:
            self.acknowledged[found[1]] = hashlib.sha256(data).hexdigest()
            place = self.places[number % len(self.places)]
            place.show(session, found[0])
        await visitor.leave()

    async def all(self, sessions: Sequence[str], seconds: float) -> None:
        """At random moments, as many as there are sessions in so many seconds; none waits for another."""
        chance = Random(18)
        moments = sorted(chance.uniform(0, seconds) for _ in sessions)
        clock = asyncio.get_running_loop()
        began = clock.time()
        async with asyncio.TaskGroup() as group:
            for number, (moment, session) in enumerate(
                zip(moments, sessions, strict=True)
            ):
                await asyncio.sleep(max(began + moment - clock.time(), 0))
                group.create_task(self.hand_in(number, session))


def _form(token: str, data: bytes) -> bytes:
    fields = {"csrfmiddlewaretoken": token, "honour_code": "on"}
    disposition = 'Content-Disposition: form-data; name="{}"'
    parts = [
        f"--{EDGE}\r\n{disposition.format(name)}\r\n\r\n{value}\r\n".encode()
        for name, value in fields.items()
    ]
    file = f'{disposition.format("uploads")}; filename="network.ipynb"\r\n\r\n'
    end = f"\r\n--{EDGE}--\r\n".encode()
    return b"".join([*parts, f"--{EDGE}\r\n{file}".encode(), data, end])
