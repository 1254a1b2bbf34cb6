"""The library of remarks and the palette, without script: pages, refusals, costs."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.enums import CommentTag, State
from projects.models import Comment, CriterionReview, Remark
from projects.operations import reviews
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return factories.project()


@pytest.fixture
def grace(project):
    return factories.reviewer(project, "Grace")


@pytest.fixture
def client(grace):
    made = Client()
    made.force_login(grace)
    return made


@pytest.fixture
def submission(project, grace):
    student = factories.student(factories.cohort(), "Ada")
    made = factories.submission(project, student, state=State.AWAITING_REVIEW)
    reviews.claim(made, by=grace)
    return made


def signed_in(person):
    made = Client()
    made.force_login(person)
    return made


def remark(owner=None, body="Vectorise this.", project=None, language="en"):
    return Remark.objects.create(
        owner=owner, body=body, project=project, language=language
    )


def shown(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def page(client, **query):
    return shown(client.get(reverse("projects:remarks"), query))


def test_one_is_written_changed_and_deleted(client, grace, project):
    new = reverse("projects:remark_keep")
    assert "{student}" in shown(client.get(new))
    form = {"body": "Dear {student},", "language": "en", "project": project.slug}
    assert client.post(new, form).status_code == 302
    made = Remark.objects.get()
    assert (made.owner, made.project) == (grace, project)
    assert "Dear {student}," in page(client)
    address = reverse("projects:remark", args=[made.pk])
    assert "Dear {student}," in shown(client.get(address))
    client.post(address, {**form, "body": "Hello {student}."})
    assert "Hello {student}." in page(client)
    client.post(reverse("projects:remark_delete", args=[made.pk]))
    assert "No remarks yet" in page(client)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"body": ""}, "Write a few words."),
        ({"body": "Dear {sudent}"}, "Unknown placeholder: {sudent}"),
        ({"body": "x" * 10_001}, "This is too long"),
        ({"language": "fr"}, "Select a valid choice"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_loses_nothing(client, changed, told):
    sent = {"body": "Words.", "language": "en", **changed}
    answer = shown(client.post(reverse("projects:remark_keep"), sent), 422)
    assert told in answer
    assert sent["body"] in answer
    assert 'class="field__error"' in answer
    assert not Remark.objects.exists()


def test_filters_and_words_find_them(client, grace, project):
    remark(grace, "Mine about loops.")
    remark(None, "The project's about <b>loops</b>.", project)
    remark(grace, "ループについて。", language="ja")
    assert "&lt;b&gt;loops" in page(client)
    mine = page(client, whose="mine")
    assert "Mine about" in mine
    assert "The project&#x27;s about" not in mine
    assert "Mine about" not in page(client, whose="projects")
    assert "Mine about" not in page(client, language="ja")
    assert "Mine about" not in page(client, project=project.slug)
    assert "Mine about" in page(client, words="LOOPS mine", whose="nonsense")
    assert "No remark matches" in page(client, words="nothing of the kind")


def test_offering_and_taking_into_the_projects(client, grace, project):
    mine = remark(grace, "Worth sharing.", project)
    lead = signed_in(factories.lead())
    assert "Worth sharing." not in page(lead, whose="offered")
    assert lead.get(reverse("projects:remark", args=[mine.pk])).status_code == 404
    offer = reverse("projects:remark_offer", args=[mine.pk])
    client.post(offer, {"offered": "yes"})
    assert "1 remark is offered" in page(lead)
    assert "Grace" in page(lead, whose="offered")
    promote = reverse("projects:remark_promote", args=[mine.pk])
    assert client.post(promote).status_code == 403
    assert lead.post(promote).status_code == 302
    assert page(client).count("Worth sharing.") == 2
    client.post(offer, {"offered": "no"})


def test_a_projects_remark_is_read_but_not_changed_by_reviewers(client, project):
    shared = remark(None, "Use NumPy.", project)
    address = reverse("projects:remark", args=[shared.pk])
    assert 'id="remark"' not in shown(client.get(address))
    form = {"body": "No.", "language": "en", "project": project.slug}
    assert client.post(address, form).status_code == 403
    assert client.post(f"{address}delete/").status_code == 403
    assert Remark.objects.get().body == "Use NumPy."


def test_one_keeps_what_one_wrote_and_only_that(client, grace, submission):
    draft = submission.reviews.get(reviewer=grace)
    comment = Comment.objects.create(
        review=draft, file_name="notebook.ipynb", cell=0, tag=CommentTag.AWESOME
    )
    Comment.objects.update(body="A comment of mine.")
    code = submission.rubric.criteria.get(slug="code")
    said = CriterionReview.objects.create(
        review=draft, criterion=code, body="Words on a criterion."
    )
    draft.general = "Words to the student."
    draft.save()
    new = reverse("projects:remark_keep")
    review = shown(client.get(reverse("projects:review", args=[submission.uid])))
    assert f"{new}?from=comment-{comment.pk}" in review
    for key, words in {
        f"comment-{comment.pk}": "A comment of mine.",
        f"criterion-{said.pk}": "Words on a criterion.",
        f"review-{draft.pk}": "Words to the student.",
    }.items():
        asked = {"from": key}
        assert words in shown(client.get(new, asked))
        stranger = signed_in(factories.reviewer(submission.project))
        assert words not in shown(stranger.get(new, asked))
    assert client.get(new, {"from": "comment-999999999"}).status_code == 200
    assert client.get(new, {"from": "user-1"}).status_code == 200


def fitting(client, submission, **query):
    address = reverse("projects:remarks_fitting", args=[submission.uid])
    return client.get(address, query)


def test_the_workspace_leads_to_the_remarks_that_fit(client, grace, submission):
    remark(grace, "Dear {student}, look at line {line}.")
    remark(grace, "Elsewhere.", factories.project())
    address = reverse("projects:remarks_fitting", args=[submission.uid])
    workspace = shown(client.get(reverse("projects:review", args=[submission.uid])))
    assert f'href="{address}"' in workspace
    assert 'data-key="r"' in workspace
    copied = shown(fitting(client, submission))
    assert "Dear Ada, look at line {line}." in copied
    assert "Elsewhere." not in copied
    found = shown(client.get(address, {"words": "dear"}, headers={"HX-Request": "1"}))
    assert "data-insert" in found
    assert "<html" not in found
    assert "No remark matches" in shown(fitting(client, submission, words="zebra"))


def use(client, submission, of, **sent):
    address = reverse("projects:remark_use", args=[submission.uid, of.pk])
    return client.post(address, sent)


def test_placeholders_are_filled_from_where_one_writes(client, grace, submission):
    mine = remark(grace, "{student} {criterion} {file} {cell}:{line} {reviewer}")
    draft = submission.reviews.get(reviewer=grace)
    comment = Comment.objects.create(
        review=draft, file_name="a.py", line=9, tag=CommentTag.REQUIRED, body="Here."
    )
    place = {"file": "notebook.ipynb", "cell": "2", "line": "3"}
    for field, words in {
        "body-code": r"Ada Code notebook.ipynb {cell}:{line} Grace",
        "general": r"Ada {criterion} notebook.ipynb {cell}:{line} Grace",
        "new-2-body": r"Ada {criterion} notebook.ipynb 2:3 Grace",
        f"edit-{comment.pk}-body": r"Ada {criterion} a.py {cell}:9 Grace",
        "body-no-such": r"Ada {criterion} notebook.ipynb {cell}:{line} Grace",
        "edit-999999999-body": r"Ada {criterion} notebook.ipynb 2:3 Grace",
    }.items():
        answer = use(client, submission, mine, field=field, **place)
        assert answer.json() == {"words": words}, field
    mine.refresh_from_db()
    assert mine.uses == 6
    answer = use(client, submission, mine, field="new-1-body", line="9" * 40)
    assert "{cell}:{line}" in answer.json()["words"]


def test_others_remarks_and_hidden_submissions_are_not_there(
    client, project, submission
):
    theirs = remark(factories.reviewer(project), "Theirs.")
    assert use(client, submission, theirs, field="general").status_code == 404
    assert client.get(reverse("projects:remark", args=[theirs.pk])).status_code == 404
    hidden = factories.submission(factories.project())
    mine = remark(submission.reviewer)
    assert use(client, hidden, mine, field="general").status_code == 404
    assert fitting(client, hidden).status_code == 404


def test_searching_has_a_limit(client, submission, monkeypatch):
    from projects.throttles import scopes

    few = scopes.Scope("2/minute", scopes.SCOPES["remarks"].words)
    monkeypatch.setattr(
        "projects.throttles.counting.SCOPES", {**scopes.SCOPES, "remarks": few}
    )
    assert [fitting(client, submission).status_code for _ in range(3)] == [
        *(200, 200),
        429,
    ]


def test_the_pages_cost_the_same_however_many_there_are(
    client, grace, project, submission
):
    def cost(address):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    addresses = [
        reverse("projects:remarks"),
        reverse("projects:remarks_fitting", args=[submission.uid]),
    ]
    remark(grace, project=project)
    before = [cost(one) for one in addresses]
    for number in range(12):
        remark(grace, f"Mine, {number}")
        remark(None, f"The project's, {number}", project)
    assert [cost(one) for one in addresses] == before
