"""The five-function notebook as each grader wants it: same code, same tests.

`mark` is a word hidden in the tests' text: whoever gets hold of it has read them.
"""

import json
import zipfile
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "five"
NAMES = ("softmax", "standardise", "one_hot", "moving_average", "confusion_matrix")
NOTEBOOK = "five.ipynb"
SLUG = "five-functions"
NO_MARK = "no mark"
BEGIN, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
RANDOM = "np.random.default_rng()"

PACK = f"""slug = "{SLUG}"
order = 1
runtime = "numpy"
policy = "return"
announced = false
[title]
en = "Five functions"
[summary]
en = "Five small functions in NumPy."
[files]
notebook = "{NOTEBOOK}"
optional = []
[recognise]
defines = {json.dumps(NAMES)}
imports = []
[[editions]]
slug = "only"
[editions.title]
en = "The only one"
"""
CRITERION = """
[[sections.criteria]]
slug = "{slug}"
title.en = "{name}"
passes_when.en = "It gives the right numbers."
checks = ["functions.ask_{name}"]
human = false
"""
CHECK = """
@check(title=text("{name}", ja="{name}"), hint=text("{name} is wrong.", ja="{name}"))
def ask_{name}(student, rng):
    return _{name}(student.call, rng)
"""


def solution() -> str:
    return (FOLDER / "solution.py").read_text()


def questions(mark: str) -> str:
    return f'{(FOLDER / "questions.py").read_text()}\n\nMARK = "{mark}"\n'


def question(name: str, mark: str) -> str:
    """What one test consists of: imports, `agree` and the function that asks."""
    parts = questions(mark).split("\n\n\n")
    chosen = [p for p in parts if p.startswith(("def agree(", f"def ask_{name}("))]
    return "\n\n".join(["import numpy as np", *chosen, f'MARK = "{mark}"']) + "\n"


def _cell(source: str, **metadata: Any) -> dict[str, Any]:
    code = {"execution_count": None, "outputs": []}
    number = metadata.get("nbgrader", {}).get("grade_id", "start")
    return {
        "cell_type": "code",
        "id": number.replace("_", "-"),
        "metadata": metadata,
        "source": source,
        **code,
    }


def notebook(cells: list[dict[str, Any]]) -> str:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    content = {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(content, indent=1)


def handed_in(source: str) -> str:
    """For otter and ReviewHub: a notebook whose code is `source`, in as many cells."""
    return notebook([_cell(part) for part in source.split("\n# %%\n")])


def nbgrader_source(mark: str) -> str:
    """The teacher's version: answers and, in cells of their own, the hidden tests."""
    cells = [_cell(solution(), nbgrader=_role("answer", points=None))]
    for name in NAMES:
        asked = f"ask_{name}(lambda name, *given: globals()[name](*given), {RANDOM})"
        hidden = f"{BEGIN}\n{question(name, mark)}\n{asked}\n{END}"
        cells.append(_cell(hidden, nbgrader=_role(f"test_{name}", points=1)))
    return notebook(cells)


def _role(grade_id: str, points: int | None) -> dict[str, Any]:
    role: dict[str, Any] = {
        "grade_id": grade_id,
        "grade": points is not None,
        "solution": points is None,
        "locked": points is not None,
        "task": False,
        "schema_version": 3,
    }
    return role if points is None else {**role, "points": points}


def nbgrader_submission(released: str, source: str) -> str:
    """The released notebook with the answer cell filled in, as a student would."""
    content = json.loads(released)
    for cell in content["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "answer":
            cell["source"] = source
    return json.dumps(content)


def write_otter_zip(target: Path, mark: str) -> None:
    """Exception-based test files, one for each function, as `otter generate` packs them."""
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("otter_config.json", "{}")
        for name in NAMES:
            text = (
                f"from otter.test_files import test_case\n{question(name, mark)}\n"
                f'OK_FORMAT = False\nname = "{name}"\npoints = 1\n\n'
                "@test_case(points=1, hidden=True)\n"
                "def test(env):\n"
                f"    ask_{name}(lambda name, *given: env[name](*given),"
                " np.random.default_rng())\n"
            )
            archive.writestr(f"tests/{name}.py", text)


def write_pack(root: Path, mark: str, *, slug: str = SLUG) -> Path:
    """A pack whose checks ask the same questions."""
    folder = root / slug
    for part in ("checks", "starter"):
        (folder / part).mkdir(parents=True)
    (folder / "pack.toml").write_text(PACK.replace(SLUG, slug))
    criteria = [
        CRITERION.format(slug=name.replace("_", "-"), name=name) for name in NAMES
    ]
    section = '[[sections]]\nslug = "functions"\ntitle.en = "Functions"\n'
    (folder / "rubric.toml").write_text(section + "".join(criteria))
    (folder / "brief.md").write_text("Write five functions.\n")
    asked = questions(mark).replace("def ask_", "def _")
    checks = "from workers.packkit.checks import check, text\n" + asked
    checks += "".join(CHECK.format(name=name) for name in NAMES)
    (folder / "checks" / "functions.py").write_text(checks)
    starter = "\n\n".join(f"def {name}(*given):\n    return None" for name in NAMES)
    (folder / "starter" / NOTEBOOK).write_text(handed_in(starter))
    return folder
