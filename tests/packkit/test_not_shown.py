"""Where nothing shows that weights were learnt here, a reviewer reads so."""

import pytest

from protocol.progress import Progress
from protocol.steps import Outcome
from tests.packs import inprocess
from workers.grader.steps.judging import judged
from workers.grader.steps.verdicts import Verdicts
from workers.packkit.apart import SHOWN
from workers.packkit.checks import NOT_SHOWN, Undecided, checks_in, not_shown
from workers.packkit.pack import load_pack

UNSHOWN = ("generate-faces",)


def test_it_is_neither_passed_nor_failed_and_says_so_in_both_languages():
    check = not_shown(needs=("training.converges",))
    result = judged(check, lambda: check.function({}))
    assert result.outcome is Outcome.UNJUDGED
    assert result.hint == NOT_SHOWN
    assert NOT_SHOWN["en"].startswith("Learnt here: not shown.")
    assert NOT_SHOWN["ja"].startswith("ここで学習したこと：未確認")


def test_it_does_not_return_the_work_but_what_fails_beside_it_does():
    told: list[Progress] = []
    verdicts = Verdicts(told.append)
    check = not_shown(needs=())
    verdicts.judge(check, lambda: check.function({}))
    assert verdicts.passed
    assert not verdicts.met([check.slug])
    verdicts.skip(check, {"en": "Skipped"})
    assert not verdicts.passed
    assert len(told) == 2


def test_a_check_that_cannot_tell_is_no_failure_of_the_students_code():
    with pytest.raises(Undecided) as undecided:
        not_shown(needs=()).function({})
    assert undecided.value.found is NOT_SHOWN


@pytest.mark.parametrize("slug", UNSHOWN)
def test_packs_that_cannot_show_it_tell_it_last_of_all(slug):
    pack = load_pack(inprocess.PACKS / slug)
    last = checks_in(pack.training)[-1]
    assert last.slug == "training.learnt_here"
    assert last.needs


APART = ("image-classification", "translate-a-language")


@pytest.mark.parametrize("slug", APART)
def test_packs_that_train_apart_tell_last_of_all_whether_it_was_shown(slug):
    pack = load_pack(inprocess.PACKS / slug)
    last = checks_in(pack.training)[-1]
    assert last.slug == "training.learnt_here"
    assert last.needs
    assert judged(last, lambda: last.function(SHOWN)).outcome is Outcome.PASSED
    assert judged(last, lambda: last.function({})).outcome is Outcome.UNJUDGED


@pytest.mark.parametrize("slug", ["first-neural-network", "generate-tv-scripts"])
def test_the_other_packs_give_it_a_verdict_of_their_own(slug):
    pack = load_pack(inprocess.PACKS / slug)
    assert all(check.hint != NOT_SHOWN for check in checks_in(pack.training))
