"""What a hostile notebook looks for is there, for us; inside, it is not.

Each attack is first run here, outside, to prove that it finds what it looks for.
"""

import os
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.workers.conftest import Start
from workers.kit import StudentError
from workers.sandbox.policy import HELPERS

READ = """
import os

def read(path):
    with open(path, "rb") as file:
        return file.read().decode("latin-1")

def search(secret, roots):
    found = []
    for root in roots:
        for folder, _, names in os.walk(root):
            for name in names:
                path = os.path.join(folder, name)
                try:
                    with open(path, "rb") as file:
                        if secret.encode() in file.read(200_000):
                            found.append(path)
                except OSError:
                    continue
    return found

def find(wanted, root):
    found = []
    for folder, folders, names in os.walk(root):
        if folder in ("/proc", "/sys", "/usr"):
            folders.clear()
        elif wanted in names:
            found.append(os.path.join(folder, wanted))
    return found

def read_row(path):
    import sqlite3
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True).execute(
        "select word from secrets").fetchone()[0]

def variable(name):
    return os.environ.get(name)

def variables_of_all():
    texts = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as file:
                texts.append(file.read().decode("latin-1"))
        except OSError:
            continue
    return texts

def commands_of_all():
    texts = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                texts.append(file.read().decode("latin-1"))
        except OSError:
            continue
    return texts

def connect(family, address):
    import socket
    with socket.socket(family) as client:
        client.settimeout(3)
        client.connect(tuple(address) if isinstance(address, list) else address)
        return client.recv(20).decode()

def look_up(name):
    import socket
    return socket.gethostbyname(name)

def write(path):
    with open(path, "w") as file:
        file.write("mine")
    return True

def capabilities():
    with open("/proc/self/status") as lines:
        return {l.split(":")[0]: l.split(":")[1].strip() for l in lines if l[:3] in ("Cap", "NoN")}

def own_ids():
    return [os.getuid(), os.getgid()]

def fill(path, megabytes):
    with open(path, "wb") as file:
        for _ in range(megabytes):
            file.write(bytes(1024 * 1024))
    return os.path.getsize(path)
"""
SECRET = "the-expected-answers-are-here-5f1c"


@pytest.fixture
def outside() -> dict[str, Callable[..., Any]]:
    names: dict[str, Any] = {}
    exec(READ, names)
    return names


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    path = tmp_path / "checks" / "expected_answers_5f1c.py"
    path.parent.mkdir()
    path.write_text(SECRET)
    path.chmod(0o644)
    return path


def test_the_hidden_checks_cannot_be_read(start: Start, outside: Any) -> None:
    checks = Path(__file__).parents[2] / "workers" / "kit.py"
    assert "def assert_close" in outside["read"](str(checks))
    student = start(READ)
    with pytest.raises(StudentError, match="FileNotFoundError"):
        student.call("read", str(checks))
    assert (
        student.call("search", "def assert_close", ["/scratch", "/run", "/inbox"]) == []
    )
    assert student.call("search", "def do_method", ["/run"]) == [
        f"{HELPERS}/answering.py"
    ]


def test_a_pack_anywhere_on_disk_cannot_be_found(
    start: Start, outside: Any, secret_file: Path
) -> None:
    parent = str(secret_file.parent)
    assert outside["find"](secret_file.name, parent) == [str(secret_file)]
    student = start(READ, call_s=60, wall_s=90)
    with pytest.raises(StudentError, match="FileNotFoundError"):
        student.call("read", str(secret_file))
    assert student.call("find", secret_file.name, "/") == []
    assert student.call("find", "answering.py", "/") == [f"{HELPERS}/answering.py"]


def test_the_database_cannot_be_read(
    start: Start, outside: Any, tmp_path: Path
) -> None:
    path = tmp_path / "db.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute("create table secrets (word text)")
        database.execute("insert into secrets values (?)", [SECRET])
    database.close()
    assert outside["read_row"](path) == SECRET
    with pytest.raises(StudentError, match="OperationalError"):
        start(READ).call("read_row", str(path))


