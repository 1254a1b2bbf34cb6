"""Evaluates plain expressions from the text of a notebook, without running it."""

import ast
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from notebooks import arithmetic
from notebooks.arithmetic import BINARY, COMPARISONS, UNARY, NotLiteral, applied

__all__ = ["Evaluator", "NotLiteral", "unpacked"]

MOST_IN_A_KEY = 1000  # values that the hash of one dict key or set member may cover
MOST_TEXT = 4096  # characters that a function or a comparison may read
BUDGET = 4_000_000
"""Limit for all expressions of one notebook, in approximate bytes: each part that is evaluated,
each item that is made, and each value that is kept, written out in full."""

_ITEM_BYTES = 16
_NONE: Mapping[str, str] = {}
Shapes = Mapping[str, tuple[int, ...]]


class Evaluator:
    """Evaluates expressions within one budget for all of them, also for those that fail.

    A tuple that contains another one many times is small in memory, but hashing it or writing it
    out may take for ever. So the budget counts a value each time it occurs.
    """

    def __init__(self, budget: int = BUDGET, shapes: Shapes | None = None) -> None:
        """`shapes` are those of data that is not there, such as `train_features`."""
        self._left = budget
        self.shapes = shapes or {}

    @property
    def left(self) -> int:
        return self._left

    def value_of(
        self,
        node: ast.expr,
        known: Mapping[str, Any],
        origins: Mapping[str, str] = _NONE,
    ) -> Any:
        """The node's value, from literals, arithmetic and `known` names.

        `origins` are full names of what imports bind ("np" to "numpy"), and "" for a name that
        hides a builtin. Raises NotLiteral, also for arithmetic that fails or would grow without
        bound.
        """
        try:
            value = _Evaluation(self, known, origins).value(node)
        except RecursionError:
            raise NotLiteral from None
        self.spend(_bytes_of([value], self._left))
        return value

    def spend(self, size: int) -> None:
        self._left -= size
        if self._left <= 0:
            raise NotLiteral

    def spend_copies(self, value: Any, count: int) -> None:
        """For a value that holds another one `count` times."""
        self.spend(_bytes_of([value], self._left) * max(count, 1))


