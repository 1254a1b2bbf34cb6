"""The values that a notebook's names have, as far as the text alone gives them."""

import ast
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from notebooks.arithmetic import BUILTIN_FUNCTIONS, is_scalar
from notebooks.literals import Evaluator, NotLiteral, unpacked
from notebooks.parsing import Statement
from notebooks.statements import LOOPS, own_parts

MOST_CHARACTERS = 120  # of a line that is told


@dataclass(frozen=True)
class Assignment:
    """The line that assigns a name at the top level."""

    cell: int  # counted from 1; 0 in a side file
    line: int  # within the cell or file, counted from 1
    source: str
    file: str = ""  # "my_answers.py" for a side file


@dataclass
class Values:
    """`certain` are the values at this point of the notebook.

    `outdated` are plain values of names that were assigned again in a way that cannot be read. They
    still count at the end, if the assignment then fails to give another number; but nothing is
    worked out from them.
    """

    certain: dict[str, Any] = field(default_factory=dict)
    outdated: dict[str, Any] = field(default_factory=dict)
    read_at: dict[str, Assignment] = field(default_factory=dict)
    assigned_at: dict[str, Assignment] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)  # see Evaluator.value_of
    evaluator: Evaluator = field(default_factory=Evaluator)

    @property
    def found(self) -> dict[str, Any]:
        return {**self.outdated, **self.certain}

    @property
    def places(self) -> dict[str, Assignment]:
        """Where each value stands; of a name without one, the last assignment."""
        found = self.found
        read = {name: at for name, at in self.read_at.items() if name in found}
        return {**self.assigned_at, **read}

    def note(self, statement: Statement) -> None:
        """Notes the lines that assign; those within loops only where there is no other."""
        in_loop = isinstance(statement.node, LOOPS)
        if isinstance(statement.node, ast.FunctionDef | ast.ClassDef):
            self.assigned_at[statement.node.name] = _line(statement, statement.node)
        for part in own_parts(statement.node):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                if not (in_loop and part.id in self.assigned_at):
                    self.assigned_at[part.id] = _line(statement, part)
                self._hide(part.id)

    def value_of(self, node: ast.expr) -> Any:
        """Raises NotLiteral."""
        return self.evaluator.value_of(node, self.certain, self.origins)

    def assign(self, targets: Iterable[ast.expr], value: Any) -> bool:
        """False if the value cannot be unpacked to plain names."""
        values: dict[str, Any] = {}
        if not all(unpacked(target, value, values) for target in targets):
            return False
        self.certain.update(values)
        self.read_at.update((n, self.assigned_at[n]) for n in values)
        return True

    def augment(self, node: ast.AugAssign) -> bool:
        """Works out `size *= 2`; False if that is not possible."""
        if not isinstance(node.target, ast.Name):
            return False
        before = ast.Name(node.target.id, ast.Load())
        try:
            value = self.value_of(ast.BinOp(before, node.op, node.value))
        except NotLiteral:
            return False
        # A list stays the same object, which another name may hold as well.
        return is_scalar(value) and self.assign([node.target], value)

    def define(self, names: Iterable[str]) -> None:
        """The names are now functions, classes or modules."""
        for name in names:
            self.certain.pop(name, None)
            self.outdated.pop(name, None)
            self._hide(name)

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Values that are read within count only there."""
        before = dict(self.certain), dict(self.read_at), dict(self.outdated)
        try:
            yield
        finally:
            self.certain, self.read_at, self.outdated = before

    def outdate(self, names: Iterable[str]) -> None:
        """The names were assigned in a way that cannot be read."""
        for name in names:
            if name in self.certain:
                value = self.certain.pop(name)
                if is_scalar(value):
                    self.outdated[name] = value

    def change(self, names: Iterable[str]) -> None:
        """The objects that the names hold were changed, under whatever name."""
        for name in names:
            changed = self.certain.get(name)
            if isinstance(changed, dict | list | set):
                same = [n for n, value in self.certain.items() if value is changed]
                for other in same:
                    del self.certain[other]

    def _hide(self, name: str) -> None:
        """The name no longer means what an import or Python itself gave it."""
        if name in BUILTIN_FUNCTIONS or name == "dict" or name in self.origins:
            self.origins[name] = ""


def _line(statement: Statement, part: ast.expr | ast.stmt) -> Assignment:
    lines = statement.source.split("\n")
    number = min(max(part.lineno - statement.first_line, 0), len(lines) - 1)
    text = lines[number].strip()
    if len(text) > MOST_CHARACTERS:
        text = text[: MOST_CHARACTERS - 1] + "…"
    return Assignment(statement.cell, statement.first_line + number, text)