def test_the_environment_cannot_be_read(
    start: Start, outside: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REVIEWHUB_SECRET_KEY", SECRET)
    assert outside["variable"]("REVIEWHUB_SECRET_KEY") == SECRET
    assert f"PATH={os.environ['PATH']}" in "".join(outside["variables_of_all"]())
    student = start(READ)
    assert student.call("variable", "REVIEWHUB_SECRET_KEY") is None
    inside = "".join(student.call("variables_of_all"))
    assert "USER=student" in inside
    assert SECRET not in inside
    assert "REVIEWHUB" not in inside


def test_other_submissions_cannot_be_seen(start: Start, outside: Any) -> None:
    """Neither the files that wait for the other sandbox, nor its processes, nor scratch."""
    other = start(READ, files={"my_answers.py": SECRET.encode()})
    assert other.call("read", "my_answers.py") == SECRET
    assert other.call("write", "/tmp/left-behind") is True
    assert other.sandbox is not None
    theirs = other.sandbox.inbox / "files" / "my_answers.py"
    assert outside["read"](theirs) == SECRET
    assert Path(f"/proc/{other.sandbox.pid}").exists()
    student = start(READ)
    with pytest.raises(StudentError, match="FileNotFoundError"):
        student.call("read", str(theirs))
    with pytest.raises(StudentError, match="FileNotFoundError"):
        student.call("read", "/tmp/left-behind")
    assert student.call("search", SECRET, ["/scratch", "/inbox", "/dev/shm"]) == []
    commands = student.call("commands_of_all")
    assert len([c for c in commands if HELPERS in c]) == len(["its init", "itself"])


@pytest.fixture
def listening() -> Iterator[Callable[..., Any]]:
    """Starts services on this machine that say the secret to whoever connects."""
    servers: list[socket.socket] = []

    def serve(family: int, address: Any) -> Any:
        server = socket.socket(family)
        server.bind(address)
        server.listen()
        servers.append(server)
        threading.Thread(target=_tell, args=(server,), daemon=True).start()
        return server.getsockname()

    yield serve
    for server in servers:
        server.shutdown(socket.SHUT_RDWR)
        server.close()


def _tell(server: socket.socket) -> None:
    while True:
        try:
            client, _ = server.accept()
        except OSError:
            return
        with client:
            client.sendall(b"secret")


def test_the_network_cannot_be_reached(
    start: Start, outside: Any, listening: Callable[..., Any]
) -> None:
    address = listening(socket.AF_INET, ("127.0.0.1", 0))
    assert outside["connect"](int(socket.AF_INET), address) == "secret"
    student = start(READ)
    with pytest.raises(StudentError, match=r"ConnectionRefused|Network is unreachable"):
        student.call("connect", int(socket.AF_INET), list(address))
    with pytest.raises(StudentError, match="gaierror"):
        student.call("look_up", "example.org")


def test_sockets_without_a_path_cannot_be_reached(
    start: Start, outside: Any, listening: Callable[..., Any]
) -> None:
    """Abstract Unix sockets have no file to hide: the broker or X11 may listen on one."""
    name = f"\0reviewhub-test-{os.getpid()}"
    listening(socket.AF_UNIX, name)
    assert outside["connect"](int(socket.AF_UNIX), name) == "secret"
    with pytest.raises(StudentError, match="ConnectionRefused"):
        start(READ).call("connect", int(socket.AF_UNIX), name)


def test_only_scratch_and_shared_memory_can_be_written(start: Start) -> None:
    student = start(READ)
    assert student.call("write", "/scratch/mine") is True
    assert student.call("write", "/dev/shm/mine") is True
    for place in ("/mine", "/dev/mine", "/inbox/mine", "/run/mine", "/usr/lib/mine"):
        with pytest.raises(
            StudentError, match=r"Read-only file system|Permission denied"
        ):
            student.call("write", place)
    with pytest.raises(StudentError, match=r"Read-only file system|Permission denied"):
        student.call("write", f"{HELPERS}/answering.py")


@pytest.mark.parametrize("place", ["/scratch/big", "/dev/shm/big", "/tmp/big"])
def test_what_can_be_written_is_limited(start: Start, place: str) -> None:
    student = start(READ, scratch_mb=16)
    assert student.call("fill", place, 8) == 8 * 1024 * 1024
    with pytest.raises(StudentError, match=r"No space left|File too large"):
        student.call("fill", place, 17)


def test_nothing_is_privileged(start: Start) -> None:
    student = start(READ)
    told = student.call("capabilities")
    assert {name: int(value, 16) for name, value in told.items() if "Cap" in name} == {
        "CapInh": 0,
        "CapPrm": 0,
        "CapEff": 0,
        "CapBnd": 0,
        "CapAmb": 0,
    }
    assert told["NoNewPrivs"] == "1"
    assert student.call("own_ids") == [65534, 65534]
