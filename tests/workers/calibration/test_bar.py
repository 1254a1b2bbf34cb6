"""How far a calibration is, in a terminal and in a log."""

import io
from types import SimpleNamespace

import pytest

from tests.workers.calibration.making import record
from workers.calibration import bar
from workers.calibration.bar import EVERY_S, Bar, duration, told
from workers.calibration.records import Verdict


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    now = SimpleNamespace(s=0.0)
    monkeypatch.setattr(bar, "time", SimpleNamespace(monotonic=lambda: now.s))
    return now


def test_in_a_terminal_each_line_covers_the_one_before(clock):
    stream = Terminal()
    shown = Bar(stream, 4)
    for verdict in (Verdict.ACCEPTED, Verdict.RETURNED):
        clock.s += 30
        shown.advance(record(verdict=verdict))
    first, second = stream.getvalue().split("\r")[1:]
    assert len(first) == len(second) == 100
    assert first.startswith("██████" + "·" * 18 + " 1 of 4, 1 accepted, 90 s left")
    assert "2 of 4, 1 accepted, 1 returned, 60 s left" in second
    assert "\n" not in stream.getvalue()
    shown.end()
    assert stream.getvalue().endswith("\n")


def test_elsewhere_a_line_comes_now_and_then_and_at_the_end(clock):
    stream = io.StringIO()
    shown = Bar(stream, 3)
    shown.advance(record())
    assert stream.getvalue() == ""
    clock.s = EVERY_S
    shown.advance(record())
    clock.s += 1
    shown.advance(record(verdict=Verdict.INCIDENT))
    shown.end()
    lines = stream.getvalue().splitlines()
    assert [line.partition(" ")[2].partition(",")[0] for line in lines] == [
        "2 of 3",
        "3 of 3",
    ]
    assert lines[1].endswith("2 accepted, 1 incident")  # and nothing is left


def test_a_bar_that_never_moved_leaves_no_line():
    stream = Terminal()
    Bar(stream, 0).end()
    assert stream.getvalue() == ""


def test_only_verdicts_that_there_are_are_told():
    assert told({Verdict.RETURNED: 2, Verdict.ACCEPTED: 7}) == "7 accepted, 2 returned"
    assert told({}) == ""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0.0 s"),
        (9.94, "9.9 s"),
        (10, "10 s"),
        (99.4, "99 s"),
        (100, "2 min"),
        (5_000, "83 min"),
        (6_000, "1.7 h"),
        (90_000, "25.0 h"),
    ],
)
def test_a_duration_has_the_unit_that_reads_best(seconds, words):
    assert duration(seconds) == words
