"""What the trees of a notebook's statements say, whatever is kept of them: read once."""

import ast
import builtins
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from notebooks.parameters import Defined, parameter_names
from notebooks.parsing import Statement
from notebooks.statements import assigned_names, bound_names, defined_names

_BUILTIN = frozenset(dir(builtins))


@dataclass(frozen=True)
class Noted:
    """It identifies projects and editions too."""

    bound: Mapping[int, Sequence[str]]  # names by the id of the statement's node
    defines: frozenset[str]
    parameters: Mapping[
        str, frozenset[str]
    ]  # as the last definition of each name has them
    assigned: frozenset[str]
    imports: frozenset[str]  # dotted names of modules
    strangers: frozenset[str]
    """Names used but not bound here, which an `import *` from an unknown module may bind."""


def noted(statements: Sequence[Statement], stars: Mapping[str, Sequence[str]]) -> Noted:
    """`stars`: the names that `from module import *` binds, by module."""
    nodes = [statement.node for statement in statements]
    bound = {id(node): bound_names(node, stars) for node in nodes}
    imports: set[str] = set()
    loaded: set[str] = set()
    for node in nodes:
        for part in ast.walk(node):
            match part:
                case ast.Name(id=name, ctx=ast.Load()):
                    loaded.add(name)
                case ast.Import(names=names):
                    imports.update(alias.name for alias in names)
                case ast.ImportFrom(module=str(module), level=0):
                    imports.add(module)
    parameters = {n.name: parameter_names(n) for n in nodes if isinstance(n, Defined)}
    defines = set().union(*map(defined_names, nodes))
    for name, other in _aliases(nodes):
        if other in defines:
            defines.add(name)
            parameters[name] = parameters.get(other, frozenset())
    own = {name for node in nodes for name in bound_names(node)}
    return Noted(
        bound,
        parameters=parameters,
        defines=frozenset(defines),
        assigned=frozenset().union(*map(assigned_names, nodes)),
        imports=frozenset(imports),
        strangers=frozenset(loaded - own - _BUILTIN),
    )


def _aliases(nodes: Sequence[ast.stmt]) -> Iterator[tuple[str, str]]:
    """The names of `NeuralNetwork = Net`, which is a definition if `Net` is one."""
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=other)):
                yield name, other
