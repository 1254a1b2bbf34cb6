"""Tells a template in which nothing was filled in by the blanks that are left in it.

No text of a course is stored for it.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence

from notebooks.blanks import Function, has_blank, has_work
from notebooks.definitions import Definitions
from notebooks.refusals import Refusal
from notebooks.syntax import definitions

_NAMED = 4  # blanks that the refusal names


def refuse_blank(
    wanted: Sequence[str], found: Definitions, modules: Mapping[str, str]
) -> None:
    """Raises Refusal if nothing that the project asks for (`wanted`) has been filled in.

    Work in which one blank is filled in is an attempt, whose checks tell what is missing.
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
        if isinstance(node, ast.ClassDef) and not _sets_up(node):
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


def _sets_up(node: ast.ClassDef) -> bool:
    """Whether its `__init__` holds a function that does something, such as the sigmoid."""
    return any(
        has_work(inner, ())
        for item in node.body
        if isinstance(item, Function) and item.name == "__init__"
        for inner in ast.walk(item)
        if inner is not item and isinstance(inner, Function | ast.Lambda)
    )


def _all_idle(functions: Mapping[str, Function]) -> list[str]:
    """The names of those with blanks, if the others only call these; else nothing."""
    working = {n for n, node in functions.items() if has_work(node, functions)}
    blanks = [
        name
        for name, node in functions.items()
        if name not in working and has_blank(node)
    ]
    idle = set(blanks)
    while True:
        calling = {
            name
            for name, node in functions.items()
            if name not in idle | working and not idle.isdisjoint(_called(node))
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


def _blanks_left(blanks: Sequence[str]) -> Refusal:
    named = [f"`{name}`" for name in blanks[:_NAMED]]
    more = len(blanks) - len(named)
    rest_en = f" and {more} more" if more else ""
    rest_ja = f" ほか {more} 個に" if more else " に"
    return Refusal(
        "blanks_left",
        en="Nothing of what the project asks for is written yet: the starter's blanks, such as"
        f" None where a value belongs, are still in {', '.join(named)}{rest_en}."
        " Fill them in, run the notebook, save it, and upload it again. If you did,"
        " check that this is the right file and not an old checkpoint copy.",
        ja=f"課題の部分にまだ何も書かれていません。{'、'.join(named)}{rest_ja}、スターターの空欄"
        "（値の代わりの None など）が残っています。書き込んで実行し、保存してから、もう一度"
        "アップロードしてください。書いたはずの場合は、ファイルを間違えていないか、古い"
        "チェックポイントのコピーではないかを確かめてください。",
    )
