"""What a notebook's JSON takes in memory is known before it is read. See `json_weight`."""

import json
import tracemalloc

import pytest

from notebooks import json_weight
from notebooks.json_weight import is_heavy, with_rare_written_out
from notebooks.reading import read, read_notebook
from notebooks.refusals import Refusal
from tests.notebooks.building import code, document

MEGABYTE = 1024 * 1024
SHOWN = {"output_type": "display_data", "data": {"application/json": "@"}}


def holding(value: str) -> bytes:
    """A notebook with an output that holds this JSON."""
    return document(code("a", SHOWN)).replace(b'"@"', value.encode())


LIGHT = {
    "a picture": '"' + "iVBORw0KGgo" * 2_000_000 + '"',
    "a page of HTML": '"' + '<td class=\\"a\\">[1, {2}],</td>' * 700_000 + '"',
    "the numbers of a large plot": "[" + "0.123456789," * 1_500_000 + "1]",
    "printed lines": "[" + '"loss: [0.3], {0.4}\\n",' * 300_000 + '""]',
}
HEAVY = {
    "empty lists": "[" + "[]," * 7_900_000 + "[]]",
    "empty dicts": "[" + "{}," * 7_900_000 + "{}]",
    "digits": "[" + "1," * 11_900_000 + "1]",
    "strings of one character": "[" + '"あ",' * 3_900_000 + '""]',
}


@pytest.mark.parametrize("value", LIGHT.values(), ids=LIGHT)
def test_what_notebooks_hold_is_read(value):
    assert not is_heavy(value)


@pytest.mark.parametrize("value", HEAVY.values(), ids=HEAVY)
def test_what_would_take_too_much_is_refused(value):
    with pytest.raises(Refusal) as refused:
        read_notebook(holding(value))
    assert refused.value.code == "notebook_too_many_values"


UNITS = {
    "lists": "[],",
    "dicts with a key": '{"a":1},',
    "numbers": "1.5,",
    "strings": '"あ",',
    "outputs": '{"output_type":"stream","name":"stdout","text":["a"]},',
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_what_is_read_takes_no_more_than_its_weight(unit, monkeypatch):
    monkeypatch.setattr(json_weight, "MOST_BYTES", 8 * MEGABYTE)
    count = 1000
    while not is_heavy("[" + unit * (count + 1000) + "0]"):
        count += 1000
    data = document(code("a")).replace(b'"outputs": []', b'"outputs": "@"')
    assert b'"@"' in data
    data = data.replace(b'"@"', f"[{unit * count}0]".encode())
    tracemalloc.start()
    try:
        read(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 10 * MEGABYTE + 3 * len(data)


def test_rare_characters_come_through():
    text = "a" * 100 + "\N{GRINNING FACE}\N{GRINNING FACE} あ é \\n"
    data = json.dumps([text], ensure_ascii=False).encode()
    written = with_rare_written_out(data)
    assert max(written.decode()) == "あ"
    assert json.loads(written) == [text]


def test_what_is_made_of_rare_characters_stays_as_it_is():
    data = json.dumps("\N{GRINNING FACE}" * 10, ensure_ascii=False).encode()
    assert with_rare_written_out(data) == data


def test_bytes_that_are_no_characters_stay_as_they_are():
    data = b'"' + b"a" * 100 + b'\xf4\xbf\xbf\xbf"'
    assert with_rare_written_out(data) == data


def test_the_grader_leaves_outputs_out():
    [cell] = read_notebook(holding('"x"'), with_outputs=False)["cells"]
    assert (cell["source"], cell["outputs"]) == ("a", [])
