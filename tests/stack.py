"""The product's own processes, started as the Procfile says, for end-to-end tests.

with Stack({"DATABASE_URL": postgres_url}, tmp_path / "var", set_up=DEMO) as stack:
    page.goto(stack.base_url)
    stack.kill("worker-gpu", signal.SIGKILL)
    stack.start("worker-gpu")
"""

import http.client
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from scripts import processes
from tests.attacks.few import few_attacks
from tests.made_once import made_once
from tests.services import free_port, wait_until

ROOT = Path(__file__).resolve().parent.parent
START_TIMEOUT_S = 60.0
STOP_GRACE_S = 3.0
LOG_TAIL = 3000
WORKER_READY = " ready."  # what Celery writes when a worker takes tasks
BEAT_READY = "beat: Starting"
# Made of the models: migrations, which come to the same (`make lint`), take ten seconds.
TABLES = """
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)
settings.MIGRATION_MODULES = {}
call_command("migrate", fake=True, interactive=False, verbosity=0)
"""
# In one process: each start of Django takes seconds.
SET_UP = f"""{TABLES}
call_command("sync_packs", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
"""
DEMO = f'{SET_UP}call_command("seed_demo", verbosity=0)\n'
# What makes one site's set-up differ from another's.
DIFFERING = ("DATABASE_URL", "REVIEWHUB_PACKS")


def procfile_commands(path: Path = ROOT / "Procfile") -> dict[str, str]:
    """Process names and their shell commands, in the file's order."""
    pairs = (line.split(":", 1) for line in path.read_text().splitlines() if line)
    return {name.strip(): command.strip() for name, command in pairs}


class Stack:
    """Web, workers and beat on one state folder; all of it ends with the `with` block."""

    def __init__(
        self,
        env: Mapping[str, str],
        var: Path,
        *,
        roles: Sequence[str] | None = None,
        commands: Mapping[str, str] | None = None,
        set_up: str = SET_UP,
    ) -> None:
        self.var = var
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self._commands = dict(commands or procfile_commands())
        self._roles = list(self._commands if roles is None else roles)
        self._set_up = set_up
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        # The test's own Python comes first, as .venv does in `make run`.
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.env = {
            **{k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")},
            "DJANGO_SETTINGS_MODULE": "reviewhub.settings",
            "PATH": path,
            "PYTHONUNBUFFERED": "1",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "REVIEWHUB_VAR": str(var),
            "REVIEWHUB_BASE_URL": self.base_url,
            "REVIEWHUB_VERDICT_GRACE_S": "0",  # students read a verdict at once
            "REVIEWHUB_ATTACKS": str(few_attacks()),  # all of them take a minute
            "REVIEWHUB_DOCTOR": str(few_attacks().parent),
            **env,
        }

    def __enter__(self) -> Self:
        try:
            if self._set_up:
                self._make_site()
            for role in self._roles:
                self.start(role, wait=False)
            for role in self._roles:
                self.wait_ready(role)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _make_site(self) -> None:
        """A copy, where other sites of the test run are set up in the same way."""
        if any(self.env.get(name) for name in DIFFERING):
            self._set_up_in(self.var)
            return
        name = f"site-{sha256(self._set_up.encode()).hexdigest()[:16]}"
        made = made_once(name, self._set_up_in)
        shutil.copytree(made, self.var, dirs_exist_ok=True)

    def _set_up_in(self, var: Path) -> None:
        self._manage(
            ["shell", "--no-imports", "-c", self._set_up],
            {**self.env, "REVIEWHUB_VAR": str(var)},
        )

    def manage(self, *arguments: str, stdin: str = "") -> str:
        """Run a management command with the stack's settings; gives back its output."""
        return self._manage(arguments, self.env, stdin)

    def _manage(
        self, arguments: Sequence[str], env: Mapping[str, str], stdin: str = ""
    ) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=env,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(
                f"manage.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}"
            )
        return done.stdout

    def start(self, role: str, *, wait: bool = True) -> None:
        if role in self._running:
            raise RuntimeError(f"{role} runs already")
        log = self.log_path(role)
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            self._running[role] = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "sh", "-c", self._commands[role]],
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        if wait:
            self.wait_ready(role)

    def wait_ready(self, role: str) -> None:
        def ready() -> bool:
            status = self._running[role].poll()
            if status is not None:
                raise RuntimeError(f"{role} ended with {status}:\n{self.log(role)}")
            return self._answers(role)

        try:
            wait_until(ready, f"the start of {role}", START_TIMEOUT_S)
        except TimeoutError as error:
            raise TimeoutError(f"{error}:\n{self.log(role)}") from None

    def _answers(self, role: str) -> bool:
        if role == "web":
            return self.status_of("/") is not None
        sign = BEAT_READY if role == "beat" else WORKER_READY
        return sign in self.log_path(role).read_text(errors="replace")

    def status_of(self, path: str) -> int | None:
        """The HTTP status of a page, redirects not followed; None if nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def log_path(self, role: str) -> Path:
        return self.var / "logs" / f"{role}.log"

    def log(self, role: str) -> str:
        return self.log_path(role).read_text(errors="replace")[-LOG_TAIL:]

    def fallen(self) -> list[str]:
        """Roles that ended though nobody ended them; forgotten, to be started again."""
        fallen = [r for r, p in self._running.items() if p.poll() is not None]
        for role in fallen:
            del self._running[role]
        return fallen

    def kill(self, role: str, number: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal to the role's main process and wait until it has ended.

        What it started is left to the product's own care, as when a machine kills it.
        """
        process = self._running.pop(role)
        process.send_signal(number)
        process.wait(START_TIMEOUT_S)

    def pid(self, role: str) -> int:
        """Of the role's main process: the shell that started it has become it."""
        return self._running[role].pid

    def send(self, role: str, number: signal.Signals) -> None:
        """Send a signal to the role and all below it, as SIGSTOP and SIGCONT need."""
        pid = self._running[role].pid
        processes.send({pid} | processes.descendants(pid), number)

    def stop(self) -> None:
        """End everything, politely at first; nothing is left when this returns."""
        pids: set[int] = set()
        for process in self._running.values():
            pids |= {process.pid} | processes.descendants(process.pid)
        processes.end(pids, STOP_GRACE_S)
        for process in self._running.values():
            process.wait(STOP_GRACE_S)
        self._running.clear()
