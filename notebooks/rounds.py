"""Goes through a notebook's statements until the definitions have all that they need."""

from collections.abc import Mapping, Sequence
from typing import Any

from notebooks.changes import Changes, Roots
from notebooks.compiling import Compiled
from notebooks.gathering import Gathered, Walk
from notebooks.kept_network import KeptNetwork
from notebooks.literals import Evaluator
from notebooks.noted import noted
from notebooks.parsing import Statement
from notebooks.values import Values

MOST_ROUNDS = 8
"""How many steps of a chain of values that depend on each other are followed."""


def gather(
    statements: Sequence[Statement],
    module_names: Mapping[str, Sequence[str]],
    module_constants: Mapping[str, Mapping[str, Any]],
    roots: Roots,
    evaluator: Evaluator,
) -> Gathered:
    """Keeps definitions and the statements that they need, repeating until nothing is added.

    State is kept too, where `roots` depend on it. A round for which the evaluator's budget would
    not last is left out.
    """
    facts = noted(statements, module_names)
    changes = Changes(statements, roots)
    compiled = Compiled()
    needed: frozenset[str] = frozenset()
    for _ in range(MOST_ROUNDS):
        before = evaluator.left
        values = Values(evaluator)
        walk = Walk(
            *(module_names, module_constants, needed, facts, changes),
            compiled,
            values,
            KeptNetwork(roots.definitions, roots.numbers),
        )
        for statement in statements:
            walk.take(statement)
        if walk.wanted <= needed or evaluator.left < before - evaluator.left:
            break
        needed |= walk.wanted
    return walk.gathered()
