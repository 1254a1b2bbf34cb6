"""The private servers are there while needed and gone afterwards."""

import psycopg
import pytest
import redis

from scripts import programs
from tests.services import MissingProgram, private_postgres, private_redis, required


def test_a_private_postgres_answers_and_ends():
    with private_postgres() as url:
        with psycopg.connect(url) as connection:
            row = connection.execute("SELECT current_database(), version()").fetchone()
        assert row is not None
        assert row[0] == "reviewhub"
        assert row[1].startswith("PostgreSQL")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=1)


def test_a_private_redis_answers_and_ends():
    with private_redis() as url, redis.Redis.from_url(url) as client:
        client.set("greeting", "hello")
        assert client.get("greeting") == b"hello"
    with redis.Redis.from_url(url) as client, pytest.raises(redis.ConnectionError):
        client.ping()


def test_a_missing_program_fails_and_names_its_package(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(MissingProgram, match="apt-get install redis-server"):
        required(programs.find_program("redis-server"), "redis-server")
