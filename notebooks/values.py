"""The values that a notebook's names have, as far as the text alone gives them."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from notebooks.arithmetic import BUILTIN_FUNCTIONS, NotLiteral, is_scalar
from notebooks.literals import Evaluator, unpacked
from notebooks.parsing import Statement
from notebooks.recorded import RecordedDict
from notebooks.statements import LOOPS, own_parts

MOST_CHARACTERS = 120  # of a line that is told


@dataclass(frozen=True)
class Assignment:
    """The line that assigns a name at the top level."""

    cell: int  # counted from 1; 0 in a side file
    line: int  # within the cell or file, counted from 1
    source: str
    file: str = ""  # "my_answers.py" for a side file
    loops: int = 1  # whose rounds the value is the sum of


@dataclass
class Values:
    """`certain` are the values at this point of the notebook.

    `outdated` are plain values of names that were assigned again in a way that cannot be read. They
    still count at the end, if the assignment then fails to give another number; but nothing is
    worked out from them.
    """

    evaluator: Evaluator
    certain: RecordedDict = field(default_factory=RecordedDict)
    outdated: RecordedDict = field(default_factory=RecordedDict)
    read_at: RecordedDict = field(default_factory=RecordedDict)
    assigned_at: dict[str, Assignment] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)  # see Evaluator.value_of
    _holders: dict[int, list[str]] = field(default_factory=dict)
    """Names by the id of the list, dict or set that they held at some time."""

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
        lines = _Lines(statement)
        if isinstance(statement.node, ast.FunctionDef | ast.ClassDef):
            self.assigned_at[statement.node.name] = lines.of(statement.node)
        for part in own_parts(statement.node):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                if not (in_loop and part.id in self.assigned_at):
                    self.assigned_at[part.id] = lines.of(part)
                self._hide(part.id)

    def value_of(self, node: ast.expr) -> Any:
        """Raises NotLiteral."""
        return self.evaluator.value_of(node, self.certain, self.origins)

    def assign(self, targets: Iterable[ast.expr], value: Any) -> bool:
        """False if the value cannot be unpacked to plain names."""
        values: dict[str, Any] = {}
        if not all(unpacked(target, value, values) for target in targets):
            return False
        self.learn(values)
        self.read_at.learn({name: self.assigned_at[name] for name in values})
        return True

    def learn(self, values: Mapping[str, Any]) -> None:
        self.certain.learn(values)
        for name, value in values.items():
            if isinstance(value, dict | list | set):
                self._holders.setdefault(id(value), []).append(name)

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
            self.certain.discard(name)
            self.outdated.discard(name)
            self._hide(name)

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Values that are read within count only there."""
        with self.certain.undone(), self.read_at.undone(), self.outdated.undone():
            yield

    def leave(self, node: ast.For) -> None:
        """What a loop over plain values leaves in its names, where they have no other value.

        `for hidden_nodes in (5, 15): …` keeps the network of the last round.
        """
        ends = any(isinstance(part, ast.Break) for part in ast.walk(node))
        names = [
            part.id for part in ast.walk(node.target) if isinstance(part, ast.Name)
        ]
        if ends or any(name in self.certain or name in self.outdated for name in names):
            return
        try:
            items = self.value_of(node.iter)
        except NotLiteral:
            return
        left: dict[str, Any] = {}
        if (
            isinstance(items, list | tuple)
            and items
            and unpacked(node.target, items[-1], left)
        ):
            self.outdated.learn({k: v for k, v in left.items() if is_scalar(v)})

    def outdate(self, names: Iterable[str]) -> None:
        """The names were assigned in a way that cannot be read."""
        for name in names:
            if name in self.certain:
                value = self.certain[name]
                del self.certain[name]
                if is_scalar(value):
                    self.outdated[name] = value

    def change(self, names: Iterable[str]) -> None:
        """The objects that the names hold were changed, under whatever name."""
        for name in names:
            changed = self.certain.get(name)
            if isinstance(changed, dict | list | set):
                for other in self._holders.pop(id(changed), ()):
                    if self.certain.get(other) is changed:
                        del self.certain[other]

    def _hide(self, name: str) -> None:
        """The name no longer means what an import or Python itself gave it."""
        if name in BUILTIN_FUNCTIONS or name == "dict" or name in self.origins:
            self.origins[name] = ""


class _Lines:
    """The lines of one statement, split once, and each prepared once."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._lines: list[str] = []
        self._made: dict[int, Assignment] = {}

    def of(self, part: ast.expr | ast.stmt) -> Assignment:
        if not self._lines:
            self._lines = self._statement.source.split("\n")
        first = self._statement.first_line
        number = min(max(part.lineno - first, 0), len(self._lines) - 1)
        made = self._made.get(number)
        if made is None:
            text = self._lines[number].strip()
            if len(text) > MOST_CHARACTERS:
                text = text[: MOST_CHARACTERS - 1] + "…"
            made = Assignment(self._statement.cell, first + number, text)
            self._made[number] = made
        return made
