"""docker-compose.yml without a Docker engine: each role is started just as the file says.

Against private servers, with the file's commands and environment; only the host names of the
two servers and the folder of the shared volume are ours.
"""

import re
import shlex
import subprocess
import sys

import pytest

from tests.services import wait_until
from tests.stack import Stack, procfile_commands
from tests.tooling.compose import ROOT, Unset, fill_in, services

SECRETS = {
    "REVIEWHUB_SECRET_KEY": "a-secret-for-tests",
    "POSTGRES_PASSWORD": "anything",
}
SERVICES = services(SECRETS)
ROLES = ("web", "worker-cpu", "worker-train", "worker-gpu", "beat")
WORKERS = ("worker-cpu", "worker-train", "worker-gpu")
BEAT_TO_WORKER_S = 40


def shell_command(service):
    command = SERVICES[service]["command"]
    return command[2] if command[:2] == ["sh", "-c"] else f"exec {shlex.join(command)}"


@pytest.mark.parametrize(
    ("role", "process"),
    [
        ("web", "web"),
        ("worker-cpu", "worker-cpu"),
        ("worker-train", "worker-gpu"),
        ("worker-gpu", "worker-gpu"),
        ("beat", "beat"),
    ],
)
def test_a_role_runs_what_make_run_runs(role, process):
    assert shlex.split(shell_command(role)) == shlex.split(procfile_commands()[process])


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_that_is_not_given_stops_it(secret):
    given = {name: value for name, value in SECRETS.items() if name != secret}
    with pytest.raises(Unset, match=secret):
        services(given)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_waits_for_set_up_and_servers(role):
    waits = {
        name: each["condition"] for name, each in SERVICES[role]["depends_on"].items()
    }
    assert waits == {
        "setup": "service_completed_successfully",
        "postgres": "service_healthy",
        "redis": "service_healthy",
    }
    assert "healthcheck" in SERVICES["postgres"]
    assert "healthcheck" in SERVICES["redis"]


@pytest.mark.parametrize("role", sorted(SERVICES))
def test_only_workers_may_make_namespaces(role):
    assert ("security_opt" in SERVICES[role]) == (role in WORKERS)
    assert "privileged" not in SERVICES[role]


def test_only_the_web_is_reached_and_only_from_this_machine():
    published = {
        name: each["ports"] for name, each in SERVICES.items() if "ports" in each
    }
    assert published == {"web": ["127.0.0.1:8000:8000"]}


def test_the_gpu_is_asked_for_only_in_its_profile():
    asking = {
        name for name, each in SERVICES.items() if "devices" in str(each.get("deploy"))
    }
    assert asking == {"worker-gpu"}
    assert SERVICES["worker-gpu"]["profiles"] == ["gpu"]


def test_the_image_holds_the_attacks_and_no_other_test():
    """The last line that fits a path decides, as for Docker."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules.index("*") < rules.index("!tests/") < rules.index("tests/*")
    assert rules.index("tests/*") < rules.index("!tests/attacks/")
    assert [rule for rule in rules if rule.startswith("!tests")] == [
        "!tests/",
        "!tests/attacks/",
    ]
    assert "COPY . ./" in (ROOT / "Dockerfile").read_text()


def test_every_setting_it_passes_is_one_that_the_product_reads():
    passed = {name for role in ROLES for name in SERVICES[role]["environment"]}
    settings = "".join(path.read_text() for path in (ROOT / "reviewhub").glob("*.py"))
    # boto3 reads these two by itself.
    assert {name for name in passed if name not in settings} == {
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
    }


def test_the_example_settings_are_all_used():
    example = (ROOT / ".env.example").read_text()
    names = set(re.findall(r"^(\w+)=", example, re.MULTILINE))
    file = (ROOT / "docker-compose.yml").read_text()
    assert {name for name in names if f"${{{name}" not in file} == set()


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("${A}", "one"),
        ("${B}", ""),
        ("${A:-two} ${B:-two}", "one two"),
        ("$$A", "$A"),
    ],
)
def test_variables_are_filled_in_as_compose_does(text, filled):
    assert fill_in(text, {"A": "one"}) == filled


@pytest.fixture(scope="module")
def composed(postgres_url, redis_url, tmp_path_factory):
    """All roles, up, set up by the file's own one-shot service."""
    var = tmp_path_factory.mktemp("state")
    env = dict(SERVICES["worker-gpu"]["environment"])
    ours = postgres_url.rpartition("@")[2]
    env["DATABASE_URL"] = env["DATABASE_URL"].replace("postgres:5432/reviewhub", ours)
    env["CELERY_BROKER_URL"] = redis_url
    commands = {role: shell_command(role) for role in ROLES}
    # Two workers of one queue on one machine: containers have names of their own.
    commands["worker-gpu"] = commands["worker-gpu"].replace("gpu@%h", "gpu@device")
    stack = Stack(env, var, commands=commands, set_up=False)
    subprocess.run(
        ["sh", "-c", shell_command("setup")],
        cwd=ROOT,
        env=stack.env,
        check=True,
        capture_output=True,
    )
    with stack:
        yield stack


def test_the_web_answers_and_its_health_check_says_so(composed):
    assert composed.status_of("/login/") == 200
    check = SERVICES["web"]["healthcheck"]["test"]
    assert check[:2] == ["CMD", "python"]
    asked = [sys.executable, *check[2:]]
    assert (
        subprocess.run(asked, cwd=ROOT, env=composed.env, check=False).returncode == 0
    )
    nobody = {**composed.env, "PORT": "1"}
    assert subprocess.run(asked, cwd=ROOT, env=nobody, check=False).returncode == 1


def test_beat_reaches_a_worker_through_redis(composed):
    """Whichever worker it is: all of them listen for sweeps."""
    logs = [composed.log_path(role) for role in ROLES if role.startswith("worker-")]
    done = re.compile(r"Task workers\.tasks\.sweep\[.*\] succeeded in")
    wait_until(
        lambda: any(done.search(log.read_text()) for log in logs),
        "a task sent by beat",
        BEAT_TO_WORKER_S,
    )


@pytest.mark.parametrize("role", ["worker-train", "worker-gpu"])
def test_the_training_workers_listen_to_their_queue(composed, role):
    log = composed.log_path(role).read_text()
    assert re.search(r"\.> gpu +exchange=", log)
    assert not re.search(r"\.> cpu +exchange=", log)
