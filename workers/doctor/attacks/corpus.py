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
import hashlib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from protocol.steps import Incident, Limits

FOLDER = Path(__file__).absolute().parents[3] / "tests" / "attacks"
NAMED = "REVIEWHUB_ATTACKS"
DEFAULT_LIMITS = {"wall_s": 40, "cpu_s": 60, "call_s": 8, "memory_mb": 512}


class Theme(StrEnum):
    READ = "read"
    FORGE = "forge"
    LEAK = "leak"
    EXHAUST = "exhaust"
    ESCAPE = "escape"


class Proof(StrEnum):
    OUTSIDE = "outside"  # it succeeds without a sandbox
    NAIVE = "naive"  # it fools a grader that asserts in the student's own process
    COLLECT = "collect"  # it fools a grader that copies the student's folder
    HARMFUL = "harmful"  # too harmful to be run without a sandbox
    OURS = "ours"  # it attacks our own protocol, which no other grader uses


class Run(StrEnum):
    EXAMINE = "examine"
    TRAIN = "train"  # including the run of the notebook from top to bottom
    INTAKE = "intake"  # the upload itself is the attack


@dataclass(frozen=True)
class Attack:
    name: str  # "<theme>/<file>"
    theme: Theme
    tries: str
    expect: str
    proof: Proof
    took: str
    style: str
    runs: tuple[Run, ...]
    quiet: bool
    limits: Limits
    source: str
    defines: frozenset[str]


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


def digest_of(attacks: tuple[Attack, ...]) -> str:
    digest = hashlib.sha256()
    for attack in attacks:
        digest.update(f"{attack.name}\0{attack.source}\0".encode())
    return digest.hexdigest()


def told(attack: Attack) -> Mapping[str, Any]:
    """The attack's facts for a page or a report."""
    return {"name": attack.name, "tries": attack.tries, "expect": attack.expect}
