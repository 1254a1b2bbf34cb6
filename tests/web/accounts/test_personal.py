"""One's own data: to take along, and to have deleted."""

import io
import json
import zipfile
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from projects.enums import Judgement, State
from projects.models import (
    Artifact,
    CheckResult,
    Comment,
    Erasure,
    Event,
    Run,
    Step,
    User,
)
from projects.operations import drafts, help_lists, messages, reviews, submissions
from projects.queries.audiences import Audience, AudienceKind
from projects.storage import keep
from projects.web.parts.personal_zip import zipped
from tests import factories

pytestmark = pytest.mark.django_db
SECRET = "assert answer == 42"


@pytest.fixture
def project():
    return factories.project()


@pytest.fixture
def cohort():
    return factories.cohort()


@pytest.fixture
def ada(cohort):
    return factories.student(cohort, "Ada")


@pytest.fixture
def client(ada):
    client = Client()
    client.force_login(ada)
    return client


def unpacked(client) -> dict[str, bytes]:
    response = client.post(reverse("projects:my_data"))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/zip"
    assert "attachment" in response["Content-Disposition"]
    assert response["Cache-Control"] == "private, no-store"
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def one_life(ada, cohort, project):
    """A hand-in, checked and reviewed, rated and disputed."""
    grace = factories.reviewer(project, "Grace Murray")
    made = factories.submission(
        project, ada, cohort, State.AWAITING_REVIEW, notes="Be kind."
    )
    run = Run.objects.create(
        submission=made, number=1, state="finished", verdict="passed"
    )
    step = Step.objects.create(
        run=run, kind="examine", queue="cpu", incident="a fault of ours: /srv/secret"
    )
    CheckResult.objects.create(
        step=step,
        order=1,
        check_slug="code.check",
        outcome="failed",
        title_text={"en": "The shape"},
        hint_text={"en": "Look at the shape."},
        evidence=SECRET,
    )
    Artifact.objects.create(run=run, name="executed.ipynb", blob=keep(b"as run"))
    reviews.claim(made, by=grace)
    factories.judge_all(made, grace, Judgement.CHANGES, "Square it.")
    drafts.comment(made, by=grace, file_name="notebook.ipynb", body="Here.", cell=0)
    review = reviews.request_changes(made, by=grace)
    submissions.rate(review, by=ada, stars=4, body="Helpful.")
    submissions.dispute(made, by=ada, reasons={"code": "It is square."})
    return made


def test_the_zip_holds_what_is_theirs(client, ada, cohort, project):
    made = one_life(ada, cohort, project)
    files = unpacked(client)
    account = json.loads(files["account.json"])
    assert (account["name"], account["email"]) == ("Ada", ada.email)
    assert account["cohorts"][0]["title"] == cohort.title
    folder = f"submissions/{project.slug}-1-{str(made.uid)[:8]}"
    assert files[f"{folder}/files/notebook.ipynb"] == factories.NOTEBOOK
    assert files[f"{folder}/run-1/executed.ipynb"] == b"as run"
    told = json.loads(files[f"{folder}/submission.json"])
    assert told["notes"] == "Be kind."
    (result,) = told["runs"][0]["results"]
    assert (result["title"], result["hint"]) == ("The shape", "Look at the shape.")
    (review,) = told["reviews"]
    assert {one["body"] for one in review["criteria"]} == {"Square it."}
    assert review["comments"][0]["body"] == "Here."
    assert review["rating"] == {"stars": 4, "body": "Helpful."}
    assert review["disputed"][0]["body"] == "It is square."
    assert {one["what"] for one in json.loads(files["notifications.json"])} == {
        "request_changes"
    }


def test_the_zip_holds_no_hidden_check_no_incident_and_no_other_person(
    client, ada, cohort, project
):
    one_life(ada, cohort, project)
    other = factories.student(cohort, "Kwame Mensah")
    theirs = factories.submission(project, other, cohort, notes="Of Kwame.")
    Event.objects.create(submission=theirs, kind="submitted", body="Of Kwame.")
    everything = b"\n".join(
        [*unpacked(client).values(), *map(str.encode, unpacked(client))]
    )
    for word in (SECRET, "/srv/secret", "Grace", "Kwame", "Look closely"):
        assert word.encode() not in everything, word


def test_a_reviewers_zip_holds_their_words_and_nobodys_work(ada, cohort, project):
    made = one_life(ada, cohort, project)
    Comment.objects.update(file_name="ada-byron.py")
    grace = made.reviews.get().reviewer
    client = Client()
    client.force_login(grace)
    files = unpacked(client)
    (review,) = json.loads(files["reviews-you-wrote.json"])
    assert review["comments"] == [{"kind": "required", "body": "Here.", "replies": []}]
    deeds = {one["what"] for one in json.loads(files["what-you-did.json"])}
    assert deeds == {"claim", "request_changes"}
    everything = b"\n".join(files.values())
    for word in ("ada-byron", "Be kind", "It is square", ada.email):
        assert word.encode() not in everything, word


def test_a_draft_of_a_review_is_not_shown_to_the_student(client, ada, cohort, project):
    made = factories.submission(project, ada, cohort, State.AWAITING_REVIEW)
    grace = factories.reviewer(project)
    reviews.claim(made, by=grace)
    drafts.save_draft(made, drafts.Draft(general="Not yet."), by=grace)
    assert b"Not yet." not in b"\n".join(unpacked(client).values())


