"""The numbers with which the network that a notebook keeps was trained.

A notebook may train one network in several cells, with another number of rounds each, or assign a
number again after the network was made, which changes nothing of it. So the rounds of all loops
that train the last network are added up, and the numbers that it was made with are those of that
line. Where the text alone does not tell that, the last value of each name counts, as elsewhere.
"""

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from notebooks.arithmetic import NotLiteral
from notebooks.values import Assignment, Values

RANGES = frozenset({"range", "trange", "xrange"})
MOST_LOOPS = 100


@dataclass(frozen=True)
class Loop:
    """A loop over `range(…)` that trains; `name` is the number in it, if there is one."""

    rounds: int
    name: str
    place: Assignment | None


@dataclass
class KeptNetwork:
    classes: Collection[str]
    numbers: Collection[str]
    name: str = ""  # the variable that holds it; "": none, or it cannot be told
    _made: dict[str, tuple[Any, Assignment]] = field(default_factory=dict)
    _loops: list[Loop] = field(default_factory=list)

    def see(self, node: ast.stmt, values: Values) -> None:
        """Takes the statements at the top level, in order, with the values before each."""
        if not self.classes or not self.numbers:
            return
        if isinstance(node, ast.For):
            self._see_loop(node, values)
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            self._see_assignment(node, values)

    def found(self) -> dict[str, tuple[Any, Assignment]]:
        """The numbers that its training tells, with their places."""
        if not self.name or not self._loops:
            return {}
        named = [loop for loop in self._loops if loop.name]
        found = dict(self._made)
        if len(self._loops) > 1 and len({loop.name for loop in named}) == 1:
            last, count = named[-1], len(self._loops)
            if last.place is not None:
                rounds = sum(loop.rounds for loop in self._loops)
                found[last.name] = (rounds, replace(last.place, loops=count))
        return found

    def _see_assignment(
        self, node: ast.Assign | ast.AnnAssign | ast.AugAssign, values: Values
    ) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        match targets, node.value:
            case [ast.Name(id=name)], ast.Call(func=ast.Name(id=made)) as call if (
                made in self.classes
            ):
                self._forget(name)
                self._made = dict(self._given(call, values))
            case _ if self.name in {owner for t in targets for owner in _owners(t)}:
                self._forget()  # given another network, or another rate on its way

    def _see_loop(self, node: ast.For, values: Values) -> None:
        makes = trains = False
        for part in ast.walk(node):
            match part:
                case ast.Call(func=ast.Name(id=name)) if name in self.classes:
                    makes = True
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id=name), attr="train")
                ):
                    trains = trains or name == self.name
        if makes:
            self._forget()  # one of several: nothing here tells which is kept
        elif trains and self.name:
            loop = self._loop(node, values)
            if loop is None or len(self._loops) == MOST_LOOPS:
                self._forget()
            else:
                self._loops.append(loop)

    def _loop(self, node: ast.For, values: Values) -> Loop | None:
        inner = (
            part for part in ast.walk(node) if isinstance(part, ast.For | ast.While)
        )
        inside = [part for part in inner if part is not node]
        call = _range(node.iter)
        if call is None or any(self._counts(part) for part in inside):
            return None
        names = sorted(_names(call) & set(self.numbers))
        try:
            limits = [values.value_of(argument) for argument in call.args]
            rounds = len(range(*limits))
        except (NotLiteral, TypeError, ValueError, OverflowError):
            return None
        name = names[0] if len(names) == 1 else ""
        place = values.read_at.get(name) if name else None
        return Loop(rounds, name, place) if len(names) <= 1 else None

    def _counts(self, node: ast.For | ast.While) -> bool:
        """Whether an inner loop repeats the training as well."""
        over = node.iter if isinstance(node, ast.For) else node.test
        return bool(_names(over) & set(self.numbers)) or isinstance(node, ast.While)

    def _given(
        self, call: ast.Call, values: Values
    ) -> Iterator[tuple[str, tuple[Any, Assignment]]]:
        for part in (*call.args, *(keyword.value for keyword in call.keywords)):
            if isinstance(part, ast.Name) and part.id in self.numbers:
                place = values.read_at.get(part.id)
                if part.id in values.certain and place is not None:
                    yield part.id, (values.certain[part.id], place)

    def _forget(self, name: str = "") -> None:
        self.name, self._made, self._loops = name, {}, []


def _range(node: ast.expr) -> ast.Call | None:
    """`range(…)` itself, or within `tqdm(…)` or `enumerate(…)`."""
    while isinstance(node, ast.Call):
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else ""
        name = function.id if isinstance(function, ast.Name) else name
        if name in RANGES:
            return node
        if not node.args:
            return None
        node = node.args[0]
    return None


def _owners(target: ast.expr) -> Iterator[str]:
    """The names that an assignment binds or changes."""
    for part in ast.walk(target):
        if isinstance(part, ast.Name):
            yield part.id


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
