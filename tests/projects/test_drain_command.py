"""`manage.py drain`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from projects.enums import Queue, WorkerState
from projects.models import Worker
from projects.operations import workers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _three():
    for number, queue in ((1, Queue.CPU), (2, Queue.GPU), (12, Queue.GPU)):
        name = f"{queue}@here:{number}"
        workers.register(name, queue=queue, host="here", pid=number)
        workers.found_fit(name, [])


def run(*arguments):
    said, complaints = StringIO(), StringIO()
    call_command("drain", *arguments, stdout=said, stderr=complaints)
    return said.getvalue() + complaints.getvalue()


def draining():
    rows = Worker.objects.order_by("pk")
    return [row.pid for row in rows if row.judged() == WorkerState.DRAINING]


def test_one_by_name_or_by_what_only_it_has():
    assert "gpu@here:2: ends after its step" in run("gpu@here:2")
    run("cpu")
    assert draining() == [1, 2]


def test_a_queue_and_all():
    run("--queue", "gpu")
    assert draining() == [2, 12]
    assert "is being drained already" in run("--all")
    assert draining() == [1, 2, 12]


def test_second_thoughts():
    run("--all")
    run("--undo", "gpu@here:12")
    assert draining() == [1, 2]


@pytest.mark.parametrize("name", ["here", "nowhere"])
def test_a_name_that_is_not_one_is_refused_with_those_there_are(name):
    with pytest.raises(CommandError, match="cpu@here:1, gpu@here:2, gpu@here:12"):
        run(name)
    assert draining() == []
