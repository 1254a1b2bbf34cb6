"""make test-compose as far as it needs no engine."""

import contextlib
import os
import socket
import subprocess
import sys
import threading

import pytest
from django.http.multipartparser import MultiPartParser
from django.test import RequestFactory

from scripts import compose, say
from scripts.composing import apart, crowd, finding, grading, images, private, visitor


def test_who_is_not_root_is_told_so(monkeypatch, tmp_path):
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(say.Stop, match="sudo make test-compose"):
        finding.programs(tmp_path)


def test_without_a_network_for_the_engine_it_stops(monkeypatch, tmp_path):
    monkeypatch.setattr(private, "TUNNEL", tmp_path / "tun")
    with pytest.raises(say.Stop, match="cannot be made here"):
        private.run_inside(["true"], tmp_path)


def test_where_no_namespace_may_be_made_it_stops(monkeypatch, tmp_path):
    monkeypatch.setattr(private, "TUNNEL", tmp_path)
    monkeypatch.setattr(private, "INSIDE", ("false",))
    with pytest.raises(say.Stop, match="No container engine can be started here"):
        private.run_inside(["true"], tmp_path)


def test_a_second_one_in_the_same_folder_is_refused(tmp_path):
    with (
        compose.only_one(tmp_path),
        pytest.raises(say.Stop, match="Another make test-compose"),
        compose.only_one(tmp_path),
    ):
        pytest.fail("the lock was given twice")


@pytest.mark.parametrize(
    ("version", "second"),
    [("2.26.1-4", True), ("v2.40.0", True), ("10.0", True), ("1.29.2", False)],
)
def test_only_a_second_version_of_compose_will_do(
    monkeypatch, tmp_path, version, second
):
    program = tmp_path / "docker-compose"
    program.write_text(f"#!/bin/sh\necho {version}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    assert (finding.installed_compose() == ["docker-compose"]) == second


def test_a_base_image_trusts_whom_the_machine_trusts(tmp_path):
    plain = images.base_command("bookworm", tmp_path)
    assert plain[-2:] == ["bookworm", "-"]
    assert not any("hook" in word for word in plain)
    (tmp_path / "own.crt").write_text("")
    hooked = images.base_command("bookworm", tmp_path)
    assert f"--customize-hook=copy-in {tmp_path} {tmp_path.parent}" in hooked


def test_stand_ins_are_those_that_the_settings_name():
    named = {name for name in images.SETTINGS.values() if name.endswith(":stand-in")}
    said = images.STAND_INS.read_text()
    assert {name for name in named if f"image: {name}" in said} == named
    file = (say.ROOT / "docker-compose.yml").read_text()
    assert all(f"${{{setting}:-" in file for setting in images.SETTINGS)


def test_a_form_with_files_is_sent_as_a_browser_sends_it():
    files = [("a.ipynb", b"{}\r\n--x"), ("模型.py", b"")]
    body, kind = visitor.form_data({"honour_code": "on"}, "uploads", files)
    request = RequestFactory().post("/", body, content_type=kind)
    parser = MultiPartParser(
        request.META, request, request.upload_handlers, encoding="utf-8"
    )
    fields, uploads = parser.parse()
    assert fields.dict() == {"honour_code": "on"}
    sent = [(each.name, each.read()) for each in uploads.getlist("uploads")]
    assert sent == [*files]


@pytest.mark.parametrize("work", [grading.RIGHT, grading.WRONG, grading.TENSORFLOW])
def test_what_is_handed_in_is_there(work):
    files = visitor.exemplar(work.project, work.name, grading.PACKS)
    assert any(name.endswith(".ipynb") and content for name, content in files)
    assert not any(name.endswith(".toml") for name, _ in files)


def test_the_newest_run_is_looked_at():
    runs = [
        {"steps": [{"kind": "train", "state": "errored"}]},
        {"steps": [{"kind": "examine"}, {"kind": "train", "state": "running"}]},
    ]
    assert visitor.step_of({"runs": runs}, "train")["state"] == "running"
    assert visitor.step_of({"runs": []}, "train") is None


def test_the_crowd_says_half_and_stays():
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        port = server.getsockname()[1]
        with crowd.half_sent("127.0.0.1", port, 3):
            for _ in range(3):
                heard = stack.enter_context(server.accept()[0])
                heard.settimeout(10)
                assert heard.recv(1000) == crowd.HALF
                heard.setblocking(False)
                with pytest.raises(BlockingIOError):
                    heard.recv(1)


def test_who_announces_too_much_is_answered_before_sending_it():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            with server.accept()[0] as heard:
                heard.recv(1000)
                heard.sendall(b"HTTP/1.1 413 No\r\nContent-Length: 5\r\n\r\n30 MB")

        thread = threading.Thread(target=answer)
        thread.start()
        port = server.getsockname()[1]
        assert crowd.announced("127.0.0.1", port, 31_000_000) == (413, "30 MB")
        thread.join()


SOUND = {
    "HostConfig": {
        "ReadonlyRootfs": True,
        "CapDrop": ["ALL"],
        "SecurityOpt": ["no-new-privileges:true"],
        "Memory": 1,
        "PidsLimit": 1,
        "Privileged": False,
        "PortBindings": {},
    },
    "Config": {"Env": ["PATH=/bin"]},
}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, None),
        ({"ReadonlyRootfs": False}, "a root that can be written"),
        ({"CapDrop": None}, "capabilities"),
        ({"SecurityOpt": None}, "new privileges"),
        (
            {"SecurityOpt": ["no-new-privileges:true", "seccomp=unconfined"]},
            "no filter of system calls",
        ),
        ({"Memory": 0}, "no limit of memory"),
        ({"PidsLimit": None}, "no limit of processes"),
        ({"Privileged": True}, "privileges"),
        ({"PortBindings": {"8000/tcp": []}}, "published"),
    ],
)
def test_a_container_that_may_too_much_is_found(change, words):
    container = {**SOUND, "HostConfig": {**SOUND["HostConfig"], **change}}
    faults = apart.faults_of("worker-cpu", container)
    assert (not faults) if words is None else words in faults[0]


def test_a_secret_in_the_wrong_container_is_found():
    container = {**SOUND, "Config": {"Env": ["REVIEWHUB_SECRET_KEY=x"]}}
    assert apart.faults_of("web", container) == []
    assert apart.faults_of("beat", container) == ["beat is told REVIEWHUB_SECRET_KEY"]


def test_it_needs_nothing_but_the_standard_library():
    """It starts on the system's own Python."""
    code = "import scripts.__main__, scripts.composing.__main__"
    subprocess.run(
        [sys.executable, "-S", "-c", code],
        cwd=say.ROOT,
        env={"PATH": os.environ["PATH"]},
        check=True,
    )
