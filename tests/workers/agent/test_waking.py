"""Messages: sent from any thread; a broker that is down costs a moment and nothing else."""

import json
import os
import socket
import subprocess
import sys
import time

import pytest
from kombu import Connection

from reviewhub.broker import Transport
from tests.services import free_port
from tests.stack import ROOT

PATIENCE_S = 10.0  # of which most is the start of Python on a busy machine
WAKE = """
import django, json, threading, time
django.setup()
from projects.enums import Queue
from projects.operations import grading

spent = []
def wake():
    began = time.monotonic()
    grading.wake(Queue.CPU)
    spent.append(time.monotonic() - began)

wake()
thread = threading.Thread(target=wake)
thread.start()
thread.join()
print(json.dumps(spent))
"""


def wake(var, broker):
    """Seconds that it took, from the main thread and from another one, as in the web."""
    done = subprocess.run(
        [sys.executable, "-c", WAKE],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "reviewhub.settings",
            "REVIEWHUB_VAR": str(var),
            "CELERY_BROKER_URL": broker,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout), done.stderr


def test_every_thread_sends_to_the_broker_of_the_settings(tmp_path):
    wake(tmp_path, "filesystem://")
    queue = tmp_path / "broker" / "queue"
    assert [path.name.partition(".")[2] for path in queue.iterdir()] == ["cpu.msg"] * 2


def test_a_broker_that_is_down_is_no_error(tmp_path):
    spent, said = wake(tmp_path, f"redis://127.0.0.1:{free_port()}/0")
    assert max(spent) < PATIENCE_S
    assert said.count("The broker does not answer") == 2


def test_a_broker_that_says_nothing_is_not_waited_for(tmp_path):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        spent, said = wake(tmp_path, f"redis://127.0.0.1:{port}/0")
    assert max(spent) < PATIENCE_S
    assert said.count("The broker does not answer") == 2


@pytest.fixture
def queue(tmp_path):
    folder = str(tmp_path)
    options = {
        "data_folder_in": folder,
        "data_folder_out": folder,
        "control_folder": folder,
    }
    with Connection(transport=Transport, transport_options=options) as connection:
        yield connection.SimpleQueue("cpu", no_ack=True)


def test_messages_come_in_order_and_once(queue):
    for number in range(3):
        queue.put({"n": number})
        time.sleep(0.002)  # names are sorted by the millisecond
    assert [queue.get(timeout=1).payload["n"] for _ in range(3)] == [0, 1, 2]
    with pytest.raises(queue.Empty):
        queue.get(timeout=0.1)


def test_a_message_is_seen_whole_or_not_at_all(queue, tmp_path):
    (tmp_path / "1_x.cpu.msg.draft").write_text('{"n": ')
    with pytest.raises(queue.Empty):
        queue.get(timeout=0.1)


def test_messages_of_other_queues_stay(queue, tmp_path):
    (tmp_path / "1_x.gpu.msg").write_text("{}")
    with pytest.raises(queue.Empty):
        queue.get(timeout=0.1)
    assert (tmp_path / "1_x.gpu.msg").exists()
