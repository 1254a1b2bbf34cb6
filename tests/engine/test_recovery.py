"""Workers are killed, stopped and cut off from their messages; every run finishes all the same.

Real processes as the Procfile starts them, on both sets of servers that the product knows.
"""

import signal
import sqlite3
import time
from contextlib import closing, contextmanager

import pytest
import redis

from tests.engine.actor import Actor
from tests.engine.slow_pack import write_pack
from tests.services import SAFE_FROM_KILLS, postgres_server, wait_until
from tests.stack import Stack, procfile_commands

HURRIED = {
    "REVIEWHUB_LEASE_S": "6",
    "REVIEWHUB_HEARTBEAT_S": "1",
    "REVIEWHUB_SWEEP_S": "1",
}
ROLES = ("worker-cpu", "worker-gpu", "beat")
END_S = 120
OUTAGE_S = 10.0  # longer than the lease


class Engine:
    """The workers and the clock, without a web in front.

    Messages can be deleted, and for a while (`outage`) nobody can write to the database.
    """

    def __init__(self, stack, actor, delete_messages, outage):
        self.stack = stack
        self.act = actor.act
        self.delete_messages = delete_messages
        self.outage = outage

    def submit(self, added=1):
        return self.act("submit", added)

    def submit_into_training(self):
        """In the middle of its training: the submission and its training step."""
        seen = self.act("submit_into_training", END_S)
        return seen["uid"], seen["steps"]["train"]


def commands():
    """The Procfile's, and a second training worker that a test can start."""
    usual = procfile_commands()
    second = usual["worker-gpu"].replace("gpu@%h", "second@%h")
    return {**usual, "second-gpu": second}


@contextmanager
def on_embedded_defaults(request, folder):
    env = {**HURRIED, "REVIEWHUB_PACKS": str(write_pack(folder / "packs"))}

    def delete_messages():
        for path in (folder / "var" / "broker" / "queue").iterdir():
            path.unlink(missing_ok=True)

    def outage():
        database = sqlite3.connect(folder / "var" / "reviewhub.sqlite3")
        with closing(database):
            database.execute("BEGIN IMMEDIATE")
            time.sleep(OUTAGE_S)
            database.rollback()

    with (
        Stack(env, folder / "var", roles=ROLES, commands=commands()) as stack,
        Actor(stack) as actor,
    ):
        yield Engine(stack, actor, delete_messages, outage)


@contextmanager
def on_servers(request, folder):
    redis_url = request.getfixturevalue("redis_url")
    with (
        postgres_server(SAFE_FROM_KILLS) as (database_url, server),
        closing(redis.Redis.from_url(redis_url)) as client,
    ):
        env = {
            **HURRIED,
            "REVIEWHUB_PACKS": str(write_pack(folder / "packs")),
            "DATABASE_URL": database_url,
            "CELERY_BROKER_URL": redis_url,
        }

        def outage():
            server.kill(signal.SIGQUIT)
            time.sleep(OUTAGE_S)
            server.start()

        with (
            Stack(env, folder / "var", roles=ROLES, commands=commands()) as stack,
            Actor(stack) as actor,
        ):
            yield Engine(stack, actor, client.flushall, outage)


@pytest.fixture(
    scope="module",
    params=[on_embedded_defaults, on_servers],
    ids=["SQLite and files", "PostgreSQL and Redis"],
)
def engine(request, tmp_path_factory):
    with request.param(request, tmp_path_factory.mktemp("engine")) as engine:
        yield engine


def assert_finished_well(seen):
    assert seen["run"] == "finished", seen
    assert seen["verdict"] == "passed", seen
    assert seen["state"] == "awaiting_review"
    assert seen["attempt"] == 1
    assert seen["steps"]["examine"]["results"] == {
        "load": "passed",
        "answers.next_number": "passed",
    }
    assert seen["steps"]["train"]["results"]["training.trained"] == "passed"
    assert seen["points"] == list(range(1, 25)), "the curve of one try, whole"
    assert seen["events"] == ["submitted", "pass_checks"]
    assert "executed.ipynb" in seen["artifacts"]


def test_a_notebook_goes_through_both_steps(engine):
    uid = engine.submit()
    seen = engine.act("wait_for_end", uid, END_S)
    assert_finished_well(seen)
    assert seen["steps"]["examine"]["tries"] == seen["steps"]["train"]["tries"] == 1


