"""Turns attacks into notebooks, and makes the probe pack that checks them."""

import json
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from protocol.steps import Limits, StepKind, Upload
from workers.doctor.attacks.attack import Attack
from workers.doctor.attacks.snippets import (
    ATTEMPT,
    NO_ATTEMPT,
    NO_DOUBLE,
    SHOWN,
    TOGETHER,
    TOOLS,
)
from workers.packkit.pack import Pack, load_pack

NOTEBOOK = "attack.ipynb"
EDITION = "only"


def cells_of(attack: Attack, targets: Mapping[str, Any]) -> list[str]:
    defines = attack.defines
    return [
        f"TARGETS = {dict(targets)!r}\n",
        TOOLS,
        attack.source,
        "" if "double" in defines else NO_DOUBLE,
        ATTEMPT if "attack" in defines else NO_ATTEMPT,
        SHOWN,
    ]


def cells_together(attacks: Sequence[Attack], targets: Mapping[str, Any]) -> list[str]:
    """Cells with many quiet attacks for one sandbox; the answers show which attack succeeded."""
    sources = {attack.name: attack.source for attack in attacks}
    return [
        f"TARGETS = {dict(targets)!r}\n",
        f"SOURCES = {sources!r}\n",
        TOOLS,
        NO_DOUBLE,
        TOGETHER,
    ]


def script_of(attack: Attack, targets: Mapping[str, Any]) -> str:
    """The same attack as a program that can be run without a sandbox, to see it succeed."""
    ending = "\nprint(attack(TARGETS), flush=True)\n"
    return f"TARGETS = {dict(targets)!r}\n{TOOLS}{attack.source}{ending}"


def notebook_of(cells: Sequence[str]) -> bytes:
    return json.dumps(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {},
            "cells": [
                {
                    "cell_type": "code",
                    "id": f"cell-{number}",
                    "metadata": {},
                    "execution_count": None,
                    "outputs": [],
                    "source": textwrap.dedent(source),
                }
                for number, source in enumerate(cells)
            ],
        }
    ).encode()


def upload_of(cells: Sequence[str]) -> Upload:
    return Upload(NOTEBOOK, {NOTEBOOK: notebook_of(cells)}, EDITION)


def probe_pack(folder: Path) -> Pack:
    return load_pack(folder / "probe_pack")


def within(pack: Pack, limits: Limits) -> Pack:
    return replace(pack, limits=dict.fromkeys(StepKind, limits))
