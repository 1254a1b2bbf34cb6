"""Classifies statements: which are definitions, and which use only known names."""

import ast
import builtins
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum


class Kind(StrEnum):
    IMPORT = "import"
    CONSTANT = "constant"  # its value can be read from the text
    ASSIGNMENT = "assignment"
    FUNCTION = "function"  # also a lambda that is assigned to a name
    CLASS = "class"
    SETTING = "setting"  # a call such as `np.random.seed(1)`
    GUARDED = "guarded"  # `try` or `if` around the above
    STATE = "state"  # changes what a definition uses: `encoder.fit(range(10))`, a loop


LOOPS = (ast.For, ast.AsyncFor, ast.While)


PURE_BUILTINS = frozenset(
    {
        "abs",
        "bool",
        "bytes",
        "complex",
        "dict",
        "divmod",
        "enumerate",
        "float",
        "frozenset",
        "int",
        "len",
        "list",
        "max",
        "min",
        "object",
        "pow",
        "print",
        "range",
        "reversed",
        "round",
        "set",
        "slice",
        "sorted",
        "str",
        "sum",
        "tuple",
        "type",
        "zip",
        "staticmethod",
        "classmethod",
        "property",
    }
)
_MAY_BE_CALLED = PURE_BUILTINS - {"pow", "print"}  # `pow` may take unlimited time
_EXCEPTIONS = frozenset(
    name
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException)
)
ALWAYS_KNOWN = PURE_BUILTINS | _EXCEPTIONS | {"NotImplemented", "Ellipsis"}

PURE_CALLS = frozenset(
    {
        "namedtuple",
        "partial",
        "TypeVar",
        "NewType",
        "vectorize",
        "array",
        "asarray",
        "exp",
        "sqrt",
        "log",
        "tanh",
        "float32",
        "float64",
        "int32",
        "int64",
        "dtype",
        "Path",
        "getLogger",
    }
)
"""Last names of functions of imported modules that only make a value."""

SETTINGS = frozenset(
    {
        "seed",
        "set_seed",
        "set_random_seed",
        "reset_default_graph",
        "clear_session",
        "filterwarnings",
        "simplefilter",
        "set_printoptions",
        "disable_eager_execution",
        "disable_v2_behavior",
        "set_floatx",
    }
)
"""Last names of functions that prepare a module for later definitions."""


_OWN_SCOPE = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)
_NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def own_parts(node: ast.AST) -> Iterator[ast.AST]:
    """The node and its parts, without the inside of nested scopes."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        if not isinstance(part, _OWN_SCOPE):
            waiting.extend(reversed(list(ast.iter_child_nodes(part))))


def assigned_names(node: ast.AST) -> set[str]:
    return {
        part.id
        for part in own_parts(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }


def defined_names(node: ast.AST) -> set[str]:
    return {part.name for part in own_parts(node) if isinstance(part, _NAMED)}


def bound_names(
    node: ast.AST, stars: Mapping[str, Sequence[str]] | None = None
) -> list[str]:
    """The names that running the node binds here, each once.

    `stars`: the names that `from module import *` binds, by module.
    """
    names: list[str] = []
    followed: set[str] = set()
    for part in own_parts(node):
        match part:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                names.append(part.name)
            case ast.ImportFrom(names=[ast.alias(name="*")]):
                module = part.module or ""
                if module not in followed:
                    names.extend((stars or {}).get(module, ()))
                followed.add(module)
            case ast.Import() | ast.ImportFrom():
                names.extend(
                    alias.asname or alias.name.partition(".")[0] for alias in part.names
                )
            case ast.Name(id=name, ctx=ast.Store()):
                names.append(name)
    return list(dict.fromkeys(names))


def needed_names(nodes: Iterable[ast.AST]) -> set[str]:
    """The notebook's names that the nodes use when they run or are called."""
    finder = _FreeNames()
    for node in nodes:
        finder.visit(node)
    return finder.loaded