class _Evaluation:
    def __init__(
        self, budget: Evaluator, known: Mapping[str, Any], origins: Mapping[str, str]
    ) -> None:
        self._budget = budget
        self._known = known
        self._origins = origins

    def value(self, node: ast.expr) -> Any:  # noqa: C901, PLR0911, PLR0912 -- a table
        self._budget.spend(_ITEM_BYTES)
        match node:
            case ast.Constant(value=constant):
                return arithmetic.sized(constant)
            case ast.Name(id=name) if name in self._known:
                return self._known[name]
            case ast.Attribute(value=ast.Name(id=name), attr="shape") if (
                name in self._budget.shapes
            ):
                return self._budget.shapes[name]
            case ast.Name() | ast.Attribute():
                return self._imported(node)
            case ast.Tuple(elts=items):
                return tuple([self.value(item) for item in items])
            case ast.List(elts=items):
                return [self.value(item) for item in items]
            case ast.Set(elts=items):
                keys = _Keys(self._budget)
                return {keys.added(self.value(item)) for item in items}
            case ast.Dict():
                return self._dict(node)
            case ast.Call():
                return self._call(node)
            case ast.Subscript(value=container, slice=key):
                return self._part(self.value(container), self.value(key))
            case ast.UnaryOp(op=op, operand=operand) if type(op) in UNARY:
                return applied(UNARY[type(op)], self.value(operand))
            case ast.BinOp(op=op, left=left, right=right) if type(op) in BINARY:
                return self._binary(op, self.value(left), self.value(right))
            case ast.Compare():
                return self._comparison(node)
            case ast.BoolOp(op=op, values=parts):
                return self._either(parts, last_if=isinstance(op, ast.Or))
            case ast.IfExp(test=test, body=body, orelse=other):
                return self.value(body if self.value(test) else other)
            case _:
                raise NotLiteral

    def _binary(self, op: ast.operator, left: Any, right: Any) -> Any:
        arithmetic.bounded(op, left, right)
        if isinstance(op, ast.Mult) and isinstance(left, int) != isinstance(right, int):
            number, other = (left, right) if isinstance(left, int) else (right, left)
            self._budget.spend_copies(other, number)
        result = applied(BINARY[type(op)], left, right)
        if isinstance(result, list | tuple | str | bytes):
            self._budget.spend(len(result) * _ITEM_BYTES)
        return result

    def _comparison(self, node: ast.Compare) -> bool:
        """Only of plain values: to compare nested ones may take for ever."""
        values = [self.value(part) for part in (node.left, *node.comparators)]
        for op, left, right in zip(node.ops, values, values[1:], strict=False):
            if type(op) not in COMPARISONS:
                raise NotLiteral
            if not arithmetic.is_scalar(left) or not arithmetic.is_scalar(right):
                raise NotLiteral
            self._spend_reading([left, right])
            if not applied(COMPARISONS[type(op)], left, right):
                return False
        return True

    def _either(self, parts: list[ast.expr], *, last_if: bool) -> Any:
        """The value of `a or b` (`last_if` is True) and of `a and b`."""
        found: Any = None
        for part in parts:
            found = self.value(part)
            if bool(found) is last_if:
                break
        return found

    def _full_name(self, node: ast.expr) -> str:
        """`numpy.int64` for `np.int64`, `int` for the builtin; "" for other expressions."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id in self._known:
            return ""
        plain = "" if parts or node.id not in arithmetic.BUILTIN_FUNCTIONS else node.id
        origin = self._origins.get(node.id, plain)
        return ".".join([origin, *reversed(parts)]) if origin else ""

    def _imported(self, node: ast.expr) -> Any:
        name = self._full_name(node)
        if name not in arithmetic.VALUES:
            raise NotLiteral
        return arithmetic.VALUES[name]

    def _call(self, node: ast.Call) -> Any:
        if isinstance(node.func, ast.Name) and node.func.id == "dict":
            if node.args or "dict" in self._origins:
                raise NotLiteral
            return self._dict(_as_display(node.keywords))
        function = arithmetic.FUNCTIONS.get(self._full_name(node.func))
        if function is None or node.keywords:
            raise NotLiteral
        size = self._size(node.args[0]) if node.args else None
        if size is not None and self._full_name(node.func) == "len":
            return size
        values = [self.value(argument) for argument in node.args]
        self._spend_reading(values)
        return applied(function, *values)

    def _spend_reading(self, values: list[Any]) -> None:
        """For all items of the values, which are read without being evaluated again."""
        for value in values:
            if isinstance(value, str | bytes):
                if len(value) > MOST_TEXT:
                    raise NotLiteral
                self._budget.spend(len(value))
            elif isinstance(value, list | tuple | dict | set):
                self._budget.spend(len(value) * _ITEM_BYTES)

    def _size(self, node: ast.expr) -> int | None:
        """The count of rows of `train_features`, of columns of `train_features.columns`."""
        match node:
            case ast.Name(id=name) if name in self._budget.shapes:
                return self._budget.shapes[name][0]
            case ast.Attribute(value=ast.Name(id=name), attr="columns") if (
                name in self._budget.shapes
            ):
                return self._budget.shapes[name][-1]
        return None

    def _dict(self, node: ast.Dict) -> dict[Any, Any]:
        made: dict[Any, Any] = {}
        keys = _Keys(self._budget)
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:  # {**other}
                raise NotLiteral
            made[keys.added(self.value(key))] = self.value(value)
        return made

    def _part(self, container: Any, key: Any) -> Any:
        """`settings["epochs"]`, `sizes[0]`."""
        if not isinstance(container, dict | list | tuple):
            raise NotLiteral
        size = _size_of_key(key)
        self._budget.spend(size * _ITEM_BYTES)
        if isinstance(container, dict):  # any number of its keys may have that hash
            self._budget.spend(len(container) * size)
        return applied(lambda: container[key])


def _size_of_key(key: Any) -> int:
    """How many values its hash covers. Raises NotLiteral if it has none, or covers too many.

    Python computes a tuple's hash anew each time, from all values in it.
    """
    waiting, visited = [key], 0
    while waiting:
        value = waiting.pop()
        visited += 1
        if visited > MOST_IN_A_KEY or isinstance(value, list | dict | set):
            raise NotLiteral
        if isinstance(value, tuple):
            waiting.extend(value[:MOST_IN_A_KEY])
    return visited


class _Keys:
    """The keys of one dict or set. Those with the same hash are compared with one another.

    Numbers can be chosen so that all have the same one: 20,000 take ten seconds.
    """

    def __init__(self, budget: Evaluator) -> None:
        self._budget = budget
        self._alike: Counter[int] = Counter()

    def added(self, key: Any) -> Any:
        size = _size_of_key(key)
        number = hash(key)
        self._budget.spend((1 + self._alike[number]) * size * _ITEM_BYTES)
        self._alike[number] += 1
        return key


def _bytes_of(values: Iterable[Any], most: int) -> int:
    """The size of the values written out in full; stops counting above `most`."""
    total = 0
    waiting = list(values)
    while waiting and total <= most:
        value = waiting.pop()
        total += _ITEM_BYTES
        if isinstance(value, str | bytes):
            total += len(value)
        elif isinstance(value, int):
            total += value.bit_length() // 8
        elif isinstance(value, dict):
            waiting.extend(value.keys())
            waiting.extend(value.values())
        elif isinstance(value, list | tuple | set):
            waiting.extend(value)
    return total


def _as_display(pairs: list[ast.keyword]) -> ast.Dict:
    """`dict(a=1, **more)` as `{"a": 1, **more}`."""
    names = (pair.arg for pair in pairs)
    keys: list[ast.expr | None] = [
        ast.Constant(name) if name else None for name in names
    ]
    return ast.Dict(keys, [pair.value for pair in pairs])


def unpacked(target: ast.expr, value: Any, into: dict[str, Any]) -> bool:
    """Assigns the literal's parts to plain names; False if that is not possible."""
    if isinstance(target, ast.Name):
        into[target.id] = value
        return True
    if not isinstance(target, ast.Tuple | ast.List):
        return False
    if not isinstance(value, tuple | list) or len(value) != len(target.elts):
        return False
    return all(
        unpacked(item, part, into)
        for item, part in zip(target.elts, value, strict=True)
    )
