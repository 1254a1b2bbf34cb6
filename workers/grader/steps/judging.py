"""Runs checks and separates faults of the student from faults of ours."""

import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from protocol.progress import Progress, Sink
from protocol.steps import Cancelled, CheckResult, Incident, Outcome
from protocol.texts import Text, lines, sentences
from workers.grader import words
from workers.grader.blame import Unloaded
from workers.packkit.checks import Check, StudentError, Unsuitable

EVIDENCE_CHARACTERS = 8000
NO_HINT: Text = {}


@dataclass
class Verdicts:
    """The results so far. Each is sent to the sink as soon as it is known."""

    sink: Sink
    results: list[CheckResult] = field(default_factory=list)

    def add(self, result: CheckResult) -> CheckResult:
        self.results.append(result)
        self.sink(Progress.of(result))
        return result

    def judge(self, check: Check, ask: Callable[[], None]) -> CheckResult:
        """Runs one check. What could not be loaded is said once, at the check for loading."""
        causes: list[Text] = []

        def asking() -> None:
            try:
                ask()
            except Unloaded as error:
                causes.append(error.cause)
                raise

        result = self.add(judged(check, asking))
        for cause in causes:
            self._not_loaded(cause)
        return result

    def _not_loaded(self, cause: Text) -> None:
        """Fails the check for loading, which had passed: a check needs what is missing."""
        said = next(r.hint for r in self.results if r.check == LOAD.slug)
        if cause["en"] not in said.get("en", ""):
            hint = lines(said or LOAD.hint, cause)
            self.amend(LOAD, outcome=Outcome.FAILED, hint=hint)

    def amend(self, check: Check, **changes: Any) -> None:
        """Changes a result that has been told, and tells it again."""
        for number, result in enumerate(self.results):
            if result.check == check.slug:
                self.results[number] = replace(result, **changes)
                self.sink(Progress.of(self.results[number]))

    def skip(self, check: Check, why: Text) -> CheckResult:
        return self.add(CheckResult(check.slug, check.title, Outcome.SKIPPED, why))

    def met(self, slugs: Iterable[str]) -> bool:
        """Whether all checks with these slugs have run and passed."""
        passed = {r.check for r in self.results if r.outcome is Outcome.PASSED}
        return passed.issuperset(slugs)

    @property
    def passed(self) -> bool:
        return all(result.outcome is Outcome.PASSED for result in self.results)

    def raise_if_broken(self) -> None:
        broken = [r for r in self.results if r.outcome is Outcome.BROKEN]
        if broken:
            told = "\n".join(f"{result.check}: {result.evidence}" for result in broken)
            raise Incident(f"These checks raised an error of their own:\n{told}")


def judged(check: Check, ask: Callable[[], None]) -> CheckResult:
    """Runs one check: passed, failed (by an assertion) or broken (by any other error)."""
    started = time.monotonic()
    outcome, hint, evidence = Outcome.PASSED, NO_HINT, ""
    try:
        ask()
    except Unloaded as error:
        outcome, hint, evidence = Outcome.SKIPPED, words.NOT_LOADED, str(error)
    except StudentError as error:
        outcome, evidence = Outcome.FAILED, str(error)
        hint = lines(check.hint, error.hint)
    except Unsuitable as error:
        hint = sentences(error.found, check.hint)
        outcome, evidence = Outcome.FAILED, str(error)
    except AssertionError as error:
        outcome, hint, evidence = Outcome.FAILED, check.hint, str(error)
    except MemoryError:  # refused is only what no machine has: an answer named the size
        outcome, evidence = Outcome.FAILED, traceback.format_exc()
        hint = lines(check.hint, words.TOO_LARGE)
    except (Cancelled, Incident):
        raise
    except Exception:  # noqa: BLE001 -- a broken check may raise anything: our fault
        outcome, evidence = Outcome.BROKEN, traceback.format_exc()
    return CheckResult(
        check=check.slug,
        title=check.title,
        outcome=outcome,
        hint=hint,
        evidence=evidence[-EVIDENCE_CHARACTERS:],
        duration_s=round(time.monotonic() - started, 4),
    )


LOAD = Check("load", words.LOAD_TITLE, words.LOAD_PASSES, (), (), lambda: None)
TRAIN = Check("train", words.TRAIN_TITLE, words.TRAIN_PASSES, (), (), lambda: None)
