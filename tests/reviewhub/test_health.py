"""The web is well when its database is: who asks must not be told otherwise."""

import http.server
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.django_db
def test_a_web_with_its_database_is_well():
    answer = Client().get("/health/")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


def test_a_web_without_its_database_is_not(monkeypatch):
    def away():
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", away)
    answer = Client().get("/health/")
    assert answer.status_code == 503
    assert b"The database does not answer." in answer.content


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1), (500, 1)])
def test_the_check_of_the_container_asks_there(status, code):
    asked = []

    class Web(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, self.headers["Host"]))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_):
            """Silent."""

    with http.server.HTTPServer(("127.0.0.1", 0), Web) as server:
        threading.Thread(target=server.handle_request).start()
        env = {
            **os.environ,
            "PORT": str(server.server_port),
            "REVIEWHUB_ALLOWED_HOSTS": "reviewhub.example.org,localhost",
        }
        done = subprocess.run(
            [sys.executable, "-m", "scripts.healthy"], cwd=ROOT, env=env, check=False
        )
    assert done.returncode == code
    assert asked == [("/health/", "reviewhub.example.org")]


def test_a_role_that_signs_nothing_has_no_key(tmp_path):
    """And whoever signs all the same is told so."""
    code = (
        "import django; django.setup()\n"
        "from django.core import signing\n"
        "from django.core.exceptions import ImproperlyConfigured\n"
        "try:\n"
        "    signing.dumps('x')\n"
        "except ImproperlyConfigured as error:\n"
        "    print(error)\n"
    )
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "reviewhub.settings",
        "REVIEWHUB_VAR": str(tmp_path),
        "REVIEWHUB_SIGNS": "0",
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=env,
        check=True,
        capture_output=True,
        text=True,
    )
    assert "SECRET_KEY" in done.stdout
    assert not (tmp_path / "secret-key").exists()
