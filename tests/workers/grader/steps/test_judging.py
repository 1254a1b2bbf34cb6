"""One check, asked without a sandbox: whose fault it is, what the student reads, what staff read."""

import pytest

from protocol.progress import ProgressKind
from protocol.steps import Cancelled, DeviceLost, Incident, Outcome
from workers.grader import words
from workers.grader.steps.judging import EVIDENCE_CHARACTERS, judged
from workers.grader.steps.verdicts import LOAD, TRAIN, Verdicts
from workers.grader.student_errors import Unloaded
from workers.packkit.checks import Check, StudentError, Undecided, Unsuitable, text

HINT = text("Mend it.", ja="直してください。")
FOUND = text("It is 3.", ja="3 です。")
CAUSE = text("Cell 2 stops.", ja="セル 2 が止まります。")
OTHER_CAUSE = text("Cell 9 stops.", ja="セル 9 が止まります。")
SECRET = "hidden input 4711"


def check_of(slug="code.double"):
    return Check(slug, text("Doubles", ja="2倍"), HINT, (), (), lambda: None)


def raising(error):
    def ask():
        raise error

    return ask


def fine():
    """What a check does that passes."""


def unloaded(cause=CAUSE):
    return raising(Unloaded(SECRET, HINT, cause))


def test_a_check_that_raises_nothing_passes_without_a_word():
    result = judged(check_of(), fine)
    assert (result.check, result.title) == ("code.double", check_of().title)
    assert (result.outcome, dict(result.hint), result.evidence) == ("passed", {}, "")
    assert 0 <= result.duration_s < 1


@pytest.mark.parametrize(
    ("error", "outcome", "hint"),
    [
        (AssertionError(SECRET), Outcome.FAILED, "Mend it."),
        (StudentError(SECRET, CAUSE), Outcome.FAILED, "Mend it.\nCell 2 stops."),
        (StudentError(SECRET, {}), Outcome.FAILED, "Mend it."),
        (Unsuitable(SECRET, FOUND), Outcome.FAILED, "It is 3. Mend it."),
        (Undecided(SECRET, FOUND), Outcome.UNJUDGED, "It is 3."),
    ],
)
def test_an_assertion_is_the_works_and_its_words_are_for_staff(error, outcome, hint):
    result = judged(check_of(), raising(error))
    assert (result.outcome, result.hint["en"]) == (outcome, hint)
    assert result.hint.keys() == {"en", "ja"}
    assert result.evidence == SECRET


def test_what_could_not_be_loaded_is_skipped_and_told_elsewhere():
    result = judged(check_of(), unloaded())
    assert (result.outcome, result.hint) == (Outcome.SKIPPED, words.NOT_LOADED)
    assert result.evidence == SECRET


def test_an_answer_that_is_too_large_for_any_machine_is_the_students():
    result = judged(check_of(), raising(MemoryError(SECRET)))
    assert result.outcome is Outcome.FAILED
    assert result.hint["en"].splitlines() == ["Mend it.", words.TOO_LARGE["en"]]


@pytest.mark.parametrize("error", [KeyError(SECRET), ZeroDivisionError(SECRET)])
def test_a_check_that_breaks_is_ours_and_no_student_reads_why(error):
    result = judged(check_of(), raising(error))
    assert (result.outcome, dict(result.hint)) == (Outcome.BROKEN, {})
    assert "Traceback" in result.evidence
    assert SECRET in result.evidence


@pytest.mark.parametrize("kind", [Cancelled, Incident, DeviceLost, KeyboardInterrupt])
def test_what_ends_the_step_is_no_verdict(kind):
    with pytest.raises(kind):
        judged(check_of(), raising(kind()))


def test_of_long_evidence_the_end_is_kept():
    told = "beginning " + "x" * EVIDENCE_CHARACTERS + " end"
    result = judged(check_of(), raising(AssertionError(told)))
    assert len(result.evidence) == EVIDENCE_CHARACTERS
    assert result.evidence.endswith("x end")


@pytest.fixture
def told():
    """The payloads that were sent on, in order."""
    return []