def test_the_zip_is_made_piece_by_piece():
    sizes = []

    def pieces():
        for _ in range(100):
            yield b"x" * 64 * 1024
            sizes.append(1)

    parts = zipped([("big", pieces())])
    first = next(parts)
    assert len(first) < 128 * 1024
    assert len(sizes) == 0, "nothing is read ahead"
    whole = first + b"".join(parts)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert archive.read("big") == b"x" * 6_553_600


def test_the_data_are_not_for_following_links(client):
    assert client.get(reverse("projects:my_data")).status_code == 405


def test_the_account_page_leads_to_both(client):
    page = client.get(reverse("projects:account")).content.decode()
    assert f'action="{reverse("projects:my_data")}"' in page
    assert f'href="{reverse("projects:delete_account")}"' in page


# --- deleting -----------------------------------------------------------------------------

URL = "/account/delete/"


def test_the_page_says_what_happens_to_open_work(client, ada, cohort, project):
    assert "still with us" not in client.get(URL).content.decode()
    factories.submission(project, ada, cohort, State.AWAITING_REVIEW)
    page = client.get(URL).content.decode()
    assert "1 attempt is still with us." in page
    assert "This cannot be undone" in page


def test_with_the_password_the_account_is_gone_and_signed_out(client, ada):
    elsewhere = Client()
    elsewhere.force_login(ada)
    response = client.post(URL, {"password": "correct horse"}, follow=True)
    assert "Your account is deleted." in response.content.decode()
    assert response.redirect_chain == [("/login/", 302)]
    assert Erasure.objects.get().person == ada
    for each in (client, elsewhere):
        assert each.get("/account/").status_code == 302, "every session ends"
    signing_in = {"username": ada.email, "password": "correct horse"}
    assert client.post("/login/", signing_in).status_code == 200


@pytest.mark.parametrize("password", ["", "wrong horse"])
def test_without_the_password_nothing_happens(client, ada, password):
    response = client.post(URL, {"password": password})
    assert response.status_code == 422
    assert "password" in response.context["form"].errors
    assert User.objects.get(pk=ada.pk).erased_at is None


def test_a_reviewer_with_work_in_hand_reads_what_to_do_first(project):
    grace = factories.reviewer(project)
    made = factories.submission(project, state=State.AWAITING_REVIEW)
    reviews.claim(made, by=grace)
    client = Client()
    client.force_login(grace)
    response = client.post(URL, {"password": "correct horse"})
    assert response.status_code == 409
    assert "hand it back first" in response.content.decode()


# --- by an admin --------------------------------------------------------------------------


@pytest.fixture
def admin_client():
    client = Client()
    client.force_login(factories.admin("Margaret"))
    return client


def erase_in_admin(client, *people, **more):
    chosen = {"action": "erase", "_selected_action": [one.pk for one in people]}
    return client.post("/admin/projects/user/", {**chosen, **more}, follow=True)


def test_an_admin_is_asked_before_anybody_is_erased(admin_client, ada):
    page = erase_in_admin(admin_client, ada).content.decode()
    assert "This cannot be undone" in page
    assert ada.email in page
    assert not Erasure.objects.exists()


def test_an_admin_erases_and_reads_why_one_could_not_be(admin_client, ada, project):
    grace = factories.reviewer(project, "Grace")
    made = factories.submission(project, state=State.AWAITING_REVIEW)
    reviews.claim(made, by=grace)
    page = erase_in_admin(admin_client, ada, grace, confirmed="yes").content.decode()
    assert f"Erased: account {ada.pk}." in page
    assert "Grace: 1 review is still in hand." in page
    kept = Erasure.objects.get()
    assert (kept.person, kept.by.name) == (ada, "Margaret")
    assert admin_client.get("/admin/projects/erasure/").status_code == 200


def test_passwords_cannot_be_guessed_on_the_page_that_deletes(client, ada):
    address = URL
    answers = [
        client.post(address, {"password": f"guess {n}"}).status_code for n in range(7)
    ]
    assert answers == [*[422] * 5, 429, 429]
    assert client.post(address, {"password": "correct horse"}).status_code == 429
    ada.refresh_from_db()
    assert ada.is_active


def test_messages_that_one_got_and_sent_go_along(client, ada, cohort):
    lead = factories.lead()
    draft = messages.Draft({"en": "Hello {name}"}, {"en": "Write to us."})
    to = Audience(AudienceKind.ALL)
    messages.send(draft, messages.Sending(to, token=uuid4()), by=lead, cohort=cohort)
    help_lists.mark_written(
        cohort, by=lead, enrolments=[ada.enrolments.get().pk], reason="By phone."
    )
    [got] = json.loads(unpacked(client)["messages-to-you.json"])
    assert (got["subject"], got["body"]) == ("Hello Ada", "Write to us.")
    client.force_login(lead)
    sent = json.loads(unpacked(client)["messages-you-sent.json"])
    assert sent["sent"][0]["subject"] == {"en": "Hello {name}"}
    assert sent["noted"][0]["body"] == "By phone."
