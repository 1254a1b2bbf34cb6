"""The port of `make run`: asked for in words, checked before anything starts."""

import socket

import pytest

from scripts import ports, say


@pytest.fixture
def taken():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.fixture
def free(taken):
    """A port that was free a moment ago."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


def test_the_address_comes_from_the_environment(monkeypatch, free):
    monkeypatch.setenv("HOST", "127.0.0.1")
    monkeypatch.setenv("PORT", str(free))
    assert ports.address() == ("127.0.0.1", free)


@pytest.mark.parametrize(
    "port",
    ["", "eight", "-1", "8000.0", " 8000", "0", "65536", "99999999999", "²", "٣"],
)
def test_a_port_that_no_machine_has_is_refused(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(say.Stop, match="use a number, as in make run PORT=8001"):
        ports.address()


def test_a_port_that_is_taken_is_not_free(taken, free):
    assert not ports.port_is_free("127.0.0.1", taken)
    assert ports.port_is_free("127.0.0.1", free)


def test_the_last_port_has_none_after_it(monkeypatch):
    tried = []
    monkeypatch.setattr(ports, "port_is_free", lambda host, port: tried.append(port))
    with pytest.raises(say.Stop, match=r"Port 65534 is taken.*make run PORT=…"):
        ports.require_free("127.0.0.1", 65_534)
    assert tried == [65_534, 65_535]


def test_the_first_free_one_after_it_is_named(monkeypatch):
    monkeypatch.setattr(ports, "port_is_free", lambda host, port: port == 8003)
    with pytest.raises(say.Stop, match="make run PORT=8003"):
        ports.require_free("127.0.0.1", 8000)
    ports.require_free("127.0.0.1", 8003)
