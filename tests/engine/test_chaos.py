"""One round of chaos, shorter and with a hurried lease; `make chaos` plays three at full length."""

from tests.engine.chaos.__main__ import line
from tests.engine.chaos.killer import DECK, Pace
from tests.engine.chaos.recovery import BROKER, DATABASE, WEB
from tests.engine.chaos.round import Plan, play
from tests.engine.test_recovery import HURRIED

PLAN = Plan(
    seed=7,
    students=20,
    spread_s=35.0,
    training_s=0.5,
    pace=Pace(gap_s=(1.5, 3.5), down_s=(0.5, 2.0), freeze_s=9.0),
    env=HURRIED,
)


def test_whatever_is_killed_every_submission_comes_to_its_end_once(tmp_path):
    report = play(PLAN, tmp_path)
    print(line(PLAN, report))
    assert report.faults == []
    assert len(report.seen.told) == PLAN.students
    struck = {(deed.victim, deed.how) for deed in report.seen.deeds}
    assert struck >= set(DECK), "every card was dealt"
    assert report.in_broker_outage >= 1
    for name in (WEB, DATABASE, BROKER):
        assert all(seconds < 60 for seconds in report.times[name])
