"""The results of a step so far, each sent on as soon as it is known."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from protocol.progress import Progress, Sink
from protocol.steps import CheckResult, Incident, Outcome
from protocol.texts import Text, lines
from workers.grader import words
from workers.grader.steps.judging import judged
from workers.grader.student_errors import Unloaded
from workers.packkit.checks import Check


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
        """What a person has to judge does not fail the step."""
        fine = (Outcome.PASSED, Outcome.UNJUDGED)
        return all(result.outcome in fine for result in self.results)

    def raise_if_broken(self) -> None:
        broken = [r for r in self.results if r.outcome is Outcome.BROKEN]
        if broken:
            told = "\n".join(f"{result.check}: {result.evidence}" for result in broken)
            raise Incident(f"These checks raised an error of their own:\n{told}")


LOAD = Check("load", words.LOAD_TITLE, words.LOAD_PASSES, (), (), lambda: None)
TRAIN = Check("train", words.TRAIN_TITLE, words.TRAIN_PASSES, (), (), lambda: None)
