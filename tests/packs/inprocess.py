"""A pack's exemplars run without a sandbox, for calibration by the pack's author.

Only for exemplars that we wrote ourselves: their code runs in this very process.
"""

import copy
import importlib
import json
import random
import sys
import time
import tomllib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from notebooks.changes import Roots
from notebooks.statements import Kind
from notebooks.syntax import code_cells, definitions
from protocol.progress import Progress
from protocol.steps import CheckResult, Outcome
from workers.packkit.checks import (
    Check,
    Remote,
    StudentError,
    Undecided,
    checks_for,
    checks_in,
    text,
)

DEFINING = (Kind.FUNCTION, Kind.CLASS)
PACKS = Path(__file__).parents[2] / "workers" / "packs"
BLAME = text("Your code raised an error.", ja="コードがエラーになりました。")


def asked(function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    """Copies go in, as across the sandbox's border: nothing of ours can be changed."""
    try:
        return function(*copy.deepcopy(args), **copy.deepcopy(kwargs))
    except Exception as error:
        raise StudentError(repr(error), BLAME) from error


@dataclass
class LocalRemote:
    thing: Any

    def call(self, method: str, *args: Any, **kwargs: Any) -> Any:
        def reach(*args: Any, **kwargs: Any) -> Any:
            return getattr(self.thing, method)(*args, **kwargs)

        return asked(reach, args, kwargs)

    def get(self, attribute: str) -> Any:
        return np.array(getattr(self.thing, attribute))

    def set(self, attribute: str, value: Any) -> None:
        setattr(self.thing, attribute, np.array(value))


class LocalStudent:
    def __init__(self, folder: Path) -> None:
        self.edition: str = expectation(folder)["edition"]
        self.kinds: dict[str, str] = {}
        self.places: dict[str, Any] = {}
        self.names: dict[str, Any] = {"__name__": "student"}
        sides = [module.read_text() for module in sorted(folder.glob("*.py"))]
        (notebook,) = folder.glob("*.ipynb")
        cells = code_cells(json.loads(notebook.read_text()))
        roots = Roots(frozenset(), numbers_of(folder.parents[2].name))
        found = definitions([*sides, *map("".join, cells)], roots=roots)
        if found.problems:
            raise SyntaxError(found.problems[0].message)
        for block in found.blocks:
            with suppress(*(() if block.kind in DEFINING else (Exception,))):
                exec(block.source, self.names)
        self.constants: dict[str, Any] = dict(found.constants)
        for name in roots.numbers & found.uncertain & self.names.keys():
            if isinstance(self.names[name], int | float):
                self.constants[name] = self.names[name]

    @property
    def cpu_s(self) -> float:
        return time.process_time()

    def has(self, name: str) -> bool:
        return name in self.names

    def call(self, function: str, *args: Any, **kwargs: Any) -> Any:
        return asked(self.names[function], args, kwargs)

    def new(self, class_name: str, *args: Any, **kwargs: Any) -> Remote:
        return LocalRemote(asked(self.names[class_name], args, kwargs))

    def load(self, source: str) -> None:
        exec(source, self.names)

    def start_over(self, *, bare: bool) -> None:
        """Nothing is hostile here, so that the names may stay."""

    def seed(self, seed: int) -> None:
        random.seed(seed)
        np.random.seed(seed % 2**32)  # noqa: NPY002


class SourceStudent(LocalStudent):
    """Has this source and these constants, as no exemplar has."""

    def __init__(self, source: str, edition: str, **constants: Any) -> None:
        self.edition, self.kinds, self.places = edition, {}, {}
        self.names, self.constants = {"__name__": "student"}, constants
        exec(source, self.names)


def expectation(folder: Path) -> dict[str, Any]:
    """What expect.toml says of an exemplar."""
    return tomllib.loads((folder / "expect.toml").read_text())


def failures(results: Iterable[CheckResult]) -> list[str]:
    return sorted(r.check for r in results if r.outcome is Outcome.FAILED)


def modules_of(slug: str) -> dict[str, ModuleType]:
    """The pack's Python modules by dotted name below the pack ("checks.forward")."""
    folder, package = PACKS / slug, f"workers_packs.{slug.replace('-', '_')}"
    for name, path in (
        ("workers_packs", PACKS),
        (package, folder),
        (f"{package}.checks", folder / "checks"),
    ):
        parent = ModuleType(name)
        parent.__path__ = [str(path)]
        sys.modules.setdefault(name, parent)
    paths = [*sorted((folder / "checks").glob("*.py")), *sorted(folder.glob("*.py"))]
    names = [".".join(path.relative_to(folder).with_suffix("").parts) for path in paths]
    return {name: importlib.import_module(f"{package}.{name}") for name in names}


def numbers_of(slug: str) -> frozenset[str]:
    """The names of numbers that the pack's checks read."""
    found = [
        check for module in modules_of(slug).values() for check in checks_in(module)
    ]
    return frozenset(name for check in found for name in check.reads)


def run_checks(
    checks: list[Check], edition: str, ask: Callable[[Check], None]
) -> list[CheckResult]:
    results: dict[str, CheckResult] = {}
    pending = checks_for(edition, checks)
    while pending:
        slugs = {check.slug for check in pending}
        ready = next(check for check in pending if not slugs & set(check.needs))
        pending.remove(ready)
        results[ready.slug] = one_result(ready, results, ask)
    return list(results.values())


def one_result(
    check: Check, results: Mapping[str, CheckResult], ask: Callable[[Check], None]
) -> CheckResult:
    outcome, evidence = Outcome.PASSED, ""
    if any(results[need].outcome is not Outcome.PASSED for need in check.needs):
        outcome = Outcome.SKIPPED
    else:
        try:
            ask(check)
        except Undecided as error:
            outcome, evidence = Outcome.UNJUDGED, str(error)
        except AssertionError as error:
            outcome, evidence = Outcome.FAILED, str(error)
    return CheckResult(check.slug, check.title, outcome, check.hint, evidence)


def examine(slug: str, folder: Path, seed: int) -> list[CheckResult]:
    try:
        student = LocalStudent(folder)
    except (NameError, SyntaxError) as error:
        return [CheckResult("load", BLAME, Outcome.FAILED, BLAME, str(error))]
    found = [
        check
        for name, module in modules_of(slug).items()
        if name.startswith("checks.")
        for check in checks_in(module)
    ]
    rng = np.random.default_rng(seed)
    return run_checks(
        found, student.edition, lambda check: check.function(student, rng)
    )


def attempt(
    slug: str, folder: Path, dataset: Any, seed: int
) -> tuple[Mapping[str, Any], list[CheckResult], list[Progress]]:
    """One seed of the training driver, and what its checks say."""
    student, training = LocalStudent(folder), modules_of(slug)["training"]
    progress: list[Progress] = []
    figures = training.drive(student, dataset, progress.append, seed)
    results = run_checks(
        checks_in(training), student.edition, lambda check: check.function(figures)
    )
    return figures, results, progress
