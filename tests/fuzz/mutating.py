"""Notebooks and zips gone wrong at random: in their bytes, their JSON, their text, their names.

The same seed makes the same file.
"""

import copy
import io
import json
import random
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.hostile import base

PACKS = Path(__file__).resolve().parents[2] / "workers" / "packs"
NOTEBOOK = "notebook.ipynb"
VALUES: tuple[Any, ...] = (
    *(None, True, -1, 0, 2**63, 10**400, 1e308, "", "\0", "\ud800", "\u202ex\n", " "),
    *(
        "x" * 5000,
        "日本語" * 500,
        "😀" * 300,
        [],
        {},
        [[]] * 50,
        {"": {"": {}}},
        [None],
    ),
    *(
        "\x1b[31m",
        "\x1b]8;;",
        "\r" * 200,
        "\n" * 3000,
        "<b title=1><p>" * 200,
        "%%html",
    ),
    *(
        "(" * 300,
        "x=" * 300 + "1",
        "'''",
        "{" * 90,
        "9**9**9**9",
        "def f(:",
        "\\" * 999,
    ),
    *("![" * 400, "|a" * 300 + "\n" + "|-" * 300, "> " * 300, "$$" * 300, "`" * 500),
    "\\begin{align}" * 60,
)
NAMES = (
    *(
        "",
        ".",
        "..",
        "/",
        "a/../b.ipynb",
        "\\x.ipynb",
        "C:x.ipynb",
        "x\0.ipynb",
        "x" * 300,
    ),
    *(
        "é.ipynb",
        "e\u0301.ipynb",
        "NOTEBOOK.ipynb",
        "a/" * 90 + "b.py",
        "\u202ex.py",
        " .ipynb",
    ),
    *(".hidden/x.ipynb", "__MACOSX/._x.ipynb", "x.ipynb.json", "x.tar.gz", "x", "a.py"),
)


Original = tuple[str, bytes]
"""A project's slug, and a sound notebook for it."""


def originals() -> list[Original]:
    """Of all projects, and one of project 1 with outputs."""
    found = sorted(PACKS.glob("*/exemplars/passing/*/*.ipynb"))
    printed = {"output_type": "stream", "name": "stdout", "text": "epoch 1\n" * 80}
    shown = {"output_type": "display_data", "data": {"text/html": "<table><tr><td>1"}}
    mixed = base.notebook(base.words("# Title\n$x$"), base.code("1", printed, shown))
    passing = [(path.relative_to(PACKS).parts[0], path.read_bytes()) for path in found]
    return [("first-neural-network", mixed), *passing]


def hand_in(seed: int, notebooks: list[Original]) -> tuple[str, str, bytes]:
    """The project's slug, the file's name and its bytes."""
    dice = random.Random(seed)
    slug, notebook = dice.choice(notebooks)
    make = dice.choice(MUTATIONS)
    return slug, *make(dice, notebook)


def _bytes(dice: random.Random, notebook: bytes) -> tuple[str, bytes]:
    return NOTEBOOK, scrambled(dice, notebook)


def scrambled(dice: random.Random, data: bytes) -> bytes:
    """Some bytes changed, left out, put in or doubled."""
    changed = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(changed) + 1)
        length = dice.choice((1, 1, 4, 64, 2000))
        match dice.randrange(4):
            case 0:
                changed[at : at + length] = dice.randbytes(length)
            case 1:
                del changed[at : at + length]
            case 2:
                changed[at:at] = dice.randbytes(length)
            case 3:
                changed[at:at] = changed[at : at + length] * dice.choice((2, 20))
    return bytes(changed)


def _json(dice: random.Random, notebook: bytes) -> tuple[str, bytes]:
    document = json.loads(notebook)
    for _ in range(dice.randint(1, 6)):
        _change(dice, document)
    return NOTEBOOK, json.dumps(document, allow_nan=True).encode()


def _change(dice: random.Random, document: Any) -> None:
    """One node anywhere in the document becomes another."""
    place, key = dice.choice(_places(document))
    match dice.randrange(4):
        case 0:
            place[key] = copy.deepcopy(dice.choice(VALUES))
        case 1:
            del place[key]
        case 2:
            other, other_key = dice.choice(_places(document))
            place[key] = copy.deepcopy(other[other_key])
        case 3 if isinstance(place, list):
            place[key:key] = [copy.deepcopy(place[key])] * dice.choice((1, 30))
        case 3:
            place[str(dice.choice(VALUES))[:50]] = copy.deepcopy(place[key])


def _places(node: Any) -> list[tuple[Any, Any]]:
    """Every container with every key or index in it."""
    found: list[tuple[Any, Any]] = []
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            pairs = list(part.items())
        elif isinstance(part, list):
            pairs = list(enumerate(part))
        else:
            continue
        found += [(part, key) for key, _value in pairs]
        waiting += [value for _key, value in pairs]
    return found or [({"cells": []}, "cells")]


def _text(dice: random.Random, notebook: bytes) -> tuple[str, bytes]:
    """Cells whose text has hostile pieces in it, or lines in another order."""
    document = json.loads(notebook)
    texts = [value for value in VALUES if isinstance(value, str)]
    for cell in dice.choices(document["cells"], k=dice.randint(1, 5)):
        source = "".join(cell["source"])
        at = dice.randrange(len(source) + 1)
        lines = source.splitlines(keepends=True)
        dice.shuffle(lines)
        piece = dice.choice(texts) * dice.choice((1, 1, 5))
        cell["source"] = dice.choice(
            (source[:at] + piece + source[at:], "".join(lines), piece)
        )
    return NOTEBOOK, json.dumps(document).encode()


def _zip(dice: random.Random, notebook: bytes) -> tuple[str, bytes]:
    """The notebook among files with hostile names, whole or scrambled."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(
        buffer, "w", dice.choice((0, zipfile.ZIP_DEFLATED))
    ) as archive:
        for name in [NOTEBOOK, *dice.sample(NAMES, dice.randint(0, 5))]:
            data = notebook if name == NOTEBOOK else dice.randbytes(50)
            info = zipfile.ZipInfo(name or "x")
            info.filename = name
            info.external_attr = dice.choice((0, 0o120777 << 16, 0o40755 << 16))
            info.flag_bits |= dice.choice((0, 1, 0x800))
            archive.writestr(info, data)
    data = buffer.getvalue()
    return "project.zip", scrambled(dice, data) if dice.random() < 0.6 else data


def _name(dice: random.Random, notebook: bytes) -> tuple[str, bytes]:
    name = dice.choice([*NAMES, "a.zip", "a.txt", "a.png", "a.py", "a.html", "a.json"])
    return name.replace("\0", "") or "x", dice.choice(
        (notebook, zlib.compress(notebook))
    )


MUTATIONS: tuple[Callable[[random.Random, bytes], tuple[str, bytes]], ...] = (
    _bytes,
    _json,
    _json,
    _text,
    _text,
    _zip,
    _name,
)
