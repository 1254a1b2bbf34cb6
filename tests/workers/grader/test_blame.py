"""What a check meets when the student's code raises, or lacks what it is asked for."""

import pytest

from notebooks.syntax import definitions
from workers.grader.blame import Blame
from workers.grader.work import Work

BLAME = Blame(Work("epochs", definitions(["class Net: pass"]), {}), (), ())
LACKS = {
    "type": "AttributeError",
    "message": "'Net' object has no attribute 'weights_input_to_hidden'",
}


def test_a_name_that_the_checks_ask_for_is_told_though_the_student_never_wrote_it():
    told = BLAME.error(LACKS, asked="weights_input_to_hidden").hint
    assert "The checks use `weights_input_to_hidden` of `Net`" in told["en"]
    assert "`Net` の `weights_input_to_hidden`" in told["ja"]


@pytest.mark.parametrize("asked", ["run", ""])
def test_another_name_that_the_student_never_wrote_is_not(asked):
    assert "weights" not in BLAME.error(LACKS, asked=asked).hint["en"]
