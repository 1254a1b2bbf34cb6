from io import StringIO

import pytest
import yaml
from django.core.management import call_command
from django.test import Client

from tests import factories


def test_the_schema_is_valid_and_written_without_a_warning():
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=StringIO())


@pytest.mark.django_db
def test_the_schema_is_for_those_who_are_signed_in():
    assert Client().get("/api/schema/").status_code == 403


@pytest.mark.django_db
def test_the_schema_tells_every_address_of_the_api():
    client = Client()
    client.force_login(factories.user())
    answer = client.get("/api/schema/")
    assert answer.status_code == 200
    told = yaml.safe_load(answer.content)
    assert set(told["paths"]) == {
        "/api/submissions/",
        "/api/submissions/{uid}/",
        "/api/standing-request/",
        *(
            f"/api/submissions/{{uid}}/{verb}/"
            for verb in (
                *("appeal", "ask-to-explain", "claim", "explain", "grade-again"),
                *("not-accept", "refer-unchecked", "resume-review"),
                *("release", "withdraw"),
            )
        ),
    }
