"""The parameters of functions and classes, which tell how they are called."""

import ast

Function = ast.FunctionDef | ast.AsyncFunctionDef
Defined = Function | ast.ClassDef


def parameter_names(node: Defined) -> frozenset[str]:
    """The parameters of a function, or of all methods of a class."""
    inside = node.body if isinstance(node, ast.ClassDef) else [node]
    functions = [f for f in inside if isinstance(f, Function)]
    return frozenset(
        part.arg
        for function in functions
        for part in ast.walk(function.args)
        if isinstance(part, ast.arg)
    )
