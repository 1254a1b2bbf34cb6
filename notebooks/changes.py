"""Statements that change what a definition uses: `encoder.fit(range(10))`, a table filled in a loop.

Only those are kept on which the names that checks use depend. Training is never among them.
"""

import ast
import builtins
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from notebooks.parsing import Statement
from notebooks.statements import (
    ALWAYS_KNOWN,
    LOOPS,
    Kind,
    bound_names,
    leans_on_known,
    needed_names,
)

READERS = frozenset(
    {
        *("keys", "items", "values", "get", "copy", "index", "count", "format"),
        *("join", "split", "strip", "lower", "upper", "head", "tail", "describe"),
        *("summary", "info", "plot", "imshow", "show", "evaluate", "predict"),
    }
)
"""Methods that leave their object as it is."""

CHANGERS = frozenset(
    {
        *("shuffle", "heapify", "heappush", "insort", "setattr", "delattr"),
        *("fill_diagonal", "copyto", "put", "place"),
    }
)
"""Functions that change their first argument."""

TRAINERS = frozenset({"fit_generator", "minimize", "apply_gradients", "backward"})
"""With all names that begin with "train"."""

HARMLESS = frozenset(
    {
        *("all", "any", "ascii", "bin", "callable", "chr", "filter", "format"),
        *("getattr", "hasattr", "hash", "hex", "id", "isinstance", "issubclass"),
        *("iter", "map", "next", "open", "ord", "pow", "repr", "setattr", "vars"),
    }
)
_BUILTIN = frozenset(dir(builtins))
MOST_EFFECTS = 200
"""Names outside of it that one function changes; with more, nothing is said of its calls."""

LONGEST_CHAIN = 12  # of attributes and calls on one name
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True)
class Roots:
    """The names that checks use: functions and classes they call, and numbers they read.

    `shapes` are those of the arrays that the template's own cells make of the data, for numbers
    such as `hidden_nodes = train_features.shape[1] // 2`: the data are not there.
    """

    definitions: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    shapes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


class Changes:
    """What the statements of a notebook change, and on which of it the roots depend."""

    def __init__(self, statements: Sequence[Statement], roots: Roots) -> None:
        imported = _imported(statements)
        effects = dict(_effects(statements, imported))
        self._in_place = {
            id(found.node): changed_names(found.node, imported, effects)
            for found in statements
        }
        self._bound = {id(found.node): bound_names(found.node) for found in statements}
        self._statements = statements  # keeps the nodes, and with them their ids
        self._numbers = roots.numbers
        self._needed = self._closure({*roots.definitions, *roots.numbers})

    def in_place(self, node: ast.stmt) -> AbstractSet[str]:
        """The names whose objects a statement at the top level changes."""
        return self._in_place[id(node)]

    def matter(self, node: ast.stmt) -> bool:
        """Whether the roots depend on what a statement at the top level changes."""
        return bool(self._needed) and bool(self._relevant(node) & self._needed)

    def _relevant(self, node: ast.stmt) -> set[str]:
        changed = {*self._bound[id(node)], *self.in_place(node)}
        # A loop may try out several values of a number; the one before it was chosen.
        return changed - self._numbers if isinstance(node, LOOPS) else changed

    def _closure(self, roots: set[str]) -> frozenset[str]:
        if not roots:
            return frozenset()
        changing: dict[str, list[ast.stmt]] = defaultdict(list)
        for statement in self._statements:
            for name in self._relevant(statement.node):
                changing[name].append(statement.node)
        needed: set[str] = set()
        waiting = set(roots)
        followed: set[int] = set()
        while waiting:
            name = waiting.pop()
            needed.add(name)
            for node in changing.pop(name, ()):
                if id(node) not in followed and not trains(node):
                    waiting |= _used(node) - needed
                followed.add(id(node))
        return frozenset(needed)