class _FreeNames(ast.NodeVisitor):
    def __init__(self) -> None:
        self.loaded: set[str] = set()
        self._stored: set[str] = set()
        self._declared: set[str] = set()

    def visit_Name(self, node: ast.Name) -> None:
        into = self.loaded if isinstance(node.ctx, ast.Load) else self._stored
        into.add(node.id)

    def visit_Global(self, node: ast.Global) -> None:
        self._declared.update(node.names)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for decorator in node.decorator_list:
            self.visit(decorator)
        self._function(node.args, node.body)
        if node.returns:
            self.visit(node.returns)

    visit_AsyncFunctionDef = visit_FunctionDef  # type: ignore[assignment]  # noqa: N815

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._function(node.args, [node.body])

    def _function(self, args: ast.arguments, body: Iterable[ast.AST]) -> None:
        inner = _FreeNames()
        for part in body:
            inner.visit(part)
        own = {node.arg for node in ast.walk(args) if isinstance(node, ast.arg)}
        local = (own | inner._stored) - inner._declared
        self.loaded |= inner.loaded - local
        self.visit(args)  # defaults and annotations are evaluated in the outer scope


def leans_on_known(
    node: ast.expr, known: AbstractSet[str], modules: AbstractSet[str]
) -> bool:
    """Whether evaluating it uses only known names and calls only pure functions.

    `modules` are the names bound by imports; a lambda's body is not evaluated.
    """
    return _leans(node, known, modules, PURE_CALLS)


def makes_from_modules(
    node: ast.expr, known: AbstractSet[str], modules: AbstractSet[str]
) -> bool:
    """As `leans_on_known`, but it may call any function of an imported module."""
    return _leans(node, known, modules, None)


def _leans(
    node: ast.expr,
    known: AbstractSet[str],
    modules: AbstractSet[str],
    leaves: AbstractSet[str] | None,
) -> bool:
    inside: set[str] | None = None
    waiting: list[ast.AST] = [node]
    while waiting:
        part = waiting.pop()
        match part:
            case ast.Await() | ast.Yield() | ast.YieldFrom() | ast.NamedExpr():
                return False
            case ast.Lambda():
                waiting.extend(part.args.defaults)
                waiting.extend(d for d in part.args.kw_defaults if d is not None)
                continue
            case ast.Name(id=name, ctx=ast.Load()):
                if name not in known and name not in ALWAYS_KNOWN:
                    inside = _stored_in(node) if inside is None else inside
                    if name not in inside:
                        return False
            case ast.Call() if not _is_pure_call(part.func, modules, leaves):
                return False
        waiting.extend(ast.iter_child_nodes(part))
    return True


def _stored_in(node: ast.AST) -> set[str]:
    """Also the names of comprehensions, which `assigned_names` leaves out."""
    names = (part for part in ast.walk(node) if isinstance(part, ast.Name))
    return {name.id for name in names if isinstance(name.ctx, ast.Store)}


def _is_pure_call(
    function: ast.expr, modules: AbstractSet[str], leaves: AbstractSet[str] | None
) -> bool:
    if isinstance(function, ast.Name) and function.id in _MAY_BE_CALLED:
        return True
    path = dotted(function)
    if not path or path[0] not in modules:
        return False
    return leaves is None or path[-1] in leaves


def is_setting(
    node: ast.expr, known: AbstractSet[str], modules: AbstractSet[str]
) -> bool:
    """Whether it is a call such as `tf.reset_default_graph()` or `np.random.seed(7)`."""
    if not isinstance(node, ast.Call) or not _is_pure_call(
        node.func, modules, SETTINGS
    ):
        return False
    values = [*node.args, *(keyword.value for keyword in node.keywords)]
    return all(leans_on_known(value, known, modules) for value in values)


def dotted(node: ast.expr) -> tuple[str, ...]:
    """The parts of `np.random.seed`; empty for anything but names and attributes."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ()
    return (node.id, *reversed(parts))
