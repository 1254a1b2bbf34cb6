"""Operators and functions that `literals` may apply: each answers at once, whatever it is given."""

import ast
import builtins
import math
import operator
import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Any

MOST_BITS = 4096  # of an integer; also the items of a repeated or joined sequence
MOST_DIGITS = 300  # to which `round` may round
_SCALARS = (bool, int, float, complex, str, bytes, type(None))

BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
}
UNARY: Mapping[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
    ast.Not: operator.not_,
}
COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}


class NotLiteral(Exception):
    """The value cannot be known without running the code."""


def applied(function: Callable[..., Any], *values: Any) -> Any:
    """The result; raises NotLiteral where Python would raise, or for an integer that is huge."""
    try:
        return sized(function(*values))
    except (ArithmeticError, LookupError, TypeError, ValueError):
        raise NotLiteral from None


def sized(value: Any) -> Any:
    if isinstance(value, int) and value.bit_length() > MOST_BITS:
        raise NotLiteral
    return value


def is_scalar(value: Any) -> bool:
    return isinstance(value, _SCALARS)


def bounded(op: ast.operator, left: Any, right: Any) -> None:
    """Refuses huge results, such as of `9**9**9`, `"a" * 10**12` and `"%1000000000d" % 1`."""
    if isinstance(left, str | bytes) and isinstance(op, ast.Mod):
        raise NotLiteral
    sizes = [_size(left), _size(right)]
    match op:
        case ast.Pow():
            numbers = isinstance(left, int | float) and isinstance(right, int | float)
            whole = isinstance(right, int)
            if not numbers or (whole and sizes[0] * abs(right) > MOST_BITS):
                raise NotLiteral
        case ast.LShift() | ast.RShift():
            if not isinstance(right, int) or right > MOST_BITS:
                raise NotLiteral
        case ast.Mult() if isinstance(left, int) != isinstance(right, int):
            number, other = (left, right) if isinstance(left, int) else (right, left)
            many = number > MOST_BITS or _size(other) * max(number, 0) > MOST_BITS
            if many and not isinstance(other, float | complex):
                raise NotLiteral
        case _ if sum(sizes) > MOST_BITS:
            raise NotLiteral


def _size(value: Any) -> int:
    if isinstance(value, int):
        return value.bit_length()
    if isinstance(value, str | bytes | list | tuple | dict | set):
        return len(value)
    return 1


def _number(value: Any) -> Any:
    if not isinstance(value, int | float):
        raise NotLiteral
    return value


def _int(value: Any = 0) -> int:
    if not isinstance(value, int | float | str):
        raise NotLiteral
    return int(value)


def _float(value: Any = 0.0) -> float:
    if not isinstance(value, int | float | str):
        raise NotLiteral
    return float(value)


def _round(value: Any, digits: Any = None) -> Any:
    if digits is not None and abs(_number(digits)) > MOST_DIGITS:
        raise NotLiteral
    return round(_number(value), digits)


def _several(values: tuple[Any, ...]) -> Sequence[Any]:
    """The numbers of `max(3, 4)` or `max([3, 4])`."""
    one = len(values) == 1 and isinstance(values[0], list | tuple)
    return [_number(value) for value in (values[0] if one else values)]


def _sum(values: Any) -> Any:
    total: Any = 0
    for value in _several((values,)):
        total = sized(total + value)
    return total


def _pow(base: Any, exponent: Any) -> Any:
    bounded(ast.Pow(), base, exponent)
    return base**exponent


def _len(value: Any) -> int:
    if not isinstance(value, str | bytes | list | tuple | dict | set):
        raise NotLiteral
    return len(value)


def _single(value: Any) -> float:
    """Rounded to single precision."""
    found: float = struct.unpack("f", struct.pack("f", _float(value)))[0]
    return found


def _word(bits: int) -> Callable[..., int]:
    """NumPy's signed integer of so many bits; one that does not fit is left to NumPy."""

    def convert(value: Any = 0) -> int:
        whole = _int(value)
        if whole.bit_length() >= bits:
            raise NotLiteral
        return whole

    return convert


def _of_numbers(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *values: function(*map(_number, values))


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "int": _int,
    "float": _float,
    "bool": bool,
    "round": _round,
    "abs": _of_numbers(abs),
    "min": lambda *values: min(_several(values)),
    "max": lambda *values: max(_several(values)),
    "sum": _sum,
    "pow": _pow,
    "len": _len,
    "math.floor": _of_numbers(math.floor),
    "math.ceil": _of_numbers(math.ceil),
    "math.trunc": _of_numbers(math.trunc),
    "math.sqrt": _of_numbers(math.sqrt),
    "math.exp": _of_numbers(math.exp),
    "math.log": _of_numbers(math.log),
    "math.log2": _of_numbers(math.log2),
    "math.log10": _of_numbers(math.log10),
    "math.pow": _of_numbers(math.pow),
    "numpy.int32": _word(32),
    "numpy.int64": _word(64),
    "numpy.int_": _word(64),
    "numpy.float64": _float,
    "numpy.float_": _float,
    "numpy.int": _int,
    "numpy.float": _float,
    "numpy.double": _float,
    "numpy.float32": _single,
    "numpy.sqrt": _of_numbers(math.sqrt),
    "numpy.exp": _of_numbers(math.exp),
    "numpy.log": _of_numbers(math.log),
}
"""By their full name, with the module where there is one."""

VALUES: Mapping[str, float] = {
    "math.pi": math.pi,
    "math.e": math.e,
    "numpy.pi": math.pi,
    "numpy.e": math.e,
}
BUILTIN_FUNCTIONS = frozenset(FUNCTIONS).intersection(dir(builtins))
