"""The parameters of functions and classes, which tell how they are called."""

import ast

Function = ast.FunctionDef | ast.AsyncFunctionDef
Defined = Function | ast.ClassDef


def parameter_names(node: Defined) -> frozenset[str]:
    """The parameters of a function, or of all methods of a class."""
    inside = node.body if isinstance(node, ast.ClassDef) else [node]
    functions = [f for f in inside if isinstance(f, Function)]
    return frozenset(name for f in functions for name in _names(f.args))


def _names(given: ast.arguments) -> list[str]:
    """Without those of a lambda that is a default."""
    stars = [star for star in (given.vararg, given.kwarg) if star is not None]
    each = [*given.posonlyargs, *given.args, *given.kwonlyargs, *stars]
    return [one.arg for one in each]
