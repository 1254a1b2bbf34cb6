"""Two people, or eight, at the same moment: the rules hold on both databases."""

import json
import os
import subprocess
import sys

import psycopg
import pytest

from tests.stack import ROOT, TABLES

TIMEOUT_S = 120


def environment(database_url):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "reviewhub.settings_test",
        "DATABASE_URL": database_url,
    }


def python(env, *arguments):
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module", params=["PostgreSQL", "SQLite"])
def rounds(request, tmp_path_factory):
    """What each round of each race came to, on a database of its own."""
    if request.param == "PostgreSQL":
        server, _, _ = request.getfixturevalue("postgres_url").rpartition("/")
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE races")
        env = environment(f"{server}/races")
    else:
        folder = tmp_path_factory.mktemp("races")
        env = environment(f"sqlite:///{folder}/races.sqlite3")
    python(env, "manage.py", "shell", "--no-imports", "-c", TABLES)
    return json.loads(python(env, "-m", "tests.projects.racing"))


def test_of_eight_who_claim_exactly_one_wins(rounds):
    for came in rounds["eight_claims"]:
        assert came == {
            "results": ["WrongState"] * 7 + ["won"],
            "state": "in_review",
            "winner holds it": True,
            "claims": 1,
            "drafts": True,
        }


def test_a_reviewer_in_five_tabs_stays_below_the_limit(rounds):
    for came in rounds["one_reviewer_five_claims"]:
        assert came["results"] == ["NotAllowed"] * 2 + ["won"] * 3


def test_of_two_hand_ins_one_counts(rounds):
    for came in rounds["two_submits"]:
        assert came == {"results": ["WrongState", "won"], "attempts": [1], "runs": 1}


def test_work_is_either_claimed_or_withdrawn(rounds):
    for came in rounds["claim_or_withdraw"]:
        assert came in (
            {"results": ["won", "WrongState"], "state": "withdrawn"},
            {"results": ["WrongState", "won"], "state": "in_review"},
        )


@pytest.mark.parametrize("race", ["reopen_or_resubmit", "appeal_or_resubmit"])
def test_an_old_attempt_and_a_new_one_are_never_both_open(rounds, race):
    for came in rounds[race]:
        assert came["results"] == ["WrongState", "won"]


def test_each_step_is_taken_by_one_worker(rounds):
    for came in rounds["many_workers"]:
        assert came == {"results": ["won"] * 5, "each once": True, "tries": True}


def test_withdrawn_work_stays_withdrawn_whatever_the_worker_does(rounds):
    for came in rounds["finish_or_withdraw"]:
        assert came["results"] in (["won", "won"], ["won", "LeaseLost"])
        assert (came["state"], came["live runs"]) == ("withdrawn", 0)


def test_a_step_is_either_finished_or_taken_back(rounds):
    for came in rounds["finish_or_take_back"]:
        assert came in (
            {"finished": "won", "state": "passed", "tries": 1},
            {"finished": "LeaseLost", "state": "queued", "tries": 1},
        )


@pytest.mark.parametrize("race", ["collect_or_hand_in", "adopt_or_hand_in"])
def test_bytes_that_are_collected_while_they_are_handed_in_are_not_lost(rounds, race):
    for came in rounds[race]:
        assert came == {"results": ["won", "won"], "whole": True}


def test_the_same_files_in_another_order_hold_nobody_up(rounds):
    for came in rounds["same_files_in_another_order"]:
        assert came == {"results": ["won"] * 4, "whole": True}


def test_of_eight_uploads_at_once_as_many_count_as_the_limit_lets(rounds):
    for came in rounds["eight_uploads_at_once"]:
        assert came == {"results": ["TooOften"] * 3 + ["won"] * 5}


def test_who_is_erased_while_handing_in_leaves_nothing(rounds):
    for came in rounds["erase_or_hand_in"]:
        assert came["results"] in (["won", "NotAllowed"], ["won", "won"])
        assert (came["open"], came["files"]) == (0, 0)


def test_standing_requests_and_claims_take_each_submission_once(rounds):
    for came in rounds["requests_and_claims"]:
        assert came == {
            "faults": [],
            "in hand": 6,
            "most of one": 2,
            "served to all": True,
            "taken once each": True,
            "told": True,
        }


def test_one_reviewer_in_two_tabs_has_one_request_and_gets_one_review(rounds):
    for came in rounds["two_open_a_request"]:
        assert came == {"results": ["won", "won"], "requests": 1, "in hand": 1}


def test_news_of_a_day_that_come_at_once_share_one_letter(rounds):
    for came in rounds["news_of_a_day"]:
        assert came == {"results": ["won"], "letters": ["digest"], "news in it": 8}
