"""Runs one check and separates faults of the student from faults of ours."""

import time
import traceback
from collections.abc import Callable

from protocol.steps import Cancelled, CheckResult, Incident, Outcome
from protocol.texts import Text, lines, sentences
from workers.grader import words
from workers.grader.student_errors import Unloaded
from workers.packkit.checks import Check, StudentError, Undecided, Unsuitable

EVIDENCE_CHARACTERS = 8000
NO_HINT: Text = {}


def judged(check: Check, ask: Callable[[], None]) -> CheckResult:
    """Runs one check: passed, failed or left to a person (by assertions), else broken."""
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
    except Undecided as error:
        outcome, hint, evidence = Outcome.UNJUDGED, error.found, str(error)
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
