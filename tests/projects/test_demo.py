import io

import pytest
from django.conf import settings
from django.core.management import call_command

from projects.enums import State
from projects.models import Submission, User
from projects.operations.demo import HANDED_IN, PASSWORD, PEOPLE, hand_in, seed
from projects.operations.pack_sync import sync_packs

pytestmark = pytest.mark.django_db


@pytest.fixture
def packs():
    return sync_packs(settings.PACKS_DIR)


def test_everybody_of_the_demo_can_sign_in(packs, client):
    assert seed() is True
    for person in PEOPLE:
        assert client.login(username=person.email, password=PASSWORD), person


def test_seeding_again_changes_nothing(packs, capsys):
    call_command("seed_demo", "--with-submissions")
    before = set(User.objects.values_list("pk", "password"))
    call_command("seed_demo", "--with-submissions")
    assert set(User.objects.values_list("pk", "password")) == before
    assert Submission.objects.count() == len(HANDED_IN)
    assert "was there already" in capsys.readouterr().out


def test_what_is_handed_in_waits_for_the_checks_like_anybodys(packs):
    seed()
    assert hand_in(settings.PACKS_DIR) == len(HANDED_IN)
    states = Submission.objects.values_list("student__email", "state")
    assert dict(states) == dict.fromkeys(HANDED_IN, State.CHECKING)


def test_without_being_asked_nothing_is_handed_in(packs):
    call_command("seed_demo")
    assert not Submission.objects.exists()


def test_one_command_sets_everything_up_and_names_the_accounts(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    out = io.StringIO()
    call_command("set_up", stdout=out)
    assert (settings.STATIC_ROOT / "css" / "base.css").is_file()
    assert Submission.objects.count() == len(HANDED_IN)
    lines = out.getvalue().splitlines()
    assert lines[0] == "Demo data made."
    assert [line.split()[-1] for line in lines[1:]] == [PASSWORD] * len(PEOPLE)
