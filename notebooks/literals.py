"""Values that can be read off the text, without running it."""

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

MOST_DIGITS = 4096  # bits of an integer, and items of a repeated sequence
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
    """The value depends on something that only running the code would tell."""


def literal(node: ast.expr, known: Mapping[str, Any]) -> Any:
    """The node's value, from literals, arithmetic and `known` names.

    Raises NotLiteral, also for arithmetic that fails or would grow without bound.
    """
    try:
        return _value(node, known)
    except RecursionError:
        raise NotLiteral from None


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
            return _part(_value(container, known), _value(key, known))
        case ast.Set():
            return _guarded(set, [_value(item, known) for item in node.elts])
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
    pairs = []
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:  # {**other}
            raise NotLiteral
        pairs.append((_value(key, known), _value(value, known)))
    made = _guarded(dict, pairs)
    if not isinstance(made, dict):
        raise NotLiteral
    return made


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
    """`9**9**9`, `"a" * 10**12` and `"%1000000000d" % 1` must not be computed here."""
    if isinstance(left, str | bytes) and isinstance(op, ast.Mod):
        raise NotLiteral
    sizes = [_size(left), _size(right)]
    if isinstance(op, ast.Pow):
        numbers = isinstance(left, int | float) and isinstance(right, int | float)
        if not numbers or (
            isinstance(right, int) and sizes[0] * abs(right) > MOST_DIGITS
        ):
            raise NotLiteral
    elif isinstance(op, ast.Mult) and isinstance(left, int) != isinstance(right, int):
        number, other = (left, right) if isinstance(left, int) else (right, left)
        if isinstance(other, float | complex):
            return
        if number > MOST_DIGITS or _size(other) * max(number, 0) > MOST_DIGITS:
            raise NotLiteral
    elif sum(sizes) > MOST_DIGITS:
        raise NotLiteral


def _size(value: Any) -> int:
    if isinstance(value, int):
        return value.bit_length()
    if isinstance(value, str | bytes | list | tuple | dict | set):
        return len(value)
    return 1


def unpacked(target: ast.expr, value: Any, into: dict[str, Any]) -> bool:
    """Whether the literal's parts could be given to plain names."""
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
