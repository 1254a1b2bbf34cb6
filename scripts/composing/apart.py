"""Checks in the running containers that each role has only the rights that it needs."""

from typing import Any

from scripts import say
from scripts.composing.compose import Compose
from scripts.composing.connecting import NAME_SERVER
from scripts.composing.engine import Failed

OURS = ("web", "worker-cpu", "worker-train", "worker-mail", "beat")
WORKERS = ("worker-cpu", "worker-train")
USER = "10001"

# Secret variables, and the roles that may have them.
SECRETS = {
    "REVIEWHUB_SECRET_KEY": {"web", "worker-mail"},
    "REVIEWHUB_EMAIL_PASSWORD": {"worker-mail"},
    "AWS_SECRET_ACCESS_KEY": {"web", *WORKERS},
}
REACH_THE_WORLD = {"worker-mail"}  # among our roles
# A role that reaches the engine network's name server can also reach the internet.
REACH = f"import socket; socket.create_connection(({NAME_SERVER!r}, 53), 3)"
MAY_NOT_WRITE = (
    *((role, "/srv/reviewhub/x") for role in OURS),
    ("web", "/var/lib/reviewhub/static/x"),
    ("web", "/var/lib/reviewhub/candidates/x"),
    ("worker-cpu", "/srv/data/x"),
    ("worker-cpu", "/opt/runtimes/x"),
)


def require_apart(compose: Compose) -> None:
    running = sorted(compose.run("ps", "--services").split())
    faults = [
        fault
        for service in running
        for fault in faults_of(service, compose.inspected(service))
    ]
    for service in OURS:
        faults += _of_network(compose, service)
        user = compose.run_in(service, "id", "-u").strip()
        faults += [] if user == USER else [f"{service} runs as {user}"]
    for service, place in MAY_NOT_WRITE:
        if not compose.refused_in(service, "touch", place):
            faults.append(f"{service} may write {place}")
    if not compose.refused_in("worker-cpu", "ls", "/var/lib/reviewhub/static"):
        faults.append("worker-cpu sees the web's static files")
    if faults:
        raise Failed(
            "Roles have rights that they do not need:\n  " + "\n  ".join(faults)
        )
    say.note(f"{', '.join(running)}: read-only, without capabilities, limited")


def faults_of(service: str, container: dict[str, Any]) -> list[str]:
    """The faults in a container's settings, as the engine reports them."""
    host, faults = container["HostConfig"], []
    wanted = {
        "a root that can be written": host["ReadonlyRootfs"],
        "capabilities": "ALL" in (host["CapDrop"] or ()),
        "new privileges": "no-new-privileges:true" in (host["SecurityOpt"] or ()),
        "no limit of memory": host["Memory"],
        "no limit of processes": host["PidsLimit"],
        "privileges": not host["Privileged"],
    }
    if "seccomp=unconfined" in (host["SecurityOpt"] or ()):
        faults.append(f"{service} has no filter of system calls")
    faults += [f"{service} has {what}" for what, held in wanted.items() if not held]
    if host["PortBindings"] and service != "proxy":
        faults.append(f"{service} is published")
    names = {pair.partition("=")[0] for pair in container["Config"]["Env"]}
    for secret, owners in SECRETS.items():
        if secret in names and service not in owners:
            faults.append(f"{service} is told {secret}")
    return faults


def _of_network(compose: Compose, service: str) -> list[str]:
    reaches = not compose.refused_in(service, "python", "-c", REACH)
    if reaches == (service in REACH_THE_WORLD):
        return []
    return [f"{service} {'has a' if reaches else 'has no'} way out of the machine"]
