"""Private PostgreSQL and Redis servers for tests: on free ports, gone afterwards.

Nothing here uses a server that may already run on the machine.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import psycopg
import redis

from scripts import programs

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


class Server:
    """A server as our child; the kernel kills it even if we are killed first.

    with Server(command, log, answers) as server:
        server.kill()
        server.start()
    """

    def __init__(
        self, command: Sequence[str], log: Path, answers: Callable[[], bool]
    ) -> None:
        self._command = command
        self._log = log
        self._answers = answers

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.kill()

    def start(self) -> None:
        """Returns when it answers."""
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *self._command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            wait_until(self._up, f"the start of {self._command[0]}", START_TIMEOUT_S)
        except BaseException:
            self.kill()
            raise

    def _up(self) -> bool:
        if self._process.poll() is not None:
            said = self._log.read_text()[-2000:]
            raise RuntimeError(f"{self._command[0]} ended:\n{said}")
        return self._answers()

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Returns when it has ended, whatever it leaves behind."""
        self._process.send_signal(number)
        self._process.wait(STOP_TIMEOUT_S)


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
    # A change of user clears what the outer one asked of the kernel.
    return user.pw_name, ["setpriv", "--pdeathsig", "KILL", *ids]


def _accepts_connections(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


# What it committed survives the server's death, though not the machine's.
SAFE_FROM_KILLS = {"fsync": "off", "full_page_writes": "off"}
# Commits of the last half second are lost when it is killed.
UNSAFE_BUT_FAST = {**SAFE_FROM_KILLS, "synchronous_commit": "off"}


@contextmanager
def postgres_server(
    settings: Mapping[str, str] = UNSAFE_BUT_FAST,
) -> Iterator[tuple[str, Server]]:
    """A fresh server and the URL of its empty database `reviewhub`."""
    initdb = required(programs.find_postgres_tool("initdb"), "postgresql")
    postgres = required(programs.find_postgres_tool("postgres"), "postgresql")
    owner, as_owner = _unprivileged()
    port = free_port()
    address = f"postgresql://reviewhub:reviewhub@127.0.0.1:{port}"
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
        where = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": folder,
        }
        options = [
            part
            for key, value in {**where, **settings}.items()
            for part in ("-c", f"{key}={value}")
        ]
        command = [*as_owner, postgres, "-D", str(data), *options]
        ready_url = f"{address}/postgres"
        log = folder / "server.log"
        with Server(command, log, lambda: _accepts_connections(ready_url)) as server:
            with psycopg.connect(ready_url, autocommit=True) as connection:
                connection.execute("CREATE DATABASE reviewhub")
            yield f"{address}/reviewhub", server


@contextmanager
def private_postgres() -> Iterator[str]:
    with postgres_server() as (url, _):
        yield url


def _answers_ping(url: str) -> bool:
    client = redis.Redis.from_url(url, socket_timeout=2)
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False
    finally:
        client.close()


@contextmanager
def redis_server() -> Iterator[tuple[str, Server]]:
    """A fresh server that keeps nothing on disk, and its URL."""
    program = required(programs.find_program("redis-server"), "redis-server")
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    with _folder() as folder:
        command = [
            *(program, "--port", str(port), "--bind", "127.0.0.1"),
            *("--save", "", "--appendonly", "no", "--dir", str(folder)),
        ]
        log = folder / "server.log"
        with Server(command, log, lambda: _answers_ping(url)) as server:
            yield url, server


@contextmanager
def private_redis() -> Iterator[str]:
    with redis_server() as (url, _):
        yield url
