"""Finds what templates leave to be filled in: bodies that do nothing, `None` for a value."""

import ast
from collections.abc import Container, Iterator

Function = ast.FunctionDef | ast.AsyncFunctionDef
_PLAIN = (
    ast.Tuple,
    ast.List,
    ast.Dict,
    ast.Set,
    ast.Name,
    ast.Constant,
    ast.expr_context,
)
_GIVEN = frozenset(
    {
        *("Input", "Model", "NotImplementedError", "array", "asarray", "enumerate"),
        *("len", "print", "range", "zeros", "zeros_like", "zip"),
    }
)
"""What the course's templates and ours call around their blanks."""


def has_blank(node: Function) -> bool:
    statements = [one for one in node.body if not _does_nothing(one)]
    if not statements:
        return True
    if len(statements) == 1 and isinstance(statements[0], ast.Return):
        return _makes_nothing(statements[0].value)
    return any(_leaves_blank(one, node) for one in ast.walk(node))


def has_work(body: ast.AST, own: Container[str]) -> bool:
    """Whether it computes something that no template gives.

    `own` names the functions that are asked for: to call one of them is given too.
    """
    return any(
        isinstance(node, ast.BinOp)
        or (isinstance(node, ast.Call) and not _is_given(node.func, own))
        for node in ast.walk(body)
    )


def _is_given(called: ast.expr, own: Container[str]) -> bool:
    match called:
        case ast.Name(id=name):
            return name in _GIVEN or name in own
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            return name in own
        case ast.Attribute(attr=name):
            return name in _GIVEN
    return False


def _does_nothing(node: ast.stmt) -> bool:
    """A docstring, `...`, `pass`, or the refusal to be called."""
    if isinstance(node, ast.Raise):
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
    return isinstance(node, ast.Pass) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def _makes_nothing(value: ast.expr | None) -> bool:
    """Whether it holds names and constants alone: `None, None`, `{}`, `[first_word]`.

    To give back an argument as it came is an answer, if hardly ever a right one.
    """
    if value is None:
        return True
    return not isinstance(value, ast.Name) and all(
        isinstance(node, _PLAIN) for node in ast.walk(value)
    )


def _is_constant(value: ast.expr, *constants: object) -> bool:
    return isinstance(value, ast.Constant) and value.value in constants


def _leaves_blank(node: ast.AST, function: Function) -> bool:
    """`total += None` or `+= 0`; `output = None`, never assigned again and used all the same."""
    if isinstance(node, ast.AugAssign):
        return _is_constant(node.value, None, 0)
    if not isinstance(node, ast.Assign) or not _is_constant(node.value, None):
        return False
    names = {name for target in node.targets for name in _names(target, ast.Store)}
    stored = [name for name in _names(function, ast.Store) if name in names]
    used = names.intersection(_names(function, ast.Load))
    return bool(used) and len(stored) == len(names)


def _names(node: ast.AST, context: type[ast.expr_context]) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, context):
            yield inner.id
