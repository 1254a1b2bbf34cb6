"""Goes through the statements once, in order, and keeps the definitions."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from notebooks.arithmetic import NotLiteral
from notebooks.blocks import Block, marked
from notebooks.changes import Changes, harmless, may_run, trains
from notebooks.compiling import Compiled
from notebooks.kept_network import KeptNetwork
from notebooks.noted import Noted
from notebooks.parse_errors import Problem, problem_of
from notebooks.parsing import MOST_STATEMENTS, Statement
from notebooks.recorded import RecordedSet
from notebooks.statements import (
    LOOPS,
    Kind,
    bound_names,
    dotted,
    is_setting,
    leans_on_known,
    makes_from_modules,
    needed_names,
)
from notebooks.values import Assignment, Values

MOST_STARS = 20
"""How many `import *` are followed in one notebook; each binds all names of a module."""

KEEPS_VALUES = (Kind.CONSTANT, Kind.IMPORT)  # the text gives the value of each name
DEFINES = (Kind.FUNCTION, Kind.CLASS)


@dataclass(frozen=True)
class Gathered:
    blocks: tuple[Block, ...]
    constants: Mapping[str, Any]
    uncertain: frozenset[str]  # names of which the loaded module may know more
    places: Mapping[str, Assignment]
    defines: frozenset[str]
    parameters: Mapping[
        str, frozenset[str]
    ]  # as the last definition of each name has them
    assigned: frozenset[str]
    imports: frozenset[str]
    problems: tuple[Problem, ...]


@dataclass
class Walk:
    module_names: Mapping[str, Sequence[str]]
    module_constants: Mapping[str, Mapping[str, Any]]
    needed: frozenset[str]
    noted: Noted
    changes: Changes
    compiled: Compiled
    values: Values
    kept: KeptNetwork
    blocks: list[Block] = field(default_factory=list)
    known: RecordedSet = field(default_factory=RecordedSet)
    modules: RecordedSet = field(default_factory=RecordedSet)
    wanted: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    _stars: int = 0
    _nested: int = 0  # statements within guarded ones
    _may_fail: bool = False

    def take(self, statement: Statement) -> None:
        node = statement.node
        self._may_fail = False
        self.kept.see(node, self.values)
        self.values.note(statement)
        self.values.change(self.changes.in_place(node))
        try:
            kind = self._kind(node) or self._state(node)
        except RecursionError as error:
            self.problems.append(
                problem_of(error, statement.cell, statement.first_line)
            )
            return
        names = tuple(self._names(node))
        if kind in DEFINES:
            self.values.define(names)
        elif kind not in KEEPS_VALUES and (kind or not isinstance(node, LOOPS)):
            # What a loop that is left out assigns is left out too.
            self.values.outdate(names)
        if kind is None:
            if isinstance(node, ast.For):
                self.values.leave(node)
            return
        problem = self.compiled.problem_of(statement)
        if problem:
            self.problems.append(problem)
            return
        self.known.learn(names)
        may_fail = self._may_fail or kind is Kind.IMPORT
        cell, text, line = statement.cell, statement.source, statement.first_line
        self.blocks.append(Block(cell, kind, names, text, line, may_fail=may_fail))

    def gathered(self) -> Gathered:
        kept = self.kept.found()
        known = {
            **self.values.found,
            **{name: value for name, (value, _) in kept.items()},
        }
        return Gathered(
            tuple(marked(self.blocks)),
            known,
            self.noted.assigned - self.values.certain.keys() - kept.keys(),
            {**self.values.places, **{name: at for name, (_, at) in kept.items()}},
            self.noted.defines,
            self.noted.parameters,
            self.noted.assigned,
            self.noted.imports,
            tuple(self.problems),
        )

    def _names(self, node: ast.stmt) -> Sequence[str]:
        if self._stars > MOST_STARS and isinstance(node, ast.ImportFrom):
            return bound_names(node)
        known = self.noted.bound.get(id(node))
        return bound_names(node, self.module_names) if known is None else known

    def _kind(self, node: ast.stmt) -> Kind | None:  # noqa: PLR0911 -- a table
        match node:
            case ast.Import() | ast.ImportFrom():
                return self._import(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.wanted |= needed_names([node])
                return Kind.FUNCTION
            case ast.ClassDef():
                self.wanted |= needed_names([node])
                return Kind.CLASS
            case ast.Assign(targets=targets, value=value):
                return self._assignment(targets, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                return self._assignment([target], value)
            case ast.AugAssign(target=ast.Name(id=name)):
                return self._augmented(name, node)
            case ast.Expr(value=value) if is_setting(value, self.known, self.modules):
                self._may_fail = True
                return Kind.SETTING
            case ast.Try() | ast.If():
                return self._guarded(node)
            case _:
                return None

    def _state(self, node: ast.stmt) -> Kind | None:
        """Kept where checks depend on it, although it calls more than pure functions."""
        if not self.changes.matter(node) or trains(node):
            return None
        if not may_run(node, self.known):
            return None
        self.wanted |= needed_names([node])
        self._may_fail = True
        return Kind.STATE

    def _import(self, node: ast.Import | ast.ImportFrom) -> Kind | None:
        if isinstance(node, ast.Import):
            names = bound_names(node)
            self.modules.learn(names)
            self.values.define(names)
            for alias in node.names:
                self.values.origins[alias.asname or alias.name] = alias.name
            return Kind.IMPORT
        if node.module == "__future__":
            return None  # Python 3 needs no `__future__` import
        if node.names[0].name == "*":
            return self._import_all(node)
        self.modules.learn(self._names(node))
        values = self.module_constants.get(node.module or "", {})
        for alias in node.names:
            bound = alias.asname or alias.name
            if alias.name in values:
                self.values.learn({bound: values[alias.name]})
            else:
                self.values.define([bound])
                self.values.origins[bound] = f"{node.module}.{alias.name}"
        return Kind.IMPORT

    def _import_all(self, node: ast.ImportFrom) -> Kind | None:
        self._stars += 1
        if self._stars > MOST_STARS:
            return None
        self.modules.learn(self._names(node))
        self.values.learn(self.module_constants.get(node.module or "", {}))
        if node.module not in self.module_names:
            self.known.learn(self.noted.strangers)
            self.modules.learn(self.noted.strangers)
        return Kind.IMPORT

    def _assignment(self, targets: list[ast.expr], value: ast.expr) -> Kind | None:
        if not all(self._may_assign(target) for target in targets):
            return None
        if isinstance(value, ast.Lambda):
            self.wanted |= needed_names([value])
            return Kind.FUNCTION
        try:
            found = self.values.value_of(value)
        except NotLiteral:
            return self._dependent(targets, value)
        read = self.values.assign(targets, found)
        return Kind.CONSTANT if read else Kind.ASSIGNMENT

    def _dependent(self, targets: list[ast.expr], value: ast.expr) -> Kind | None:
        if leans_on_known(value, self.known, self.modules):
            self.wanted |= needed_names([value])
            self._may_fail = any(isinstance(part, ast.Call) for part in ast.walk(value))
            return Kind.ASSIGNMENT
        if self.needed.isdisjoint(name for t in targets for name in bound_names(t)):
            return None
        self.wanted |= needed_names([value])
        if makes_from_modules(value, self.known, self.modules):
            self._may_fail = True
            return Kind.ASSIGNMENT
        return None

    def _may_assign(self, target: ast.expr) -> bool:
        """Whether the target is a name, several, `Known.attribute` or `known["key"]`."""
        match target:
            case ast.Name():
                return True
            case ast.Tuple(elts=items) | ast.List(elts=items):
                return all(self._may_assign(item) for item in items)
            case ast.Starred(value=inner):
                return self._may_assign(inner)
            case ast.Attribute():
                path = dotted(target)
                return bool(path) and path[0] in self.known
            case ast.Subscript(value=ast.Name(id=name), slice=key):
                return name in self.known and leans_on_known(
                    key, self.known, self.modules
                )
            case _:
                return False

    def _augmented(self, name: str, node: ast.AugAssign) -> Kind | None:
        if name not in self.known:
            return None
        if self.values.augment(node):
            return Kind.CONSTANT
        if leans_on_known(node.value, self.known, self.modules):
            return Kind.ASSIGNMENT
        return None

    def _guarded(self, node: ast.Try | ast.If) -> Kind | None:
        """Kept as a whole, if all its branches hold only definitions or harmless statements."""
        inside: list[ast.stmt]
        if isinstance(node, ast.If):
            if not leans_on_known(node.test, self.known, self.modules):
                return None
            inside = [*node.body, *node.orelse]
        else:
            handlers = [part for handler in node.handlers for part in handler.body]
            inside = [*node.body, *handlers, *node.orelse, *node.finalbody]
        self._nested += len(inside)
        if self._nested > MOST_STATEMENTS:
            return None
        known, modules = self.known.mark(), self.modules.mark()
        kinds = []
        with self.values.undone():  # which branch is taken is not known
            for part in inside:
                kinds.append(harmless(part) or self._kind(part))
                if not isinstance(part, ast.Try | ast.If):  # those have done it
                    self.known.learn(self._names(part))
        if all(kinds):
            self._may_fail = True
            return Kind.GUARDED
        self.known.forget_after(known)
        self.modules.forget_after(modules)
        return None
