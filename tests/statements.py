"""Which statements each test makes on SQLite: by them the repeats on PostgreSQL choose their tests.

A test's record is the set of its statements' shapes: their text without values, and what of its
values, of locks and of errors may differ between databases though the text is the same.
"""

import json
import os
import re
import time
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.sql.compiler import SQLCompiler

# What differs from one run of a statement to the next: names of savepoints, how many values.
PASSING = (
    (re.compile(r'"s\d+_x\d+"'), '"s"'),
    (re.compile(r"%s(, %s)+"), "%s"),
    (re.compile(r"\(%s\)(, \(%s\))+"), "(%s)"),
    (re.compile(r"(LIMIT|OFFSET) \d+"), r"\1 n"),
)
LONG = 200  # characters: columns of less exist, and SQLite cuts or refuses nothing
WIDE = 2**31  # PostgreSQL's integers end here

Seen = tuple[str, str, str, frozenset[str]]


@dataclass(frozen=True)
class Record:
    seconds: float  # of a processor
    shapes: frozenset[str]
    refused: bool  # whether the database refused a statement, as constraints do


def kind(value: object) -> str:
    """What a database may refuse about a value: its type, or what is unusual of its type."""
    if isinstance(value, str):
        return "NUL" if "\0" in value else "long" if len(value) > LONG else "str"
    if isinstance(value, int) and not -WIDE <= value < WIDE:
        return "wide"
    return type(value).__name__


def without_values(sql: str) -> str:
    for pattern, put in PASSING:
        sql = pattern.sub(put, sql)
    return sql


class Recorder:
    """A plugin of pytest. Its own time is a few microseconds for a statement."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: set[Seen] = set()
        self._digests: dict[Seen, str] = {}
        self._lock = ""
        folder.mkdir(exist_ok=True)
        connection_created.connect(self.listen)
        self._execute_sql = SQLCompiler.execute_sql
        SQLCompiler.execute_sql = self._noting_locks()

    def pytest_unconfigure(self) -> None:
        connection_created.disconnect(self.listen)
        for connection in connections.all(initialized_only=True):
            if self._note in connection.execute_wrappers:
                connection.execute_wrappers.remove(self._note)
        SQLCompiler.execute_sql = self._execute_sql

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item
    ) -> Generator[None, object, object]:
        self._seen = set()
        began = time.process_time()
        result = yield
        spent = time.process_time() - began
        shapes = sorted({self._digest(seen) for seen in self._seen})
        refused = any(error for _, error, _, _ in self._seen)
        line = json.dumps([item.nodeid, round(spent, 4), shapes, refused])
        with (self._folder / f"{os.getpid()}.jsonl").open("a") as file:
            file.write(f"{line}\n")
        return result

    def listen(self, connection: Any, **_: object) -> None:
        if self._note not in connection.execute_wrappers:
            connection.execute_wrappers.append(self._note)

    def _note(
        self, execute: Callable, sql: str, params: Any, many: bool, context: Any
    ) -> object:
        error = ""
        try:
            return execute(sql, params, many, context)
        except Exception as raised:
            error = type(raised).__name__
            raise
        finally:
            rows = params if many else (params or (),)
            kinds = frozenset(kind(v) for row in rows for v in row if v is not None)
            self._seen.add((sql, error, self._lock, kinds))

    def _noting_locks(self) -> Callable:
        """SQLite knows no FOR UPDATE, so its statements do not show that one was asked for."""
        execute_sql = self._execute_sql

        def noting(compiler: SQLCompiler, *args: Any, **kwargs: Any) -> Any:
            query = compiler.query
            if query.select_for_update:
                how = (query.select_for_update_of, query.select_for_no_key_update)
                waits = (
                    query.select_for_update_nowait,
                    query.select_for_update_skip_locked,
                )
                self._lock = f"{how} {waits}"
            try:
                return execute_sql(compiler, *args, **kwargs)
            finally:
                self._lock = ""

        return noting

    def _digest(self, seen: Seen) -> str:
        if seen not in self._digests:
            sql, error, lock, kinds = seen
            shape = f"{without_values(sql)}|{error}|{lock}|{sorted(kinds)}"
            self._digests[seen] = md5(shape.encode(), usedforsecurity=False).hexdigest()
        return self._digests[seen]


def read(folder: Path) -> dict[str, Record]:
    """The record of each test that has one, by its name."""
    records = {}
    for path in folder.glob("*.jsonl"):
        for line in _whole_lines(path):
            name, seconds, shapes, refused = json.loads(line)
            records[name] = Record(seconds, frozenset(shapes), refused)
    return records


def _whole_lines(path: Path) -> Iterable[str]:
    """A process may be writing its last."""
    return path.read_text("utf-8").split("\n")[:-1]
