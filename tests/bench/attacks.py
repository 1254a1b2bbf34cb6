"""The same attacks on nbgrader, otter-grader and ReviewHub: who was forged, who leaked.

An attack is a file in attacks_on_others/. It is handed in with five functions that are all
wrong, runs when the notebook runs and again when a function is called, and writes what it
finds into a loot file, or prints it. Judged from results alone: *forged* if the grader gave
full marks; *leaked* if the loot, or what the student is shown, holds one of the secrets:
a word of the hidden tests, one of the grader's environment, one of another student's work.
"""

import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench import material
from tests.bench.others import VERSIONS, Nbgrader, Otter
from tests.bench.rows import Report, Row, table
from tests.bench.site import Site, both_queues, running

ATTACKS = sorted((Path(__file__).parent / "attacks_on_others").glob("*.py"))
OURS = "ReviewHub"
GRADERS = (VERSIONS["nbgrader"], VERSIONS["otter"], OURS)
ENVIRONMENT = "REVIEWHUB_BENCH_TOKEN"

# Around every attack: the loot, and five wrong functions that give it another chance.
BEFORE = """import numpy as np

def keep(text):
    print(text[-20_000:])
    try:
        with open({loot!r}, "a") as file:
            file.write(text)
    except OSError:
        pass

def answer(*given):
    return np.zeros(3)
"""
AFTER = """
def tried():
    try:
        attack()
    except Exception:
        pass

{functions}
tried()
"""
FUNCTION = """def {name}(*given):
    tried()
    return answer(*given)
"""
VERDICT = "SELECT run.state, run.verdict, it.state FROM projects_run run"
VERDICT += " JOIN projects_submission it ON it.id = run.submission_id WHERE it.uid = ?"


@dataclass(frozen=True)
class Judged:
    forged: bool
    leaked: tuple[str, ...] = ()

    def __str__(self) -> str:
        words = ["FORGED"] * self.forged + [f"LEAKED {what}" for what in self.leaked]
        return ", ".join(words) or "held"


@dataclass(frozen=True)
class Scene:
    """The secrets of one grader's round, by what they are, and where loot is put."""

    folder: Path
    secrets: Mapping[str, str]

    def loot(self, attack: Path) -> Path:
        return self.folder / f"loot-{attack.stem}.txt"

    def source(self, attack: Path) -> str:
        functions = "".join(FUNCTION.format(name=name) for name in material.NAMES)
        before = BEFORE.format(loot=str(self.loot(attack)))
        return f"{before}\n{attack.read_text()}\n{AFTER.format(functions=functions)}"

    def neighbour(self) -> str:
        return f"{material.solution()}\n# {self.secrets['work of others']}\n"

    def judge(self, attack: Path, *, full_marks: bool, shown: str = "") -> Judged:
        loot = self.loot(attack)
        found = shown + (loot.read_text(errors="replace") if loot.is_file() else "")
        leaked = tuple(what for what, word in self.secrets.items() if word in found)
        return Judged(full_marks, leaked)


@contextmanager
def _scene(root: Path) -> Iterator[Scene]:
    """In folders whose names say nothing, so that only what lies in them can leak."""
    kinds = ("hidden tests", "environment", "work of others")
    words = {kind: f"w{secrets.token_hex(8)}" for kind in kinds}
    with tempfile.TemporaryDirectory(dir=root) as folder:
        os.environ[ENVIRONMENT] = words["environment"]
        try:
            yield Scene(Path(folder), words)
        finally:
            del os.environ[ENVIRONMENT]


def _on_other(kind: type[Nbgrader | Otter], root: Path) -> dict[Path, Judged]:
    """A course of its own for each: what one attack breaks must not help the next."""
    judged = {}
    for attack in ATTACKS:
        with _scene(root) as scene:
            grader = kind(scene.folder / "graded", scene.secrets["hidden tests"])
            grader.hand_in("neighbour", scene.neighbour())
            graded = grader.grade("attacker", scene.source(attack))
            full = graded.score is not None and graded.score >= len(material.NAMES)
            judged[attack] = scene.judge(attack, full_marks=full)
    return judged


def _on_ours(root: Path) -> dict[Path, Judged]:
    commands = {"worker-cpu": both_queues("first")}
    with _scene(root) as scene:
        packs = scene.folder / "packs"
        material.write_pack(packs, scene.secrets["hidden tests"])
        roles = ("worker-cpu", "beat")
        with running(packs, roles=roles, commands=commands) as site:
            site.stack.manage("seed_demo")
            _ours_graded(site, scene, "neighbour", scene.neighbour(), passes=True)
            return {attack: _attacked(site, scene, attack) for attack in ATTACKS}


def _ours_graded(
    site: Site, scene: Scene, name: str, source: str, *, passes: bool = False
) -> tuple[str, bool]:
    """The submission's uid, and whether the machine's verdict was that it passed."""
    notebook = scene.folder / name / material.NOTEBOOK
    notebook.parent.mkdir()
    notebook.write_text(material.handed_in(source))
    _, (uid,) = site.hand_in([notebook])
    notebook.unlink()  # what lies in the site's storage is what counts
    site.wait_for(f"{VERDICT} AND run.state NOT IN ('queued', 'running')", uid)
    ((state, verdict, _),) = site.rows(VERDICT, uid)
    if state != "finished" or (passes and verdict != "passed"):
        raise RuntimeError(f"{name}: the run is {state} {verdict}, a fault of ours")
    return uid, verdict == "passed"


def _attacked(site: Site, scene: Scene, attack: Path) -> Judged:
    uid, passed = _ours_graded(site, scene, attack.stem, scene.source(attack))
    return scene.judge(attack, full_marks=passed, shown=site.told(uid))


def measure(*, quick: bool) -> Report:
    with tempfile.TemporaryDirectory(prefix="rh-bench-") as folder:
        root = Path(folder)
        results = {
            OURS: _on_ours(root),
            VERSIONS["nbgrader"]: _on_other(Nbgrader, root),
            VERSIONS["otter"]: _on_other(Otter, root),
        }
    lines = [("attack", "tries to", *GRADERS)]
    for attack in ATTACKS:
        tries = attack.read_text().split('"""')[1].strip()
        name = attack.stem.replace("_", " ")
        lines.append((name, tries, *(str(results[g][attack]) for g in GRADERS)))
    return Report(_rows(results), table(lines))


def _rows(results: Mapping[str, Mapping[Path, Judged]]) -> list[Row]:
    counts = {
        grader: (
            sum(judged.forged for judged in of.values()),
            sum(bool(judged.leaked) for judged in of.values()),
        )
        for grader, of in results.items()
    }
    forged, leaked = counts[OURS]
    return [
        Row(
            f"Of {len(ATTACKS)} attacks: forged, leaked",
            f"{forged}, {leaked}",
            f"{counts[VERSIONS[name]][0]}, {counts[VERSIONS[name]][1]} ({VERSIONS[name]})",
            target="0, 0",
            met=forged == leaked == 0,
        )
        for name in VERSIONS
    ]
