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
