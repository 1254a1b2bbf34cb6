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
from tests.tooling.compose import ROOT, Unset, fill_in, services, told, whole

SECRETS = {
    "REVIEWHUB_SECRET_KEY": "a-secret-for-tests",
    "POSTGRES_PASSWORD": "anything",
}
SERVICES = services(SECRETS)
WORKERS = ("worker-cpu", "worker-train", "worker-gpu")
ROLES = ("web", *WORKERS, "worker-mail", "beat")
OURS = (*ROLES, "setup", "fetch-data")
VAR = "/var/lib/reviewhub"
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
        ("worker-mail", "worker-mail"),
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
def test_every_container_is_confined(role):
    service = SERVICES[role]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "privileged" not in service
    if role not in ("postgres", "proxy"):
        assert "cap_add" not in service
    if role != "fetch-data":
        assert service["mem_limit"]


@pytest.mark.parametrize("role", sorted(SERVICES))
def test_only_workers_may_make_namespaces_and_by_our_filter(role):
    options = SERVICES[role]["security_opt"]
    ours = "seccomp=./deploy/seccomp.json"
    assert (ours in options) == (role in WORKERS)
    assert (len(options) > 1) == (role in WORKERS)
    assert "seccomp=unconfined" not in options


def test_only_the_proxy_is_reached_and_only_from_this_machine():
    published = {
        name: each["ports"] for name, each in SERVICES.items() if "ports" in each
    }
    assert published == {"proxy": ["127.0.0.1:8000:80", "127.0.0.1:8443:443"]}


def test_who_meets_whom():
    file = whole(SECRETS)
    inside = {
        name: str(net and net.get("internal")) for name, net in file["networks"].items()
    }
    assert inside == {"front": "True", "back": "true", "world": "None"}
    on = {name: set(each["networks"]) for name, each in SERVICES.items()}
    assert {name for name, nets in on.items() if "front" in nets} == {"proxy", "web"}
    assert {name for name, nets in on.items() if "world" in nets} == {
        *("proxy", "worker-mail", "fetch-data"),
    }
    assert "back" not in on["proxy"]


@pytest.mark.parametrize(
    ("secret", "owners"),
    [
        ("REVIEWHUB_SECRET_KEY", {"web", "worker-mail"}),
        ("REVIEWHUB_EMAIL_PASSWORD", {"worker-mail"}),
        ("AWS_SECRET_ACCESS_KEY", {"web", *WORKERS}),
        ("POSTGRES_PASSWORD", {"postgres"}),
    ],
)
def test_a_secret_is_told_to_those_who_need_it(secret, owners):
    assert {
        name for name, each in SERVICES.items() if secret in each.get("environment", {})
    } == owners


def test_workers_may_have_keys_of_their_own_to_the_bucket():
    given = {**SECRETS, "AWS_SECRET_ACCESS_KEY": "web's"}
    assert (
        told(services(given)["worker-cpu"], given)["AWS_SECRET_ACCESS_KEY"] == "web's"
    )
    given["WORKER_AWS_SECRET_ACCESS_KEY"] = "workers'"
    found = services(given)
    assert told(found["worker-cpu"], given)["AWS_SECRET_ACCESS_KEY"] == "workers'"
    assert told(found["web"], given)["AWS_SECRET_ACCESS_KEY"] == "web's"


def test_only_who_has_the_key_signs():
    for role in OURS:
        environment = told(SERVICES[role], SECRETS)
        signs = environment["REVIEWHUB_SIGNS"] == "1"
        assert signs == ("REVIEWHUB_SECRET_KEY" in environment), role


def test_what_the_web_serves_is_written_by_nobody_who_runs_code_of_students():
    mounted = {
        role: {
            volume.rpartition(":")[0] if volume.endswith(":ro") else volume: volume
            for volume in SERVICES[role].get("volumes", ())
        }
        for role in OURS
    }
    static = f"static:{VAR}/static"
    assert {role for role, at in mounted.items() if static in at} == {"setup", "web"}
    assert mounted["web"][static].endswith(":ro")
    for role in WORKERS:
        written = {
            volume for volume in mounted[role].values() if not volume.endswith(":ro")
        }
        assert written == {
            f"{name}:{VAR}/{name}" for name in ("media", "doctor", "slots")
        }


