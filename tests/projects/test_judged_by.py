"""Whose finding stands at a criterion: the machine's, a person's, or nobody's."""

import pytest

from projects.models import Criterion
from projects.queries.feedback import JudgedCriterion


@pytest.mark.parametrize(
    ("outcome", "verdict", "human", "judged_by"),
    [
        ("passed", "", False, "machine"),
        ("failed", "", True, "machine"),
        ("passed", "meets", False, "machine"),
        ("failed", "changes", False, "machine"),
        ("passed", "changes", False, "person"),
        ("failed", "meets", False, "person"),
        ("passed", "meets", True, "person"),
        ("skipped", "meets", False, "person"),
        ("skipped", "", False, "nobody"),
        ("unjudged", "", False, "nobody"),
        ("broken", "", False, "nobody"),
        ("none", "", True, "nobody"),
        ("pending", "", False, ""),
    ],
)
def test_whose_finding_stands(outcome, verdict, human, judged_by):
    criterion = Criterion(human=human)
    row = JudgedCriterion(criterion, outcome, (), verdict, body="")
    assert row.judged_by == judged_by
