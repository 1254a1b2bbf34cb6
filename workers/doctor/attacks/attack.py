"""An attack of the corpus, as its head describes it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from protocol.steps import Limits


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


def digest_of(attacks: tuple[Attack, ...]) -> str:
    digest = hashlib.sha256()
    for attack in attacks:
        digest.update(f"{attack.name}\0{attack.source}\0".encode())
    return digest.hexdigest()


def told(attack: Attack) -> Mapping[str, Any]:
    """The attack's facts for a page or a report."""
    return {"name": attack.name, "tries": attack.tries, "expect": attack.expect}