def test_every_volume_lies_over_a_folder_that_its_user_owns():
    image = (ROOT / "Dockerfile").read_text()
    folders = re.search(r"for folder in ([^;]+);", image)[1].split()
    places = {
        volume.split(":")[1]
        for role in OURS
        for volume in SERVICES[role].get("volumes", ())
    }
    assert places - {f"{VAR}/{folder}" for folder in folders} == {"/srv/data"}
    assert "install -d -o reviewhub -g reviewhub /srv/data" in image
    assert "VOLUME" not in image


def test_one_service_builds_the_image_that_all_share():
    assert [name for name, each in SERVICES.items() if "build" in each] == ["setup"]
    assert {SERVICES[role]["image"] for role in OURS} == {"reviewhub"}


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("REVIEWHUB_GPU_SLOTS", WORKERS),
        ("REVIEWHUB_CPU_SLOTS", WORKERS),
        ("REVIEWHUB_WARM", WORKERS),
        ("WEB_CONCURRENCY", ("web",)),
        ("REVIEWHUB_EMAIL_TLS", ("worker-mail",)),
    ],
)
def test_a_setting_of_the_env_file_reaches_its_role(name, roles):
    given = {**SECRETS, name: "0"}
    for role in roles:
        assert told(services(given)[role], given)[name] == "0"


def test_the_database_is_asked_where_the_server_that_sets_up_does_not_listen():
    (shell,) = SERVICES["postgres"]["healthcheck"]["test"][1:]
    assert "pg_isready -h 127.0.0.1" in shell


def test_data_sets_are_brought_by_a_role_that_may_write_them():
    service = SERVICES["fetch-data"]
    assert service["command"] == ["python", "manage.py", "fetch_data"]
    assert service["volumes"] == ["data:/srv/data"]
    assert service["profiles"] == ["data"]
    assert all("data:/srv/data:ro" in SERVICES[role]["volumes"] for role in WORKERS)


def test_redis_leaves_no_volume_behind():
    assert SERVICES["redis"]["tmpfs"] == ["/data"]


def test_images_of_others_are_pinned_and_can_be_exchanged():
    for role in ("postgres", "redis", "proxy"):
        name = role.upper()
        image = SERVICES[role]["image"]
        assert re.fullmatch(r"\w+:\d+(\.\d+)*", image)
        by_digest = f"{image}@sha256:0"
        assert (
            services({**SECRETS, f"{name}_IMAGE": by_digest})[role]["image"]
            == by_digest
        )


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
    passed = {name for role in OURS for name in SERVICES[role]["environment"]}
    reading = [
        *(ROOT / "reviewhub").glob("*.py"),
        ROOT / "workers" / "agent" / "slots.py",
    ]
    settings = "".join(path.read_text() for path in reading) + shell_command("web")
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
        ("${B:-${A:-two}}", "one"),
        ("<${B:-a <b@c>}>", "<a <b@c>>"),
    ],
)
def test_variables_are_filled_in_as_compose_does(text, filled):
    assert fill_in(text, {"A": "one"}) == filled


@pytest.fixture(scope="module")
def composed(postgres_url, redis_url, tmp_path_factory):
    """All roles, up, set up by the file's own one-shot service."""
    var = tmp_path_factory.mktemp("state")
    env = told(SERVICES["web"], SECRETS)
    ours = postgres_url.rpartition("@")[2]
    env["DATABASE_URL"] = env["DATABASE_URL"].replace("postgres:5432/reviewhub", ours)
    env["CELERY_BROKER_URL"] = redis_url
    commands = {role: shell_command(role) for role in ROLES}
    # Two workers of one queue on one machine: containers have names of their own.
    commands["worker-gpu"] = commands["worker-gpu"].replace("gpu@%h", "gpu@device")
    for role in (*WORKERS, "beat"):
        assert told(SERVICES[role], SECRETS)["REVIEWHUB_SIGNS"] == "0"
        commands[role] = (
            f"unset REVIEWHUB_SECRET_KEY; REVIEWHUB_SIGNS=0 {commands[role]}"
        )
    stack = Stack(env, var, commands=commands, set_up="")
    subprocess.run(
        ["sh", "-c", shell_command("setup")],
        cwd=ROOT,
        env={**stack.env, "REVIEWHUB_SIGNS": "0"},
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
    logs = [composed.log_path(role) for role in WORKERS]
    done = re.compile(r"Task workers\.agent\.tasks\.sweep\[.*\] succeeded in")
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
