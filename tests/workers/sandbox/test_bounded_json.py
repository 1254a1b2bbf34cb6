"""JSON from a sandbox costs no more than was counted before it was parsed."""

import json
import tracemalloc
from typing import Any

import pytest

from workers.sandbox import bounded_json
from workers.sandbox.bounded_json import CHEAP_BYTES, DEEPEST, MOST_BYTES, loads
from workers.sandbox.wire import Flooded

COUNT = 30_000
COSTLY = {
    "empty lists": "[" + "[]," * COUNT + "0]",
    "empty dicts": "[" + "{}," * COUNT + "0]",
    "dicts of one": "[" + '{"a":0},' * COUNT + "0]",
    "lists of one": "[" + "[0]," * COUNT + "0]",
    "floats": "[" + "1.5," * COUNT + "0]",
    "integers": "[" + "999," * COUNT + "0]",
    "long integers": "[" + "9" * 4000 + ("," + "9" * 4000) * 50 + "]",
    "words": "[" + '"ab",' * COUNT + "0]",
    "wide words": "[" + '"\N{GRINNING FACE}",' * COUNT + "0]",
    "keys": "{" + ",".join(f'"{n}":0' for n in range(COUNT)) + "}",
    "keys of floats": "{" + ",".join(f'"k{n}":1.5' for n in range(COUNT)) + "}",
    "escapes": "[" + '"\\ud83d\\ude00",' * COUNT + "0]",
    "one wide letter": '"' + "x" * COUNT * 10 + '\N{GRINNING FACE}"',
}


def cost_of_parsing(text: str) -> int:
    tracemalloc.start()
    try:
        json.loads(text)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", COSTLY)
def test_what_is_counted_covers_what_it_takes(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = COSTLY[name]
    for allowed in (CHEAP_BYTES, 2 * CHEAP_BYTES, 40 * COUNT, 120 * COUNT, 240 * COUNT):
        monkeypatch.setattr(bounded_json, "MOST_BYTES", allowed)
        try:
            loads(text)
        except Flooded:
            continue
        assert cost_of_parsing(text) < allowed + 4 * len(text) + CHEAP_BYTES


@pytest.mark.parametrize("piece", ["[],", "{},", "1,", '"",', '{"a":[]},'])
def test_three_bytes_that_become_seventy_are_refused(piece: str) -> None:
    text = "[" + piece * (9_000_000 // len(piece)) + "0]"
    tracemalloc.start()
    with pytest.raises(Flooded, match=f"{len(text)} characters that would take"):
        loads(text)
    taken = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert taken < 2 * len(text)


@pytest.mark.parametrize(
    "value",
    [
        {"answer": [1, 2.5, None, True, "text"]},
        "brackets in a text cost nothing: " + "[{,}]" * 2_000_000,
        "quotes as well: " + '"[' * 1_000_000,
        "and \\ before a quote \\" * 300_000,
        [[[0.5] * 10] * 10] * 300,
        {f"key {n}": n for n in range(10_000)},
    ],
    ids=["small", "brackets", "quotes", "backslashes", "nested", "keys"],
)
def test_honest_values_are_read_as_they_are(value: Any) -> None:
    assert loads(json.dumps(value)) == value


@pytest.mark.parametrize("depth", [DEEPEST + 1, 600, 100_000])
@pytest.mark.parametrize("marks", [("[", "]"), ('{"a":', "}")])
def test_deep_nesting_is_no_value(depth: int, marks: tuple[str, str]) -> None:
    wide = ",0" * 1000  # else its cost is so low that only the parser bounds its depth
    opened, closed = marks
    text = f"[{opened * depth}0{closed * depth}{wide}]"
    with pytest.raises((ValueError, Flooded)):
        loads(text)


@pytest.mark.parametrize("text", ["", "[", "[1,", '"', '{"a"}', "9" * 5000, "[" * 5000])
def test_no_json_is_a_value_error(text: str) -> None:
    with pytest.raises((json.JSONDecodeError, ValueError)):
        loads(text)


def test_the_most_is_what_the_page_of_threats_says() -> None:
    assert MOST_BYTES == 64 * 1024 * 1024
