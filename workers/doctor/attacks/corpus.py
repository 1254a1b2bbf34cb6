"""Reads the attacks: one file each in `tests/attacks/<theme>/`, with a head in TOML.

The head is the module's docstring:

    tries    what the attacker wants, in one sentence
    expect   what stops it
    proof    how tests show that the attack works (see `Proof`)
    took     what staff are told once it took place inside, as a regular expression
    style    with proof "naive": which of the naive grader's comparisons it fools
    runs     which steps of the pipeline see it, in this order
    quiet    true: harmless enough to share one sandbox with others in the doctor
    limits   what its steps may use, where the defaults would only take longer

A file defines `attack(targets)`, which returns what it got, or `double(x)`, which should
have doubled and forges instead, or both.
"""

import ast
import os
import tomllib
from pathlib import Path

from protocol.steps import Incident, Limits
from workers.doctor.attacks.attack import Attack, Proof, Run, Theme

FOLDER = Path(__file__).absolute().parents[3] / "tests" / "attacks"
NAMED = "REVIEWHUB_ATTACKS"
DEFAULT_LIMITS = {"wall_s": 40, "cpu_s": 60, "call_s": 8, "memory_mb": 512}


def attacks_root() -> Path:
    """`REVIEWHUB_ATTACKS`, else `tests/attacks` beside the code."""
    return Path(os.environ.get(NAMED, FOLDER)).absolute()


def find_attacks(folder: Path = FOLDER) -> tuple[Attack, ...]:
    """All attacks, ordered by name. Raises Incident if there are none."""
    paths = [path for theme in Theme for path in (folder / theme).glob("*.py")]
    if not paths:
        raise Incident(
            f"There are no attacks in {folder}, so the sandbox cannot be tested."
        )
    return tuple(read_attack(path) for path in sorted(paths))


def read_attack(path: Path) -> Attack:
    source = path.read_text("utf-8")
    tree = ast.parse(source)
    head = tomllib.loads(ast.get_docstring(tree) or "")
    theme = Theme(path.parent.name)
    limits = {**DEFAULT_LIMITS, **head.get("limits", {})}
    return Attack(
        name=f"{theme}/{path.stem}",
        theme=theme,
        tries=head["tries"],
        expect=head["expect"],
        proof=Proof(head["proof"]),
        took=head.get("took", ""),
        style=head.get("style", ""),
        runs=tuple(Run(name) for name in head.get("runs", ["examine"])),
        quiet=bool(head.get("quiet", False)),
        limits=Limits.parse(limits),
        source=source,
        defines=frozenset(_functions(tree)),
    )


def _functions(tree: ast.Module) -> set[str]:
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
