"""What the load benches send is what they say, and their visitors behave as browsers do."""

import asyncio
import json
from itertools import pairwise

import pytest

from projects.enums import Language
from projects.operations.roster.reading import read
from tests.bench.course.asking import Asker, Times, all_at_once, one_at_a_time
from tests.bench.course.rosters import roster
from tests.bench.hour.notebooks import SIZE, different, padded
from tests.bench.hour.uploads import SUBMISSION, _form
from tests.bench.hour.visitors import Answer, Log, Visitor
from tests.bench.hour.watchers import Asked, Place, _asked, watch

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: csrftoken=abc; Path=/\r\n\r\nhi"


@pytest.fixture(scope="module")
def notebook():
    return padded()


def test_the_notebook_has_a_megabyte_and_is_one(notebook):
    assert SIZE <= len(notebook) < 1.1 * SIZE
    read_back = json.loads(notebook)
    assert read_back["nbformat"] == 4
    outputs = [o for cell in read_back["cells"] for o in cell.get("outputs", ())]
    assert any("image/png" in one.get("data", {}) for one in outputs)


def test_no_two_are_the_same_and_all_are_notebooks(notebook):
    first, second = different(notebook, 1), different(notebook, 2)
    assert first != second
    assert json.loads(first)["cells"] == json.loads(second)["cells"]
    assert json.loads(second)["handed_in_by"] == "number 2"


def test_the_form_holds_the_token_and_the_bytes(notebook):
    form = _form("abc", notebook)
    assert b'name="csrfmiddlewaretoken"\r\n\r\nabc\r\n' in form
    assert notebook in form
    assert SUBMISSION.search("/submissions/9b00bef7-90a8-49e1-8e3d-e1d830a9eaec/")


def test_the_roster_can_be_read_and_some_are_here_already():
    found = read(roster(26), Language.ENGLISH)
    assert len(found.people) == 26
    assert not any(one.error for one in found.people)
    here = [one.email for one in found.people if one.email.startswith("january-")]
    assert here == ["january-13@load.test", "january-26@load.test"]


def test_what_was_not_expected_is_an_error_and_is_told():
    log = Log()
    assert log.note("upload", Answer(302, 0.5, location="/a/"), (302,))
    assert not log.note("upload", Answer(503, 0.5), (302,))
    assert not log.note("upload", Answer(0, 60.0, "TimeoutError()"), (302,))
    assert log.seconds == {"upload": [0.5, 0.5, 60.0]}
    assert dict(log.errors) == {"upload: 503": 1, "upload: 0 TimeoutError()": 1}


def test_who_hands_in_takes_the_place_of_who_watched():
    place = Place(1, Log(), "a", "/submissions/1/")
    place.show("b", "/submissions/2/")
    assert (place.session, place.page, place.came) == ("b", "/submissions/2/", 1)


def asks(token, every_s):
    """What the page holds of its next question: templates/student/watch.html."""
    return f'<div hx-get="/live/?seen={token}"\n hx-trigger="every {every_s}s, shown"></div>'


def test_what_the_page_says_of_its_next_question_is_read():
    assert _asked(asks("12-1.0-3-queued-99", 18.4)) == Asked("12-1.0-3-queued-99", 18.4)
    assert _asked("<p>It is checked.</p>") is None


def test_a_watcher_asks_as_often_as_the_page_says():
    told = [
        (200, asks("a", 0.3)),  # the page
        (204, ""),
        (200, asks("b", 0.1)),
        (204, ""),
        (286, ""),
        (200, "<p>It is checked.</p>"),  # the page again
    ]
    paths, moments = asyncio.run(_watched(told, 1.5))
    live = "/submissions/1/live/?seen="
    assert [one.removeprefix(live) for one in paths] == [
        *("/submissions/1/", "a", "a", "b", "b", "/submissions/1/"),
    ]
    waits = [b - a for a, b in pairwise(moments)]
    assert all(wait >= 0.29 for wait in waits[:2])
    assert all(wait >= 0.09 for wait in waits[2:4])


async def _watched(told, seconds):
    """What somebody who watches asks for, and when, of a server that answers so."""
    paths, moments, left = [], [], list(told)

    async def serve(reader, writer):
        while left:
            head = await reader.readuntil(b"\r\n\r\n")
            paths.append(head.split()[1].decode())
            moments.append(asyncio.get_running_loop().time())
            status, body = left.pop(0)
            length = f"Content-Length: {len(body)}"
            writer.write(f"HTTP/1.1 {status} X\r\n{length}\r\n\r\n{body}".encode())
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        place = Place(
            server.sockets[0].getsockname()[1], Log(), "key", "/submissions/1/"
        )
        await watch(place, 0, asyncio.get_running_loop().time() + seconds)
    assert not place.log.errors
    return paths, moments


async def _visited(answers_a_connection, visits):
    """What a visitor gets of a server that ends each connection after so many answers."""
    heard: list[bytes] = []

    async def serve(reader, writer):
        for _ in range(answers_a_connection):
            heard.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(ANSWER)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        visitor = Visitor(port, "key", Log())
        got = []
        for _ in range(visits):
            got.append(await visitor.get("/"))
            await asyncio.sleep(0.01)  # so that the end of the connection arrives
        await visitor.leave()
    return visitor, got, heard


def test_a_visitor_keeps_connection_and_cookies():
    visitor, got, heard = asyncio.run(_visited(3, 3))
    assert [(one.status, one.body) for one in got] == [(200, "hi")] * 3
    assert visitor.log.reconnected == 0
    assert b"Cookie: sessionid=key\r\n" in heard[0]
    assert b"Cookie: sessionid=key; csrftoken=abc\r\n" in heard[1]


def test_a_connection_that_had_ended_is_begun_anew_and_counted():
    visitor, got, _heard = asyncio.run(_visited(1, 3))
    assert [one.status for one in got] == [200] * 3
    assert visitor.log.reconnected == 2


def test_a_server_that_is_away_is_no_answer():
    async def ask():
        return await Visitor(1, "key", Log()).get("/")

    answer = asyncio.run(ask())
    assert answer.status == 0
    assert "Connect" in answer.body


def test_pages_are_asked_for_by_all_and_errors_counted():
    class Stub(Asker):
        def ask(self):
            return 0.25, 200 if self.path == "/a/" else 500, b"<p>" * 1000

    askers = [Stub(1, "/a/", "x"), Stub(1, "/b/", "y")]
    times = Times("page")
    one_at_a_time(times, askers, 4)
    all_at_once(times, askers, 3)
    assert times.first == 250
    assert times.alone == [250] * 4
    assert times.together == [250] * 6
    assert times.errors == 1 + 2 + 3
    assert 0 < times.html_kb < 1