def changed_names(
    node: ast.AST,
    imported: AbstractSet[str],
    effects: Mapping[str, AbstractSet[str]] | None = None,
) -> set[str]:
    """The names in `x.append(1)`, `x["a"].b = 1`, `del x[0]`, `shuffle(x)`.

    What is `imported` is changed by `np.float = float`, but not by `np.ones(3)`: nearly every
    statement of a notebook calls something of a module that the definitions use too.
    `effects`: the names that the notebook's own functions change when they are called.
    """
    changed: set[str] = set()
    called: set[str] = set()
    for part in _run_parts(node):
        match part:
            case ast.Call(func=ast.Name(id=name), args=args):
                called.add(name)
                if name in CHANGERS and args:
                    changed.add(_base(args[0]))
            case ast.Call(func=ast.Attribute(attr=method, value=receiver), args=args):
                if method in CHANGERS and args:
                    changed.add(_base(args[0]))
                if method not in READERS and _base(receiver) not in imported:
                    changed.add(_base(receiver))
            case (
                ast.Subscript(ctx=ast.Store() | ast.Del())
                | ast.Attribute(ctx=ast.Store() | ast.Del())
            ):
                changed.add(_base(part))
    if effects:
        changed.update(*(effects.get(name, ()) for name in called))
    return changed - {""}


def trains(node: ast.AST) -> bool:
    for part in _run_parts(node):
        if isinstance(part, ast.Call):
            name = _last_name(part.func)
            if name in TRAINERS or name.startswith("train"):
                return True
    return False


def may_run(node: ast.stmt, known: AbstractSet[str]) -> bool:
    """Whether it uses only names that are loaded, and no builtin that could do harm."""
    inside = set()
    for part in ast.walk(node):
        match part:
            case ast.Name(id=name, ctx=ast.Store()) | ast.ExceptHandler(name=str(name)):
                inside.add(name)
    available = (known, {*inside, *bound_names(node)}, ALWAYS_KNOWN, HARMLESS)
    for part in _run_parts(node):
        match part:
            case ast.Await() | ast.Yield() | ast.YieldFrom():
                return False
            case ast.Name(id=name, ctx=ast.Load()):
                if not any(name in names for names in available):
                    return False
    return True


def harmless(node: ast.stmt) -> Kind | None:
    """Accepts what a fallback branch usually holds: `pass`, `raise` or a printed message."""
    match node:
        case ast.Pass() | ast.Raise():
            return Kind.GUARDED
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=args)):
            known = leans_on_known(ast.List(elts=args), ALWAYS_KNOWN, set())
            return Kind.GUARDED if known else None
        case _:
            return None


def _imported(statements: Sequence[Statement]) -> frozenset[str]:
    return frozenset(
        name
        for statement in statements
        if isinstance(statement.node, ast.Import | ast.ImportFrom)
        for name in bound_names(statement.node)
    )


def _effects(
    statements: Sequence[Statement], imported: AbstractSet[str]
) -> Iterator[tuple[str, frozenset[str]]]:
    """The names outside of a function that it changes, by the function's name."""
    for statement in statements:
        node = statement.node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            own = {
                part.arg for part in ast.walk(node.args) if isinstance(part, ast.arg)
            }
            body = ast.Module(node.body, [])
            stored = set(bound_names(body))
            outer = {
                name
                for part in ast.walk(body)
                if isinstance(part, ast.Global)
                for name in part.names
            }
            changed = (changed_names(body, imported) - own - stored) | (stored & outer)
            changed -= _BUILTIN
            yield (
                node.name,
                frozenset(changed if len(changed) <= MOST_EFFECTS else ()),
            )


def _used(node: ast.stmt) -> set[str]:
    try:
        return needed_names([node])
    except RecursionError:  # nested so deeply that it is not kept anyway
        return set()


def _run_parts(node: ast.AST) -> Iterator[ast.AST]:
    """The parts that run with the node: not the bodies of functions that it defines."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        if not isinstance(part, _FUNCTIONS):
            waiting.extend(ast.iter_child_nodes(part))


def _base(node: ast.AST) -> str:
    """The name that `x["a"].b().c` begins with; "" if it is none, or far away."""
    for _ in range(LONGEST_CHAIN):
        match node:
            case ast.Attribute(value=inner) | ast.Subscript(value=inner):
                node = inner
            case ast.Call(func=ast.Attribute(value=inner)):
                node = inner
            case ast.Name(id=name):
                return name
            case _:
                break
    return ""


def _last_name(node: ast.expr) -> str:
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""
