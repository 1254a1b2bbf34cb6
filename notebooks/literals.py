"""Evaluates literals from the text of a notebook, without running it."""

import ast
import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any

MOST_BITS = 4096  # of an integer; also the items of a repeated or joined sequence
MOST_IN_A_KEY = 1000  # values that the hash of one dict key or set member may cover
BUDGET = 4_000_000
"""Limit for all values of one notebook, in approximate bytes, each value written out in full."""

_ITEM_BYTES = 16
_BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
_UNARY: Mapping[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
    ast.Not: operator.not_,
}


class NotLiteral(Exception):
    """The value cannot be known without running the code."""


class Evaluator:
    """Evaluates expressions within one budget for all of them.

    A tuple that contains another one many times is small in memory, but hashing it or writing it
    out may take for ever. So the budget counts a value each time it occurs.
    """

    def __init__(self, budget: int = BUDGET) -> None:
        self._left = budget

    def value_of(self, node: ast.expr, known: Mapping[str, Any]) -> Any:
        """The node's value, from literals, arithmetic and `known` names.

        Raises NotLiteral, also for arithmetic that fails or would grow without bound.
        """
        try:
            value = _value(node, known)
            self._left -= _bytes_of([value], self._left)
        except RecursionError:
            raise NotLiteral from None
        if self._left <= 0:
            raise NotLiteral
        return value


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


def _value(node: ast.expr, known: Mapping[str, Any]) -> Any:  # noqa: C901, PLR0911 -- a table
    match node:
        case ast.Constant():
            return node.value
        case ast.Name(id=name) if name in known:
            return known[name]
        case ast.Tuple():
            return tuple(_value(item, known) for item in node.elts)
        case ast.List():
            return [_value(item, known) for item in node.elts]
        case ast.Dict():
            return _dict(node, known)
        case ast.Call(func=ast.Name(id="dict"), args=[], keywords=pairs):
            return _dict(_as_display(pairs), known)
        case ast.Subscript(value=container, slice=key):
            return _part(_value(container, known), _hashable(_value(key, known)))
        case ast.Set():
            return {_hashable(_value(item, known)) for item in node.elts}
        case ast.UnaryOp(op=op) if type(op) in _UNARY:
            return _guarded(_UNARY[type(op)], _value(node.operand, known))
        case ast.BinOp(op=op) if type(op) in _BINARY:
            left, right = _value(node.left, known), _value(node.right, known)
            _bounded(op, left, right)
            return _guarded(_BINARY[type(op)], left, right)
        case _:
            raise NotLiteral


def _as_display(pairs: list[ast.keyword]) -> ast.Dict:
    """`dict(a=1, **more)` as `{"a": 1, **more}`."""
    names = (pair.arg for pair in pairs)
    keys: list[ast.expr | None] = [
        ast.Constant(name) if name else None for name in names
    ]
    return ast.Dict(keys, [pair.value for pair in pairs])


def _dict(node: ast.Dict, known: Mapping[str, Any]) -> dict[Any, Any]:
    made: dict[Any, Any] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:  # {**other}
            raise NotLiteral
        made[_hashable(_value(key, known))] = _value(value, known)
    return made


def _hashable(key: Any) -> Any:
    """The key, if it can be hashed in a limited number of steps; else raises NotLiteral.

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
    return key


def _part(container: Any, key: Any) -> Any:
    """`settings["epochs"]`, `sizes[0]`."""
    if not isinstance(container, dict | list | tuple):
        raise NotLiteral
    return _guarded(operator.getitem, container, key)


def _guarded(function: Callable[..., Any], *values: Any) -> Any:
    try:
        return function(*values)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        raise NotLiteral from None


def _bounded(op: ast.operator, left: Any, right: Any) -> None:
    """Refuses huge results, such as of `9**9**9`, `"a" * 10**12` and `"%1000000000d" % 1`."""
    if isinstance(left, str | bytes) and isinstance(op, ast.Mod):
        raise NotLiteral
    sizes = [_size(left), _size(right)]
    if isinstance(op, ast.Pow):
        numbers = isinstance(left, int | float) and isinstance(right, int | float)
        if not numbers or (
            isinstance(right, int) and sizes[0] * abs(right) > MOST_BITS
        ):
            raise NotLiteral
    elif isinstance(op, ast.Mult) and isinstance(left, int) != isinstance(right, int):
        number, other = (left, right) if isinstance(left, int) else (right, left)
        if isinstance(other, float | complex):
            return
        if number > MOST_BITS or _size(other) * max(number, 0) > MOST_BITS:
            raise NotLiteral
    elif sum(sizes) > MOST_BITS:
        raise NotLiteral


def _size(value: Any) -> int:
    if isinstance(value, int):
        return value.bit_length()
    if isinstance(value, str | bytes | list | tuple | dict | set):
        return len(value)
    return 1


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