@pytest.fixture
def verdicts(told):
    def sink(progress):
        assert progress.kind == ProgressKind.CHECK
        told.append((progress.payload["check"], progress.payload["outcome"]))

    return Verdicts(sink)


def test_each_result_is_kept_and_told_as_soon_as_it_is_known(verdicts, told):
    verdicts.judge(check_of("a.a"), fine)
    assert told == [("a.a", "passed")]
    verdicts.skip(check_of("a.b"), FOUND)
    assert told[1:] == [("a.b", "skipped")]
    assert [result.check for result in verdicts.results] == ["a.a", "a.b"]
    assert verdicts.results[1].hint == FOUND


@pytest.mark.parametrize(
    ("outcomes", "passes"),
    [
        ([], True),
        ([fine, fine], True),
        ([fine, raising(Undecided("", FOUND))], True),
        ([fine, raising(AssertionError())], False),
        ([raising(KeyError())], False),
        ([unloaded()], False),
    ],
)
def test_a_step_passes_unless_something_speaks_against_it(verdicts, outcomes, passes):
    for number, ask in enumerate(outcomes):
        verdicts.results.append(judged(check_of(f"a.{number}"), ask))
    assert verdicts.passed is passes


def test_what_a_check_needs_is_met_by_checks_that_passed_and_by_nothing_else(verdicts):
    verdicts.judge(check_of("a.good"), fine)
    verdicts.judge(check_of("a.bad"), raising(AssertionError()))
    verdicts.judge(check_of("a.open"), raising(Undecided("", FOUND)))
    assert verdicts.met([])
    assert verdicts.met(["a.good"])
    for slugs in (["a.bad"], ["a.open"], ["a.good", "a.bad"], ["a.never"]):
        assert not verdicts.met(slugs)


def test_a_definition_that_is_missing_fails_the_loading_that_had_passed(verdicts, told):
    verdicts.judge(LOAD, fine)
    verdicts.judge(check_of("a.a"), unloaded())
    load, asked = verdicts.results
    assert (load.outcome, asked.outcome) == (Outcome.FAILED, Outcome.SKIPPED)
    assert load.hint["en"].splitlines() == [LOAD.hint["en"], CAUSE["en"]]
    assert load.hint["ja"].endswith(CAUSE["ja"])
    assert told == [("load", "passed"), ("a.a", "skipped"), ("load", "failed")]


def test_one_cause_is_said_once_and_another_beside_it(verdicts):
    verdicts.judge(LOAD, fine)
    for number, cause in enumerate((CAUSE, CAUSE, OTHER_CAUSE, CAUSE)):
        verdicts.judge(check_of(f"a.{number}"), unloaded(cause))
    hint = verdicts.results[0].hint["en"]
    assert hint.count(CAUSE["en"]) == hint.count(OTHER_CAUSE["en"]) == 1
    assert hint.count(LOAD.hint["en"]) == 1


def test_a_result_is_changed_in_its_place_and_told_again(verdicts, told):
    for slug in ("a.a", "a.b", "a.c"):
        verdicts.judge(check_of(slug), fine)
    verdicts.amend(check_of("a.b"), outcome=Outcome.FAILED, hint=FOUND)
    assert [result.check for result in verdicts.results] == ["a.a", "a.b", "a.c"]
    assert [result.outcome for result in verdicts.results] == [
        Outcome.PASSED,
        Outcome.FAILED,
        Outcome.PASSED,
    ]
    assert told[3:] == [("a.b", "failed")]
    verdicts.amend(TRAIN, hint=FOUND)
    assert len(told) == 4


def test_broken_checks_are_an_incident_that_names_them_all(verdicts):
    verdicts.judge(check_of("a.bad"), raising(AssertionError(SECRET)))
    verdicts.raise_if_broken()
    for slug in ("a.one", "a.two"):
        verdicts.judge(check_of(slug), raising(KeyError(slug)))
    with pytest.raises(Incident) as raised:
        verdicts.raise_if_broken()
    lines = str(raised.value).splitlines()
    assert [line for line in lines if line.startswith("a.")] == [
        "a.one: Traceback (most recent call last):",
        "a.two: Traceback (most recent call last):",
    ]
    assert "a.bad" not in str(raised.value)
