"""JSON from a sandbox: as it was sent where it is plain, refused where it costs more than it says."""

import json
import time
import tracemalloc

import pytest

from workers.grader.kernel.plain import (
    DEEPEST,
    MOST_ITEMS,
    NotPlain,
    parsed,
    size,
    written,
)

DEEP = "[" * DEEPEST + "]" * DEEPEST


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        0,
        -(2**62),
        1.5,
        "",
        'quoted " and \\ and \n and 日本語',
        [],
        {},
        {"a": [1, [2, {"b": None}]]},
        ["[{,"] * 1000,
    ],
)
def test_plain_data_comes_back_as_it_was(value) -> None:
    assert parsed(json.dumps(value).encode()) == value
    assert parsed(written(value)) == value
    assert size(value) == len(written(value))


@pytest.mark.parametrize(
    ("content", "read"),
    [
        (b'"\\ud800"', "?"),
        (b'{"\\udfff": "a\\u0000b"}', {"?": "a\N{REPLACEMENT CHARACTER}b"}),
        (b'"\xff\xfe"', "\N{REPLACEMENT CHARACTER}" * 2),
        (b"[NaN, Infinity, -Infinity, 1e999]", [None] * 4),
        (b"1e15", 1e15),
        (DEEP.encode(), json.loads(DEEP)),
    ],
)
def test_what_no_file_can_hold_is_replaced(content: bytes, read) -> None:
    found = parsed(content)
    assert found == read
    written(found).decode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"nothing",
        b'"open',
        b"[1] 2",
        b"9" * 5000,
        b"9" * 4000,
        str(2**63).encode(),
        b"[-" + str(2**63).encode() + b"]",
        b"[" * (DEEPEST + 2) + b"]" * (DEEPEST + 2),
        b"[" * 600 + b"]" * 600,
        b"[" * 90_000 + b"]" * 90_000,
        b"{" + b'"a":{' * 600 + b"}" * 601,
        b"[" + b"[]," * MOST_ITEMS + b"[]]",
        b"[" + b"0," * MOST_ITEMS + b"0]",
        b'["' + b'\\"' * 50 + b'",' + b"{}," * MOST_ITEMS + b"0]",
    ],
    ids=lambda content: f"{content[:12]!r} {len(content)}",
)
def test_what_is_not_plain_is_refused(content: bytes) -> None:
    with pytest.raises(NotPlain):
        parsed(content)


@pytest.mark.parametrize(
    "content",
    [
        b"[" + b"[]," * 2_000_000 + b"[]]",
        b"[" + b"{}," * 2_000_000 + b"{}]",
        b"[" * 8_000_000,
        b'"' * 8_000_000,
        b'"' + b'\\"' * 4_000_000,
        b'["' + b"[,{" * 2_000_000,
        b"\\" * 8_000_000,
        b'"\\' * 4_000_000,
    ],
    ids=lambda content: repr(content[:6]),
)
def test_eight_megabytes_of_anything_cost_little(content: bytes) -> None:
    tracemalloc.start()
    started = time.process_time()
    with pytest.raises(NotPlain):
        parsed(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60_000_000
    assert time.process_time() - started < 5


def test_a_page_of_html_with_many_brackets_in_its_text_is_read() -> None:
    page = {"text/html": "<script>" + "a[0]={b:[1,2]};" * 100_000}
    assert parsed(json.dumps(page).encode()) == page
