"""nbgrader and otter-grader, each in an environment of its own below `.bench/`, as nbdime is.

Both are used as their documentation says, on defaults: neither has a faster mode. nbgrader
marks a course's assignment in its SQLite gradebook (`--no-db` and the like do not exist for
`autograde`, and its FAQ says that it grades one after the other); `otter run` grades one
notebook without a container, its quickest way.
"""

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.bench import material
from tests.stack import ROOT

HOME = ROOT / ".bench"
HERE = Path(__file__).parent
VERSIONS = {
    "nbgrader": "nbgrader 0.9.6",
    "otter": "otter-grader 7.0.0",
}
NBDIME = "nbdime 4.0.4"
STAMP = "frozen.txt"
LONGEST_S = 600
ASSIGNMENT = "five"


@dataclass(frozen=True)
class Graded:
    """`score` of five; None when the grader gave none. `text`: all it left behind."""

    seconds: float
    score: float | None
    text: str


def environment(name: str) -> Path:
    """The grader's virtual environment, built when it is not there; its whole closure is
    frozen in `tests/bench/<name>.txt`."""
    folder, frozen = HOME / name, HERE / f"{name}.txt"
    if (folder / STAMP).is_file() and (
        (folder / STAMP).read_bytes() == frozen.read_bytes()
    ):
        return folder
    sys.stdout.write(
        f"Installing {(VERSIONS | {'nbdime': NBDIME})[name]} into {folder} ...\n"
    )
    _run([sys.executable, "-m", "venv", "--clear", str(folder)], HERE)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    _run([*pip, "--no-deps", "-r", str(frozen)], HERE)
    (folder / STAMP).write_bytes(frozen.read_bytes())
    return folder


def _run(command: list[str], cwd: Path, *, name: str = "", check: bool = True) -> str:
    env = {
        k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "DJANGO"))
    }
    if name:
        folder = HOME / name
        env["PATH"] = f"{folder / 'bin'}{os.pathsep}{env['PATH']}"
        env["VIRTUAL_ENV"] = str(folder)
        env["JUPYTER_PREFER_ENV_PATH"] = "1"
        env["IPYTHONDIR"] = str(HOME / "ipython")
    done = subprocess.run(
        command,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=LONGEST_S,
        check=False,
    )
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(command[:4])} failed:\n{done.stdout[-4000:]}")
    return done.stdout


class Nbgrader:
    """A course with one assignment, released. What is handed in is a file more."""

    def __init__(self, course: Path, mark: str = material.NO_MARK) -> None:
        self._program = str(environment("nbgrader") / "bin" / "nbgrader")
        self.course = course
        self.mark = mark
        source = course / "source" / ASSIGNMENT
        source.mkdir(parents=True)
        (source / material.NOTEBOOK).write_text(material.nbgrader_source(mark))
        self._call("generate_assignment", ASSIGNMENT)
        release = course / "release" / ASSIGNMENT / material.NOTEBOOK
        self._released = release.read_text()
        if mark != material.NO_MARK and mark in self._released:
            raise RuntimeError("the released notebook shows the hidden tests")

    def _call(self, *arguments: str, check: bool = True) -> str:
        command = [self._program, *arguments]
        return _run(command, self.course, name="nbgrader", check=check)

    def hand_in(self, student: str, source: str) -> None:
        folder = self.course / "submitted" / student / ASSIGNMENT
        folder.mkdir(parents=True)
        text = material.nbgrader_submission(self._released, source)
        (folder / material.NOTEBOOK).write_text(text)

    def autograde(self, students: str = "*") -> float:
        """Seconds from starting the command to its end; all that match, in one command."""
        began = time.monotonic()
        self._call("autograde", ASSIGNMENT, f"--student={students}", check=False)
        return time.monotonic() - began

    def grade(self, student: str, source: str) -> Graded:
        self.hand_in(student, source)
        seconds = self.autograde(student)
        graded = self.course / "autograded" / student / ASSIGNMENT / material.NOTEBOOK
        text = graded.read_text() if graded.is_file() else ""
        return Graded(seconds, self.score(student), text)

    def score(self, student: str) -> float | None:
        """As the gradebook has it, by the sum that its own reports use."""
        query = (
            "SELECT SUM(COALESCE(g.manual_score, g.auto_score)) FROM grade g"
            " JOIN submitted_notebook n ON n.id = g.notebook_id"
            " JOIN submitted_assignment a ON a.id = n.assignment_id"
            " WHERE a.student_id = ?"
        )
        database = self.course / "gradebook.db"
        with closing(sqlite3.connect(database)) as connection:
            (score,) = connection.execute(query, [student]).fetchone()
        return score


class Otter:
    def __init__(self, folder: Path, mark: str = material.NO_MARK) -> None:
        self._program = str(environment("otter") / "bin" / "otter")
        self.folder = folder
        self.mark = mark
        folder.mkdir(parents=True, exist_ok=True)
        material.write_otter_zip(folder / "autograder.zip", mark)

    def hand_in(self, student: str, source: str) -> Path:
        folder = self.folder / student
        folder.mkdir()
        (folder / material.NOTEBOOK).write_text(material.handed_in(source))
        return folder

    def grade(self, student: str, source: str) -> Graded:
        """Seconds from starting the command to its end."""
        folder = self.hand_in(student, source)
        zipped, out = str(self.folder / "autograder.zip"), str(folder)
        began = time.monotonic()
        command = [self._program, "run", "--no-logo", "-a", zipped, "-o", out]
        said = _run([*command, material.NOTEBOOK], folder, name="otter", check=False)
        seconds = time.monotonic() - began
        results = folder / "results.json"
        if not results.is_file():
            return Graded(seconds, None, said)
        text = results.read_text()
        return Graded(seconds, _otter_score(text), said)


def _otter_score(text: str) -> float:
    tests = json.loads(text)["tests"]
    return sum(float(test.get("score", 0)) for test in tests)
