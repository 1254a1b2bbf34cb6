"""What becomes of rows that were there before."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone


@pytest.mark.django_db(transaction=True)
def test_accounts_from_before_count_as_proved():
    executor = MigrationExecutor(connection)
    everything = executor.loader.graph.leaf_nodes()
    [after] = [
        node
        for node in executor.loader.graph.nodes
        if node[0] == "projects" and node[1].endswith("_proved_addresses")
    ]
    [before] = [
        node.key
        for node in executor.loader.graph.node_map[after].parents
        if node.key[0] == "projects"
    ]
    executor.migrate([before])
    old = executor.loader.project_state([before]).apps.get_model("projects", "User")
    ada = old.objects.create(
        email="ada@example.org", name="Ada", date_joined=timezone.now()
    )
    executor = MigrationExecutor(connection)
    executor.migrate(everything)
    now = executor.loader.project_state(everything).apps.get_model("projects", "User")
    assert now.objects.get(pk=ada.pk).email_verified_at == ada.date_joined


@pytest.mark.django_db(transaction=True)
def test_certifications_from_before_hold_for_every_language():
    executor = MigrationExecutor(connection)
    everything = executor.loader.graph.leaf_nodes()
    [after] = [
        node
        for node in executor.loader.graph.nodes
        if node[0] == "projects" and node[1].endswith("_certifications_and_requests")
    ]
    [before] = [
        node.key
        for node in executor.loader.graph.node_map[after].parents
        if node.key[0] == "projects"
    ]
    executor.migrate([before])
    old = executor.loader.project_state([before]).apps
    person = old.get_model("projects", "User").objects.create(
        email="grace@example.org", name="Grace"
    )
    projects = old.get_model("projects", "Project").objects
    rows = old.get_model("projects", "Certification").objects
    for order, state in enumerate(("certified", "inactive"), 1):
        project = projects.create(slug=f"project-{order}", order=order)
        rows.create(user=person, project=project, state=state)
    executor = MigrationExecutor(connection)
    executor.migrate(everything)
    now = executor.loader.project_state(everything).apps
    found = now.get_model("projects", "Certification").objects.order_by("pk")
    assert sorted(found.values_list("project__order", "language", "state")) == [
        (1, "en", "certified"),
        (1, "ja", "certified"),
        (2, "en", "paused"),
        (2, "ja", "paused"),
    ]
