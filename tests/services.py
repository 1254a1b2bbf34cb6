"""Private PostgreSQL and Redis servers for tests: on free ports, gone afterwards.

Nothing here uses a server that may already run on the machine.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
import redis

from scripts import packages

START_TIMEOUT_S = 30.0
STOP_TIMEOUT_S = 10.0
POLL_S = 0.05


class MissingProgram(Exception):
    """Tests never skip for want of a program: they fail and name the package."""


def required(path: str | None, package: str) -> str:
    if path is None:
        raise MissingProgram(
            f"These tests need {package}: run make test, which installs it,"
            f" or sudo apt-get install {package}"
        )
    return path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(ready: Callable[[], bool], what: str, timeout_s: float) -> None:
    deadline = time.monotonic() + timeout_s
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not happen within {timeout_s:g} s")
        time.sleep(POLL_S)


@contextmanager
def _serving(
    command: Sequence[str], log: Path, ready: Callable[[], bool]
) -> Iterator[None]:
    """A server as our child; the kernel kills it even if we are killed first."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:

        def up() -> bool:
            if process.poll() is not None:
                raise RuntimeError(f"{command[0]} ended:\n{log.read_text()[-2000:]}")
            return ready()

        wait_until(up, f"the start of {command[0]}", START_TIMEOUT_S)
        yield
    finally:
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def _folder(owner: str | None = None) -> Iterator[Path]:
    """A temporary folder near the root: a Unix socket's path may have 107 characters."""
    folder = Path(tempfile.mkdtemp(prefix="rh-", dir="/tmp"))
    try:
        if owner:
            shutil.chown(folder, owner)
        yield folder
    finally:
        shutil.rmtree(folder)


def _unprivileged() -> tuple[str | None, list[str]]:
    """PostgreSQL refuses to run as root: whom to run it as, and how."""
    if os.geteuid() != 0:
        return None, []
    user = pwd.getpwnam("nobody")
    ids = ["--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"]
    return user.pw_name, ["setpriv", *ids]


def _accepts_connections(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def private_postgres() -> Iterator[str]:
    """The URL of a fresh server's empty database `reviewhub`; durability is off."""
    initdb = required(packages.find_postgres_tool("initdb"), "postgresql")
    postgres = required(packages.find_postgres_tool("postgres"), "postgresql")
    owner, as_owner = _unprivileged()
    port = free_port()
    server = f"postgresql://reviewhub:reviewhub@127.0.0.1:{port}"
    with _folder(owner) as folder:
        data = folder / "data"
        subprocess.run(
            [
                *(*as_owner, initdb, "-D", str(data), "-U", "reviewhub"),
                *("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
            ],
            cwd=folder,
            check=True,
            capture_output=True,
        )
        settings = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": folder,
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
        }
        options = [
            part for key, value in settings.items() for part in ("-c", f"{key}={value}")
        ]
        command = [*as_owner, postgres, "-D", str(data), *options]
        ready_url = f"{server}/postgres"
        log = folder / "server.log"
        with _serving(command, log, lambda: _accepts_connections(ready_url)):
            with psycopg.connect(ready_url, autocommit=True) as connection:
                connection.execute("CREATE DATABASE reviewhub")
            yield f"{server}/reviewhub"


def _answers_ping(url: str) -> bool:
    client = redis.Redis.from_url(url, socket_timeout=2)
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False
    finally:
        client.close()


@contextmanager
def private_redis() -> Iterator[str]:
    """The URL of a fresh server that keeps nothing on disk."""
    program = required(packages.find_program("redis-server"), "redis-server")
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    with _folder() as folder:
        command = [
            *(program, "--port", str(port), "--bind", "127.0.0.1"),
            *("--save", "", "--appendonly", "no", "--dir", str(folder)),
        ]
        with _serving(command, folder / "server.log", lambda: _answers_ping(url)):
            yield url
