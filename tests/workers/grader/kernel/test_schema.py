"""Every kind of message, given many forms: it is made of what has the right one, or not at all."""

import itertools
import json
import random
from typing import Any

import nbformat
import pytest

from protocol.steps import Limits
from workers.grader.kernel.kernel_messages import (
    Cleared,
    Idle,
    Printed,
    Raised,
    Reply,
    Shown,
    Updated,
)
from workers.grader.kernel.output_forms import LONGEST_NAME, MOST_FORMS, MOST_METADATA
from workers.grader.kernel.plain import NotPlain, parsed
from workers.grader.kernel.schema import (
    LONGEST_MESSAGE,
    LONGEST_TRACEBACK,
    MOST_LINES,
    ON_IOPUB,
    ON_SHELL,
)
from workers.grader.steps.displays import Displays
from workers.grader.steps.output_allowance import Allowance
from workers.grader.steps.outputs import CellOutputs

PICTURE = {"image/png": "aGk=", "text/plain": "<Figure>"}
ID = {"display_id": "a"}


@pytest.mark.parametrize(
    ("kind", "content", "message"),
    [
        ("stream", {"name": "stderr", "text": "x"}, Printed("stderr", "x")),
        ("stream", {"name": "stdin", "text": "x"}, None),
        ("stream", {"name": ["stdout"], "text": "x"}, None),
        ("stream", {"name": "stdout", "text": ["x"]}, None),
        ("display_data", {"data": PICTURE}, Shown(PICTURE)),
        ("display_data", {"data": PICTURE, "metadata": {"w": 1}, "transient": ID},
         Shown(PICTURE, {"w": 1}, "a")),
        ("display_data", {"data": PICTURE, "metadata": [], "transient": None}, Shown(PICTURE)),
        ("display_data", {"data": PICTURE, "transient": {"display_id": ["a"]}}, Shown(PICTURE)),
        ("display_data", {"data": {"text/plain": ["a", "b"]}}, Shown({"text/plain": "ab"})),
        ("display_data", {"data": {"text/plain": ["a", 1]}}, None),
        ("display_data", {"data": {"text/plain": 1, "text/html": "<b>"}},
         Shown({"text/html": "<b>"})),
        ("display_data", {"data": {"no type": "x", "a/b c": "x", "": "x"}}, None),
        ("display_data", {"data": {"application/x+json": {"a": [1]}}},
         Shown({"application/x+json": {"a": [1]}})),
        ("display_data", {"data": {"application/pdf": {"a": [1]}}}, None),
        ("execute_result", {"data": PICTURE, "execution_count": [9]},
         Shown(PICTURE, is_result=True)),
        ("update_display_data", {"data": PICTURE, "transient": ID}, Updated("a", PICTURE)),
        ("update_display_data", {"data": PICTURE}, None),
        ("update_display_data", {"transient": ID}, None),
        ("error", {"ename": "E", "evalue": "v", "traceback": ["a", 1, "b"]},
         Raised("E", "v", ("a", "b"))),
        ("error", {"ename": "E", "evalue": "v", "traceback": "abc"}, Raised("E", "v")),
        ("error", {"ename": 1, "evalue": "v"}, None),
        ("clear_output", {"wait": True}, Cleared(waits=True)),
        ("clear_output", {"wait": [1]}, Cleared(waits=False)),
        ("status", {"execution_state": "idle"}, Idle()),
        ("status", {"execution_state": "busy"}, None),
        ("status", {"execution_state": ["idle"]}, None),
    ],
)  # fmt: skip
def test_a_message_of_iopub(kind: str, content: dict, message: Any) -> None:
    assert ON_IOPUB[kind](content) == message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"status": "ok"}, Reply()),
        ({"status": "aborted"}, Reply()),
        ({"status": "ok", "payload": [{"source": "ask_exit"}]}, Reply(leaves=True)),
        ({"status": "ok", "payload": [1, {"source": ["ask_exit"]}]}, Reply()),
        ({"status": "ok", "payload": {"source": "ask_exit"}}, Reply()),
        ({"status": "error", "ename": "E", "evalue": "v"}, Reply(Raised("E", "v"))),
        ({"status": "error", "traceback": [1]}, Reply(Raised())),
        ({"status": ["ok"]}, None),
        ({"status": None}, None),
        ({}, None),
    ],
)
def test_a_reply(content: dict, message: Any) -> None:
    assert ON_SHELL["execute_reply"](content) == message


def test_what_is_too_long_is_cut() -> None:
    told = {
        "ename": "E" * 9999,
        "evalue": "v" * 99_999,
        "traceback": ["x" * 999] * 9999,
    }
    raised = ON_IOPUB["error"](told)
    assert isinstance(raised, Raised)
    assert len(raised.kind) == LONGEST_NAME
    assert len(raised.message) == LONGEST_MESSAGE
    assert len(raised.traceback) <= MOST_LINES
    assert sum(map(len, raised.traceback)) <= LONGEST_TRACEBACK
    many = {f"text/x{n}": "x" for n in range(1000)}
    long_id = {"display_id": "a" * (LONGEST_NAME + 1)}
    metadata = {"a": "x" * MOST_METADATA}
    shown = ON_IOPUB["display_data"](
        {"data": many, "metadata": metadata, "transient": long_id}
    )
    assert isinstance(shown, Shown)
    assert (len(shown.data), shown.metadata, shown.display_id) == (MOST_FORMS, {}, "")


MOST_TRIED = 2_000
STRANGE = [
    "null", "true", "0", "-1", "1.5", "1e999", "NaN", "9" * 5000, '""', '"x"', '"\\ud800"',
    '"idle"', '"stdout"', "[]", "[1]", '["x"]', "[[]]", "{}", '{"a": 1}', '{"a": {}}',
    '{"text/plain": 1}', '{"text/plain": "x"}', '{"text/plain": ["x"]}', '{"\\ud800": "x"}',
    '{"application/json": NaN}', '{"application/json": [[[]]]}', '{"display_id": "a"}',
    '{"display_id": []}', '{"source": "ask_exit"}', "[" * 600 + "]" * 600,
]  # fmt: skip
KEYS = {
    "stream": ("name", "text"),
    "display_data": ("data", "metadata", "transient"),
    "execute_result": ("data", "execution_count", "transient"),
    "update_display_data": ("data", "transient"),
    "error": ("ename", "evalue", "traceback"),
    "clear_output": ("wait",),
    "status": ("execution_state",),
    "execute_reply": ("status", "payload", "ename"),
}


@pytest.mark.parametrize("kind", KEYS)
def test_strange_values_under_all_keys_make_a_valid_notebook_or_nothing(
    kind: str,
) -> None:
    """Some 9,000 messages in all, the same in each run."""
    make = {**ON_IOPUB, **ON_SHELL}[kind]
    outputs = CellOutputs(Allowance.of(Limits()), Displays(), 1)
    every = list(itertools.product(STRANGE, repeat=len(KEYS[kind])))
    random.Random(kind).shuffle(every)
    for values in every[:MOST_TRIED]:
        pairs = (f'"{k}": {v}' for k, v in zip(KEYS[kind], values, strict=True))
        try:
            content = parsed(f"{{{', '.join(pairs)}}}".encode())
        except NotPlain:
            continue
        outputs.take(make(content))
    outputs.finish()
    cell = {"cell_type": "code", "source": "", "execution_count": 1, "metadata": {}}
    cells = [{**cell, "id": "a", "outputs": outputs.kept}]
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    nbformat.validate(json.loads(json.dumps(notebook)))
