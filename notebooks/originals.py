"""Tells a template in which nothing was filled in by the blanks that are left in it.

No text of a course is stored for it. A blank is a body that does nothing, or `None` where a
value belongs: what templates give to be replaced.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence

from notebooks.refusals import Refusal
from notebooks.syntax import Definitions, definitions

_NAMED = 4  # blanks that the refusal names
_PLAIN = (
    ast.Tuple,
    ast.List,
    ast.Dict,
    ast.Set,
    ast.Name,
    ast.Constant,
    ast.expr_context,
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def refuse_blank(
    wanted: Sequence[str], found: Definitions, modules: Mapping[str, str]
) -> None:
    """Raises Refusal if each of what the project asks for (`wanted`) has blanks left.

    Work in which one of them is finished is an attempt, whose checks tell what is missing.
    `modules` are the sources of side files, which are read for what the notebook lacks.
    """
    nodes = _definitions(wanted, found)
    for source in modules.values() if not nodes else ():
        nodes |= _definitions(wanted, definitions([source]))
    functions = {
        name: node for name, node in nodes.items() if isinstance(node, Function)
    }
    blanks = [] if len(functions) < len(nodes) else _all_idle(functions)
    for node in nodes.values():
        if isinstance(node, ast.ClassDef):
            blanks += _all_idle(_methods(node))
    if blanks:
        raise _blanks_left(blanks)


def _definitions(wanted: Sequence[str], found: Definitions) -> dict[str, ast.stmt]:
    """The last definition of each name, as a tree."""
    nodes: dict[str, ast.stmt] = {}
    for block in found.blocks:
        if not set(block.names).isdisjoint(wanted):
            for node in ast.parse(block.source).body:
                if isinstance(node, Function | ast.ClassDef):
                    nodes[node.name] = node
    return nodes


def _methods(node: ast.ClassDef) -> dict[str, Function]:
    return {
        item.name: item
        for item in node.body
        if isinstance(item, Function) and not item.name.startswith("__")
    }


def _all_idle(functions: Mapping[str, Function]) -> list[str]:
    """The names of those with blanks, if the others only call these; else nothing."""
    blanks = [name for name, node in functions.items() if _has_blank(node)]
    idle = set(blanks)
    while True:
        calling = {
            name
            for name, node in functions.items()
            if name not in idle and not idle.isdisjoint(_called(node))
        }
        if not calling:
            break
        idle |= calling
    return blanks if idle == set(functions) else []


def _called(node: Function) -> Iterator[str]:
    """Names of functions, and of methods of `self`."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            match call.func:
                case ast.Name(id=name):
                    yield name
                case ast.Attribute(value=ast.Name(id="self"), attr=name):
                    yield name


def _has_blank(node: Function) -> bool:
    statements = [one for one in node.body if not _does_nothing(one)]
    if not statements:
        return True
    if len(statements) == 1 and isinstance(statements[0], ast.Return):
        return _makes_nothing(statements[0].value)
    return any(_leaves_blank(one, node) for one in ast.walk(node))


def _does_nothing(node: ast.stmt) -> bool:
    """A docstring, `...`, `pass`, or the refusal to be called."""
    if isinstance(node, ast.Raise):
        return "NotImplementedError" in ast.dump(node)
    return isinstance(node, ast.Pass) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def _makes_nothing(value: ast.expr | None) -> bool:
    """Whether it holds names and constants alone: `None, None`, `{}`, `[first_word]`."""
    return value is None or all(isinstance(node, _PLAIN) for node in ast.walk(value))


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


def _blanks_left(blanks: Sequence[str]) -> Refusal:
    named = [f"`{name}`" for name in blanks[:_NAMED]]
    more = len(blanks) - len(named)
    rest_en = f" and {more} more" if more else ""
    rest_ja = f" ほか {more} 個" if more else ""
    return Refusal(
        "blanks_left",
        en="Nothing that the project asks for is finished:"
        f" {', '.join(named)}{rest_en} still hold the starter's blanks, such as None"
        " where a value belongs. Fill them in, run the notebook, save it, and upload it"
        " again. If you did, check that this is the right file and not an old"
        " checkpoint copy.",
        ja=f"課題の部分がまだ完成していません。{'、'.join(named)}{rest_ja} に、スターターの空欄"
        "（値の代わりの None など）が残っています。書き込んで実行し、保存してから、もう一度"
        "アップロードしてください。書いたはずの場合は、ファイルを間違えていないか、古い"
        "チェックポイントのコピーではないかを確かめてください。",
    )
