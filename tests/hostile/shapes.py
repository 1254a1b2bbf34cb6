"""Notebooks whose JSON or cells are the attack: ids, counts, nesting, sizes."""

import json
from hashlib import sha256

from tests.hostile.base import (
    MOST,
    SOLUTION,
    code,
    document,
    notebook,
    raw,
    spliced,
    words,
)

ID_CHARACTERS = 60  # of a cell's id are kept when a number is put behind it
NESTED_TO_THE_FLOOR = 100_000


def colliding_cell_ids() -> bytes:
    """The last cell's made-up ids are all taken, up to one that makes itself again."""
    count = 60
    made = f"c{count + 1}-{sha256(b'').hexdigest()[:8]}"
    ids: list[str] = []
    while made not in ids:
        ids.append(made)
        made = f"{made[:ID_CHARACTERS]}-{count}"
    ids += [f"other-{number}" for number in range(count - len(ids))]
    cells = [{**raw(""), "id": one} for one in ids[1:]]
    first = code(SOLUTION, id=ids[0])
    return document([first, *cells, raw("")])


def cell_ids_that_others_would_get() -> bytes:
    """Every second cell has the id that the one after it would be given."""
    digest = sha256(b"x").hexdigest()[:8]
    pairs = (
        ({**raw("x"), "id": f"c{place + 1}-{digest}"}, raw("x"))
        for place in range(2, 40_000, 2)
    )
    return notebook(*(cell for pair in pairs for cell in pair))


def the_same_cell_id_everywhere() -> bytes:
    return notebook(*({**raw(""), "id": "same"} for _ in range(50_000)))


def a_hundred_thousand_code_cells() -> bytes:
    return notebook(*[code("x")] * 100_000)


def a_hundred_thousand_headings() -> bytes:
    return notebook(*[words("# a")] * 100_000)


def raw_cell_of_a_million_newlines() -> bytes:
    return notebook(raw("\n" * 1_000_000))


def code_cell_of_newlines() -> bytes:
    return notebook(code("\n" * 480_000))


def source_in_a_million_lines() -> bytes:
    return notebook({**raw(""), "source": ["x\n"] * 1_000_000})


def lists_under_an_unknown_key() -> bytes:
    """24 MB that become 12 million empty lists."""
    return spliced(notebook(), b"[" + b"[]," * (MOST // 3) + b"[]]")


def objects_under_an_unknown_key() -> bytes:
    return spliced(notebook(), b"[" + b"{}," * (MOST // 3) + b"{}]")


def numbers_under_an_unknown_key() -> bytes:
    return spliced(notebook(), b"[" + b"1e9," * (MOST // 4) + b"0]")


def two_million_keys_under_an_unknown_key() -> bytes:
    inner = b",".join(b'"%x":0' % number for number in range(2_000_000))
    return spliced(notebook(), b"{" + inner + b"}")


def a_hundred_thousand_brackets() -> bytes:
    """Not a document at all: JSON's own nesting."""
    return b"[" * NESTED_TO_THE_FLOOR


def brackets_under_an_unknown_key() -> bytes:
    depth = NESTED_TO_THE_FLOOR
    return spliced(notebook(), b"[" * depth + b"]" * depth)


def metadata_nested_as_deep_as_json_reads() -> bytes:
    """Deep enough for a copy or a walk to fall over what reading still manages."""
    depth = 900
    deep = b'{"a":' * depth + b"0" + b"}" * depth
    sound = notebook()
    return sound.replace(b'"metadata":{}', b'"metadata":' + deep)


def a_number_of_a_million_digits() -> bytes:
    return spliced(notebook(), b"9" * 1_000_000)


def not_a_number() -> bytes:
    return spliced(notebook(), b"[NaN,Infinity,-Infinity]")


def many_attachments() -> bytes:
    names = {f"{number:x}": {"image/png": ""} for number in range(400_000)}
    return notebook(words("x", attachments=names))


def nul_and_lone_surrogates() -> bytes:
    """What PostgreSQL cannot store and UTF-8 cannot say."""
    odd = "\x00 \ud800 \udfff \ufffe"
    sound = notebook(words(odd), code(f"# {odd}"), raw(odd))
    return sound.replace(b'"metadata":{}', b'"metadata":{"\\u0000":"\\ud800"}')


def an_old_notebook_of_many_worksheets() -> bytes:
    """Format 3 keeps its cells in sheets."""
    sheet = {"cells": [{"cell_type": "code", "input": SOLUTION, "outputs": []}]}
    empty = {"cells": [{"cell_type": "heading", "level": 1, "source": "a"}]}
    sheets = [sheet, *[empty] * 100_000]
    return json.dumps(
        {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": sheets}
    ).encode()


ALL = (
    colliding_cell_ids,
    cell_ids_that_others_would_get,
    the_same_cell_id_everywhere,
    a_hundred_thousand_code_cells,
    a_hundred_thousand_headings,
    raw_cell_of_a_million_newlines,
    code_cell_of_newlines,
    source_in_a_million_lines,
    lists_under_an_unknown_key,
    objects_under_an_unknown_key,
    numbers_under_an_unknown_key,
    two_million_keys_under_an_unknown_key,
    a_hundred_thousand_brackets,
    brackets_under_an_unknown_key,
    metadata_nested_as_deep_as_json_reads,
    a_number_of_a_million_digits,
    not_a_number,
    many_attachments,
    nul_and_lone_surrogates,
    an_old_notebook_of_many_worksheets,
)
