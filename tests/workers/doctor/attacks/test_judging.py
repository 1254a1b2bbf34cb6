"""What an attack achieved is read off what it left, in the same way for all."""

import pytest

from workers.doctor.attacks.judging import (
    MOST_GROWN_MB,
    Environment,
    Outcome,
    Trace,
    judge,
    stuck,
)

CALM = Environment(secrets=(), boasted=False, marked=False, visits=())


def around(**changes):
    return Environment(**{**vars(CALM), **changes})


def test_an_attack_that_achieved_nothing_is_blocked():
    found = judge("read/a", Trace(seconds=1.5, grown_mb=2.0), CALM)
    assert found == Outcome("read/a", seconds=1.5, grown_mb=2.0)
    assert found.blocked


@pytest.mark.parametrize(
    ("trace", "environment", "mark", "why"),
    [
        (Trace(passed=True), CALM, "forged", "a report says passed"),
        (Trace(), around(secrets=("key",)), "leaked", "the secret of key came out"),
        (Trace(drawn=("17",), seen="x = 17"), CALM, "leaked", "a hidden input"),
        (Trace(incident="OSError"), CALM, "stuck", "a fault of ours: OSError"),
        (Trace(), around(boasted=True), "escaped", "it says that it succeeded"),
        (Trace(), around(marked=True), "escaped", "it wrote a file outside"),
        (Trace(), around(visits=("tcp",)), "escaped", "it reached the tcp listener"),
        (Trace(left=("pid 7",)), CALM, "escaped", "left behind: pid 7"),
        (
            Trace(grown_mb=MOST_GROWN_MB + 1),
            CALM,
            "swollen",
            "the worker grew by 251 MB",
        ),
    ],
)
def test_each_thing_that_it_achieved_has_its_mark(trace, environment, mark, why):
    found = judge("any/a", trace, environment)
    marks = ("forged", "leaked", "stuck", "escaped", "swollen")
    assert [name for name in marks if getattr(found, name)] == [mark]
    assert not found.blocked
    (said,) = found.why
    assert why in said


def test_everything_is_told_at_once():
    trace = Trace(passed=True, incident="x" * 5_000, left=("a", "b"))
    found = judge("any/a", trace, around(secrets=("key", "env")))
    assert len(found.why) == 6
    assert max(map(len, found.why)) < 2_100


@pytest.mark.parametrize(
    ("seen", "shows"),
    [
        ("17", True),
        ("[17, 3]", True),
        ("17.", True),
        ("x=17;", True),
        ("117", False),
        ("170", False),
        ("3.17", False),
        ("17.5", False),
        ("sha256 a17b", False),
        ("_17", False),
        ("", False),
    ],
)
def test_a_hidden_number_counts_only_where_it_stands_by_itself(seen, shows):
    found = judge("leak/a", Trace(drawn=("17",), seen=seen), CALM)
    assert found.leaked is shows


def test_a_hidden_number_that_only_staff_see_is_no_leak():
    assert not judge("leak/a", Trace(drawn=("17",), told="17"), CALM).leaked


def test_whether_it_took_place_is_seen_in_what_staff_are_told():
    trace = Trace(told="PermissionError: [Errno 1]")
    assert judge("any/a", trace, CALM, r"Errno \d").took
    assert not judge("any/a", trace, CALM, "Killed").took
    assert judge("any/a", Trace(), CALM, "").took


def test_an_attack_without_a_report_is_stuck():
    found = stuck("any/a", "no report in 75 s", 75.1)
    assert (found.stuck, found.blocked, found.why) == (
        True,
        False,
        ("no report in 75 s",),
    )
