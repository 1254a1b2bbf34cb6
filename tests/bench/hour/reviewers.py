"""A reviewer at work: the queue, a claim, the workspace, saves after pauses in typing, the verdict."""

import asyncio
import re
from dataclasses import dataclass, field
from random import Random

from tests.bench.hour.visitors import VERSION, Answer, Log, Visitor

OPEN = re.compile(r'action="(/submissions/[0-9a-f-]{36}/)claim/"')
NAMES = re.compile(r'name="(judgement-[\w-]+)"')
HELD = re.compile(r'name="version"\s+value="(\d+)"')
WORDS = "Look again at the shapes of your arrays: the second one is not what the text asks for. "
SAVES, PAUSE_S = 6, (2.0, 6.0)
AJAX = {"HX-Request": "true", "X-Autosave": "1"}
CLAIMED, CONFLICT, REFUSED = 302, 409, 403


@dataclass
class Reviewer:
    visitor: Visitor
    log: Log
    chance: Random
    published: int = 0
    too_late: int = 0  # somebody was faster: said so, and no error
    version: str = "0"
    fields: dict[str, str] = field(default_factory=dict)

    async def work(self, until: float) -> None:
        """Until the loop's time `until`: then the review in hand is left as it is."""
        clock = asyncio.get_running_loop()
        await self._pause()
        while clock.time() < until:
            page = await self._claimed()
            if page:
                await self._reviewed(page, until)
            await self._pause()
        await self.visitor.leave()

    async def _pause(self) -> None:
        await asyncio.sleep(self.chance.uniform(*PAUSE_S))

    async def _claimed(self) -> str:
        """The path of work that is in hand now; empty where somebody was faster."""
        queue = await self.visitor.get("/queue/")
        self.log.note("queue", queue, (200,))
        found = OPEN.findall(queue.body)
        if not found:
            return ""
        page = self.chance.choice(found)
        answer = await self.visitor.post(f"{page}claim/", {})
        self.log.note("claim", answer, (CLAIMED, CONFLICT, REFUSED))
        if answer.status == CLAIMED:
            return page
        self.too_late += 1
        return ""

    async def _reviewed(self, page: str, until: float) -> None:
        clock = asyncio.get_running_loop()
        desk = await self.visitor.get(f"{page}review/")
        if not self.log.note("workspace", desk, (200,)):
            return
        held = HELD.search(desk.body)
        self.version = held[1] if held else "0"
        names = dict.fromkeys(NAMES.findall(desk.body))
        self.fields = dict.fromkeys(names, "meets")
        self.fields |= {name.replace("judgement-", "body-"): "" for name in names}
        for number in range(1, SAVES + 1):
            await self._pause()
            if clock.time() > until:
                return
            await self._saved(page, WORDS * number)
        path = f"{page}review/publish/"
        fields = {**self._form(WORDS * SAVES), "action": "approve"}
        answer = await self.visitor.post(path, fields)
        if self.log.note("publish", answer, (302,)):
            self.published += 1

    async def _saved(self, page: str, words: str) -> Answer:
        path = f"{page}review/save/"
        answer = await self.visitor.post(path, self._form(words), **AJAX)
        self.log.note("save", answer, (204,))
        if told := VERSION.search(answer.head):
            self.version = told[1].decode()
        return answer

    def _form(self, words: str) -> dict[str, str]:
        return {**self.fields, "general": words, "version": self.version}
