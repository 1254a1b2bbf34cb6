"""The steps of the test in the engine. The first failure ends it."""

import platform
import secrets
import time
from pathlib import Path

from scripts import say
from scripts.composing import apart, crowd, grading, images
from scripts.composing.compose import Compose
from scripts.composing.engine import Failed, ask
from scripts.composing.visitor import Visitor

HOST, PORT = "127.0.0.1", 8000
SITE = f"http://{HOST}:{PORT}"
FILE = say.ROOT / "docker-compose.yml"
WORKERS = ("worker-cpu", "worker-train")
LISTS_DATA = ("fetch_data", "--list")

HALF_SENT = 12
PROMPT_S = 1.0
TOO_LARGE = 31_000_000
AWAY_S = 60.0
POLL_S = 0.5


class Trial:
    def __init__(self, command: list[str], folder: Path) -> None:
        self.steps = say.Steps(total=11)
        self.command = command
        self.folder = folder
        self.settings = {
            "REVIEWHUB_SECRET_KEY": secrets.token_urlsafe(48),
            "POSTGRES_PASSWORD": secrets.token_hex(16),
            "PUBLISH_HTTP": f"{HOST}:{PORT}",
        }

    def run(self) -> None:
        with self.steps.step("Container engine"):
            self._versions()
        with self.steps.step("Images that are not ours"):
            self._images()
        compose = Compose(self.command, FILE, self.settings, self.folder / "env")
        try:
            self._try(compose)
        except BaseException:
            print(_last_words(compose), flush=True)
            raise
        finally:
            compose.run("down", "--volumes", "--remove-orphans", "--timeout", "5")
        say.note(f"all of it took {self.steps.seconds():.0f} s")

    def _try(self, compose: Compose) -> None:
        with self.steps.step("Our image"):
            compose.run("down", "--volumes", "--remove-orphans")
            compose.run("build")
            say.note(f"{images.size_mb('reviewhub')} MB")
        with self.steps.step("Everything up, and the proxy answers"):
            compose.run("up", "--detach")
            _wait_for_site()
        with self.steps.step(
            "Roles have only their rights; only the proxy is published"
        ):
            apart.require_apart(compose)
            _fetch_data(compose)
        with self.steps.step("Doctor in the workers"):
            for worker in WORKERS:
                say.note(f"{worker}: {_doctor(compose, worker)}")
        with self.steps.step("Notebooks by HTTP; a worker killed in training"):
            _people(compose)
            told = grading.hand_in_and_wait(compose, SITE)
            grading.require_forks(compose, WORKERS)
        with self.steps.step(f"{HALF_SENT} half-sent requests, and one too large"):
            _stand_the_crowd()
        with self.steps.step("Web restarted under visitors, PostgreSQL away"):
            _restart_web(compose)
            _lose_database(compose)
        with self.steps.step("Everything down, and up again with its data"):
            compose.run("down", "--timeout", "30")
            _no_strangers()
            compose.run("up", "--detach")
            _wait_for_site()
            grading.require_same(told, SITE)
        with self.steps.step("Everything down for good"):
            compose.run("down", "--volumes", "--timeout", "30")
            _no_strangers()

    def _versions(self) -> None:
        said = ask("docker", "version", "--format", "{{.Server.Version}}")
        compose = ask(*self.command, "version", "--short")
        runc = (ask("runc", "--version") or "").partition("\n")[0]
        say.note(
            f"Docker {said}, Compose {compose}, {runc}, Linux {platform.release()}"
        )
        say.note(f"control groups: {_groups()}")

    def _images(self) -> None:
        if images.registry_answers():
            say.note("a registry answers: the images that docker-compose.yml names")
            return
        say.note("no registry answers: stand-ins of Debian's packages")
        images.make_stand_ins(self.command)
        self.settings |= images.SETTINGS


def _groups() -> str:
    v2 = Path("/sys/fs/cgroup/cgroup.controllers").exists()
    return "version 2" if v2 else "version 1"


def _last_words(compose: Compose) -> str:
    """The last log lines of each service, for finding the fault."""
    try:
        return compose.run("ps", "--all") + compose.run("logs", "--tail", "25")
    except say.Stop as stop:
        return str(stop)