def test_wrong_work_comes_back_without_training(engine):
    uid = engine.submit(added=2)
    seen = engine.act("wait_for_end", uid, END_S)
    assert (seen["state"], seen["verdict"]) == ("returned", "failed")
    assert seen["steps"]["examine"]["results"]["answers.next_number"] == "failed"
    assert seen["steps"]["train"]["state"] == "skipped"


def test_a_worker_killed_in_the_middle_of_training_costs_nothing_but_time(engine):
    uid, before = engine.submit_into_training()
    engine.stack.kill("worker-gpu", signal.SIGKILL)
    engine.stack.start("worker-gpu")
    after = engine.act("wait_for_end", uid, END_S)
    assert_finished_well(after)
    assert after["steps"]["train"]["tries"] == 2
    assert after["steps"]["train"]["worker"] != before["worker"]
    assert "stopped answering" in after["steps"]["train"]["incident"]
    assert after["steps"]["examine"]["tries"] == 1
    late = engine.act("write_late", uid, before["fence"])
    assert late == {"heartbeat": True, "record": True, "finish": True, "fail": True}
    assert engine.act("show", uid) == after


def test_a_worker_that_comes_back_late_changes_nothing(engine):
    uid, before = engine.submit_into_training()
    engine.stack.send("worker-gpu", signal.SIGSTOP)
    engine.stack.start("second-gpu")
    try:
        engine.act("wait_for_training", uid, END_S, before["worker"])
        engine.stack.send("worker-gpu", signal.SIGCONT)
        after = engine.act("wait_for_end", uid, END_S)
    finally:
        engine.stack.send("worker-gpu", signal.SIGCONT)
        engine.stack.kill("second-gpu", signal.SIGTERM)
    assert_finished_well(after)
    assert after["steps"]["train"]["tries"] == 2
    assert after["steps"]["train"]["worker"] != before["worker"]
    assert (
        "this worker lost its lease" in engine.stack.log_path("worker-gpu").read_text()
    )


def test_a_database_that_is_away_for_longer_than_a_lease_costs_no_try(engine):
    uid, before = engine.submit_into_training()
    engine.outage()
    after = engine.act("wait_for_end", uid, END_S)
    assert_finished_well(after)
    step = after["steps"]["train"]
    assert (step["tries"], step["deaths"], step["incident"]) == (1, 0, "")
    assert step["worker"] == before["worker"]


def test_deleting_every_message_loses_no_work(engine):
    uids = []
    for _ in range(3):
        uids.append(engine.submit())
        engine.delete_messages()
    engine.act("wait_for_training", uids[-1], END_S)  # the last in line
    engine.delete_messages()
    for uid in uids:
        assert_finished_well(engine.act("wait_for_end", uid, END_S))


def test_work_handed_in_while_no_worker_ran_is_done_without_its_message(engine):
    for role in ROLES:
        engine.stack.kill(role, signal.SIGTERM)
    uid = engine.submit()
    engine.delete_messages()
    for role in ROLES:
        engine.stack.start(role)
    assert_finished_well(engine.act("wait_for_end", uid, END_S))


def test_a_worker_told_to_end_hands_its_step_back_at_once(engine):
    uid, before = engine.submit_into_training()
    engine.stack.kill("worker-gpu", signal.SIGTERM)  # returns when it has ended
    seen = engine.act("show", uid)["steps"]["train"]
    assert (seen["state"], seen["tries"]) == ("queued", 1), "no lease is waited for"
    assert (seen["deaths"], seen["faults"]) == (0, 0), "nobody's fault"
    assert "told to stop" in seen["incident"]
    assert engine.act("worker_state", before["worker"]) == "stopped"
    engine.stack.start("worker-gpu")
    after = engine.act("wait_for_end", uid, END_S)
    assert_finished_well(after)
    assert after["steps"]["train"]["tries"] == 2


def test_a_drained_worker_finishes_its_step_and_ends(engine):
    uid, later, worker = engine.act("submit_two_and_drain", END_S)
    engine.act("wait_for_worker", worker, "stopped", END_S)
    seen = engine.act("show", uid)
    assert_finished_well(seen)
    assert seen["steps"]["train"]["tries"] == 1
    waits = engine.act("show", later)["steps"]["train"]
    assert waits["state"] in ("pending", "queued"), "it took no more"
    log = engine.stack.log_path("worker-gpu")
    wait_until(
        lambda: "is not restarted" in log.read_text(), "its end, in order", END_S
    )
    engine.stack.kill("worker-gpu", signal.SIGTERM)
    engine.stack.start("worker-gpu")
    assert_finished_well(engine.act("wait_for_end", later, END_S))
