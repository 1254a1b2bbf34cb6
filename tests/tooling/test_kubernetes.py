"""The manifests of deploy/kubernetes: of the right form, and saying what docker-compose.yml says."""

import shlex

import kubernetes_validate
import pytest
import yaml

from tests.tooling.compose import ROOT, services, told
from tests.tooling.test_compose import OURS, SECRETS, SERVICES, WORKERS

VERSIONS = ("1.31", "1.34", "1.37")
FOLDER = ROOT / "deploy" / "kubernetes"
DOCUMENTS = [
    document
    for path in sorted(FOLDER.glob("*.yaml"))
    for document in yaml.safe_load_all(path.read_text())
]
PODS = {
    document["metadata"]["name"]: document["spec"]["template"]["spec"]
    for document in DOCUMENTS
    if document["kind"] in ("Deployment", "Job")
}
SETTINGS = {
    document["metadata"]["name"]: document.get("data") or document.get("stringData")
    for document in DOCUMENTS
    if document["kind"] in ("ConfigMap", "Secret")
}
ROLES = tuple(role for role in OURS if role not in ("fetch-data", "worker-gpu"))
EVERY_CONTAINER = [
    pytest.param(pod, container, id=f"{name}-{container['name']}")
    for name, pod in PODS.items()
    for container in (*pod.get("initContainers", ()), *pod["containers"])
]


def variables(pod):
    """Names and values that its container is told; the last to name one decides."""
    container = pod["containers"][0]
    values = {}
    for source in container["envFrom"]:
        ((_, reference),) = source.items()
        values |= SETTINGS[reference["name"]]
    return values | {each["name"]: each["value"] for each in container.get("env", ())}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "document",
    DOCUMENTS,
    ids=lambda document: f"{document['kind']}-{document['metadata']['name']}",
)
def test_kubernetes_knows_every_field(document, version):
    kubernetes_validate.validate(document, version, strict=True)


def test_a_wrong_field_is_found():
    broken = {**DOCUMENTS[0], "speck": {}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, VERSIONS[-1], strict=True)


def test_every_role_of_the_compose_file_is_there():
    assert set(PODS) == set(ROLES)


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"setup"}))
def test_a_role_runs_what_it_runs_there(role):
    command = PODS[role]["containers"][0]["command"]
    assert shlex.split(command[-1]) == shlex.split(SERVICES[role]["command"][-1])
    assert command[:-1] == SERVICES[role]["command"][:-1]


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_told_what_it_is_told_there_and_no_secret_more(role):
    there = set(told(SERVICES[role], SECRETS))
    here = variables(PODS[role])
    plain = {"REVIEWHUB_S3_BUCKET", "REVIEWHUB_S3_ENDPOINT"}
    assert set(here) - plain <= there
    assert here["REVIEWHUB_SIGNS"] == told(SERVICES[role], SECRETS)["REVIEWHUB_SIGNS"]
    optional = {"REVIEWHUB_DATA", "REVIEWHUB_CSRF_ORIGINS"}
    assert there - set(here) <= optional


def test_workers_have_keys_of_their_own_to_the_bucket():
    for role in ("worker-cpu", "worker-train"):
        sources = str(PODS[role]["containers"][0]["envFrom"])
        assert "reviewhub-bucket-of-workers" in sources
        assert "reviewhub-key" not in sources


@pytest.mark.parametrize(("pod", "container"), EVERY_CONTAINER)
def test_every_container_is_confined(pod, container):
    assert container["image"] == services(SECRETS)["web"]["image"]
    confined = container["securityContext"]
    assert confined["readOnlyRootFilesystem"]
    assert confined["allowPrivilegeEscalation"] is False
    assert confined["capabilities"] == {"drop": ["ALL"]}
    assert container["resources"]["limits"]["memory"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["runAsUser"] == 10001
    assert pod["automountServiceAccountToken"] is False


@pytest.mark.parametrize("role", ROLES)
def test_only_workers_may_make_namespaces_and_by_our_filter(role):
    grades = role in WORKERS
    pod = PODS[role]
    profile = pod["securityContext"]["seccompProfile"]
    assert (profile["type"] == "Localhost") == grades
    assert (
        pod["containers"][0]["securityContext"].get("procMount") is not None
    ) == grades
    # Kubernetes unmasks /proc only in a pod with users of its own.
    assert (pod.get("hostUsers") is False) == grades
    if grades:
        assert profile["localhostProfile"] in (FOLDER / "README.md").read_text()


def test_every_setting_comes_from_one_that_is_there():
    named = {
        reference["name"]
        for pod in PODS.values()
        for container in pod["containers"]
        for source in container["envFrom"]
        for reference in source.values()
    }
    named |= {
        volume["secret"]["secretName"]
        for pod in PODS.values()
        for volume in pod.get("volumes", ())
        if "secret" in volume
    }
    assert named == set(SETTINGS)