def _no_strangers() -> None:
    if strangers := images.anonymous_volumes():
        raise Failed(f"Volumes without a name were left behind: {strangers}")


def _wait_for_site() -> None:
    deadline = time.monotonic() + AWAY_S
    visitor = Visitor(SITE)
    while True:
        try:
            page = visitor.open("/login/")
        except OSError:
            status = 0
        else:
            status = page.status
        if status == 200:  # noqa: PLR2004
            return
        if time.monotonic() > deadline:
            raise Failed(f"The site answers {status}, {AWAY_S:.0f} s after its start")
        time.sleep(POLL_S)


def _doctor(compose: Compose, worker: str) -> str:
    """Fails unless the doctor finds the container fit; tries twice, as the machine may be busy."""
    words = (worker, "python", "manage.py", "doctor")
    try:
        lines = compose.run_in(*words).splitlines()
    except say.Stop:
        say.note(f"{worker} is unfit; the doctor examines it once more")
        lines = compose.run_in(*words).splitlines()
    found = (line for line in reversed(lines) if "attacks blocked" in line)
    return next(found, lines[-1])


def _fetch_data(compose: Compose) -> None:
    """Checks that the role that fetches data may write its folder, which workers only read."""
    compose.run(
        "run", "--rm", "fetch-data", "sh", "-c", "touch /srv/data/x && rm /srv/data/x"
    )
    compose.run("run", "--rm", "fetch-data", "python", "manage.py", *LISTS_DATA)


def _people(compose: Compose) -> None:
    """Makes the first account as in docs/deploying.md, and the demo with two submissions."""
    named = ("--email", "first@example.org", "--name", "First Admin")
    compose.run(
        *(
            "exec",
            "--no-TTY",
            "--env",
            f"DJANGO_SUPERUSER_PASSWORD={secrets.token_hex()}",
        ),
        *("web", "python", "manage.py", "createsuperuser", "--noinput", *named),
    )
    compose.run_in("web", "python", "manage.py", "seed_demo", "--with-submissions")


def _stand_the_crowd() -> None:
    visitor = Visitor(SITE)
    for what, words in (("headers", crowd.HALF), ("bodies", crowd.HALF_A_BODY)):
        with crowd.half_sent(HOST, PORT, HALF_SENT, words):
            took = max(visitor.open("/login/").seconds for _ in range(5))
        say.note(f"{HALF_SENT} half-sent {what}: a page takes {took:.2f} s at most")
        if took > PROMPT_S:
            raise Failed(f"Half-sent {what} make others wait for {took:.1f} s")
    status, text = crowd.announced(HOST, PORT, TOO_LARGE)
    if status != 413 or "30 MB" not in text:  # noqa: PLR2004
        raise Failed(f"{TOO_LARGE} bytes are answered by {status}: {text:.300}")
    say.note("31 MB are refused with a message")


def _restart_web(compose: Compose) -> None:
    """Restarts the web role as an upgrade does; a visitor must only wait."""
    compose.run("stop", "web")
    restarting = compose.start("start", "web")
    page = Visitor(SITE).open("/login/")
    restarting.wait()
    if page.status != 200:  # noqa: PLR2004
        raise Failed(f"While the web restarts, a visitor gets {page.status}")
    say.note(f"a visitor waited {page.seconds:.1f} s for the web to come back")


def _lose_database(compose: Compose) -> None:
    # Until it was healthy once, its failures count as those of a start.
    _wait_for_health(compose, "healthy")
    compose.run("stop", "postgres")
    try:
        _wait_for_health(compose, "unhealthy")
    finally:
        compose.run("start", "postgres")
    _wait_for_health(compose, "healthy")


def _wait_for_health(compose: Compose, wanted: str) -> None:
    began = time.monotonic()
    while True:
        health = str(compose.inspected("web")["State"]["Health"]["Status"])
        took = time.monotonic() - began
        if health == wanted:
            say.note(f"the web is {wanted} after {took:.0f} s")
            return
        if took > 2 * AWAY_S:
            raise Failed(f"The web is {health} and not {wanted} after {took:.0f} s")
        time.sleep(POLL_S)
