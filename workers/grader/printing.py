"""A report as a person reads it in a terminal."""

from collections.abc import Callable
from typing import Any

from protocol.exhibits import EXHIBITS
from protocol.steps import CheckResult, Outcome, StepReport
from workers.grader.error_lines import last_error

MARKS = {
    Outcome.PASSED: "✓",
    Outcome.FAILED: "✗",
    Outcome.BROKEN: "!",
    Outcome.SKIPPED: "–",
    Outcome.UNJUDGED: "?",
}
WIDEST = 72


def print_report(report: StepReport, say: Callable[[str], None]) -> None:
    verdict = "passed" if report.passed else "failed"
    say("")
    say(f"{report.step}: {verdict} in {report.duration_s:.1f} s")
    width = max((len(result.check) for result in report.results), default=0)
    for result in report.results:
        _print_result(result, width, say)
    for name, value in report.figures.items():
        _print_figure(name, value, say)
    for note in report.notes:
        say(f"  note: {note['en']}")
    environment = report.environment
    if "python" in environment:
        sandbox = environment["sandbox"].get("isolation", "")
        say(
            f"  Python {environment['python']}, {environment['device']}, {sandbox},"
            f" peak {environment['peak_memory_mb']:.0f} MB"
        )


def _print_figure(name: str, value: Any, say: Callable[[str], None]) -> None:
    if name == EXHIBITS:  # drawn on pages; here only their titles
        for exhibit in value:
            say(f"  {exhibit['kind']}: {exhibit['title']['en']}")
    elif isinstance(value, float):
        say(f"  {name} = {value:.4f}")
    else:
        say(f"  {name} = {value}")


def _print_result(result: CheckResult, width: int, say: Callable[[str], None]) -> None:
    mark = MARKS[result.outcome]
    say(
        f"  {mark} {result.check:<{width}}  {result.duration_s:6.2f} s  {result.title['en']}"
    )
    if result.outcome is not Outcome.PASSED:
        for line in result.hint.get("en", "").splitlines():
            say(f"      {line}")
        if result.evidence:
            say(f"      staff: {last_error(result.evidence)[:WIDEST]}")
