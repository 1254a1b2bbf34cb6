"""A blind cohort: at no address does a reviewer read who the student is, nor the student who reviews."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from notebooks.intake import HandIn
from projects import rendered
from projects.enums import EventKind, State
from projects.models import (
    CriterionDispute,
    Event,
    Rating,
    Remark,
    Reply,
    Submission,
    User,
)
from projects.operations import mailing, submissions
from projects.operations.notifications import notify_person
from projects.operations.remarks import Target
from projects.queries.names import code_of
from projects.storage import keep
from tests import factories
from tests.notebooks import picturing
from tests.notebooks.building import code, document, words
from tests.stack import ROOT
from tests.web.test_every_url import World, every_name

pytestmark = pytest.mark.django_db

STUDENT = ("Zyxmaruko", "Qwertylova", "zyxmail")
REVIEWER = ("Grotesk", "Brillo", "grmail")
PATH = "/home/zyxmaruko/p1/a.py"


def notebook(source: str) -> bytes:
    printed = {"output_type": "stream", "name": "stdout", "text": f"{PATH}\n"}
    broken = {
        "output_type": "error",
        "ename": "ValueError",
        "evalue": PATH,
        "traceback": [f"\x1b[0;32m{PATH}\x1b[0m in f()"],
    }
    chart = {
        "output_type": "display_data",
        "data": {"application/vnd.plotly.v1+json": {"path": PATH}},
        "metadata": {"by": STUDENT[0]},
    }
    cell = code(f"class NeuralNetwork:\n    {source}\n", printed, broken, chart)
    user = {"displayName": " ".join(STUDENT[:2]), "userId": "1"}
    return document(
        {**cell, "metadata": {"executionInfo": {"user": user}}},
        metadata={
            "authors": [{"name": STUDENT[0]}],
            "kernelspec": {"name": "zyxmaruko-env", "display_name": PATH},
            "colab": {"name": "Zyxmaruko.ipynb"},
        },
    )


class BlindWorld(World):
    """Two attempts and all that was said of them, the second in the hands of who reviewed the first."""

    def __init__(self) -> None:
        super().__init__("changes_requested")
        self.cohort.blind = True
        self.cohort.save()
        self.first = self.submission
        self.student = self.first.student
        self.reviewer: User = self.people["assigned"]
        rename(self.student, STUDENT)
        rename(self.reviewer, REVIEWER)
        self.second = factories.submission(
            self.project, self.student, self.cohort, State.IN_REVIEW, self.reviewer
        )
        stranger = factories.submission(
            self.project, self.student, factories.cohort(blind=True)
        )
        Submission.objects.filter(pk=stranger.pk).update(
            state=State.AWAITING_REVIEW, queued_at=stranger.submitted_at
        )
        self.first.files.filter(name="notebook.ipynb").update(
            blob=keep(notebook("a = 1"))
        )
        self.second.files.update(blob=keep(notebook("a = 2")))
        Submission.objects.update(
            intake_notes=[{"en": "Left out: zyxmaruko/data.csv."}]
        )
        self.likeness = self.second.likenesses.create(
            other=stranger, shared=[1], share=0.9
        )
        self._talk()

    def _talk(self) -> None:
        review = self.first.reviews.get()
        comment = review.comments.get()
        for author in (self.student, self.reviewer, self.student):
            Reply.objects.create(comment=comment, author=author, body="Why so?")
        Rating.objects.create(review=review, stars=4, body="Thank you.")
        criterion = self.first.rubric.criteria.first()
        CriterionDispute.objects.create(review=review, criterion=criterion, body="No.")
        kinds = (EventKind.SUBMITTED, EventKind.RATED, EventKind.DISPUTE)
        for kind in (*kinds, EventKind.REPLY):
            event = Event.objects.create(
                submission=self.first, kind=kind, actor=self.student
            )
            notify_person(event, self.reviewer)
        decided = Event.objects.create(
            submission=self.first,
            kind=EventKind.REQUEST_CHANGES,
            actor=self.reviewer,
            to_state=State.CHANGES_REQUESTED,
        )
        notify_person(decided, self.student)

    def answers(self, who: User) -> Iterator[tuple[str, str]]:
        """Every address with all that comes back, also what the page's own pictures hold."""
        client = Client()
        client.force_login(who)
        for subject in (self.first, self.second):
            self.submission = subject
            for name in sorted(set(every_name())):
                if not name.startswith("admin:") and "<" not in name:
                    yield from read(client, self.address(name))
            yield from read(client, f"{self.address('projects:review')}?file=executed")
        changed = self.address("projects:changes")
        yield from read(client, f"{changed}?show=all")
        for room in ("queue", "my_reviews", "quality", "remarks"):
            query = f"?words={STUDENT[0]}&name={STUDENT[0]}&q={STUDENT[0]}"
            found = read(client, reverse(f"projects:{room}") + query)
            yield from ((at, text.replace(STUDENT[0], "", 8)) for at, text in found)


def rename(person: User, words: tuple[str, str, str]) -> None:
    person.name, person.email = " ".join(words[:2]), f"{words[2]}@example.org"
    person.save()


def read(client: Client, address: str) -> Iterator[tuple[str, str]]:
    response = client.get(address)
    body = b"".join(response) if response.streaming else response.content
    text = f"{response.headers} {body.decode(errors='replace')}"
    yield f"{response.status_code} {address}", text
    for inner in sorted(set(re.findall(r"(?:href|src)=\"(/pictures/[^\"]+)", text))):
        yield from read(client, inner)


@pytest.fixture(scope="module")
def marks() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return tuple(
        re.compile("|".join(words), re.IGNORECASE) for words in (STUDENT, REVIEWER)
    )


def test_a_reviewer_reads_the_student_s_name_nowhere(marks):
    world = BlindWorld()
    seen = dict(world.answers(world.reviewer))
    assert [at for at, text in seen.items() if marks[0].search(text)] == []
    label = f"Student {code_of(world.student.pk, world.second)}"
    named = [at for at, text in seen.items() if at.startswith("200") and label in text]
    rooms = ("queue", " /reviews/", "review/", "attempts", "notebook")
    texts = " ".join(named)
    assert [room for room in rooms if room not in texts] == [], texts
    assert sum(at.startswith("200") for at in seen) > 30


def test_the_student_reads_the_reviewer_s_name_nowhere(marks):
    world = BlindWorld()
    seen = dict(world.answers(world.student))
    assert [at for at, text in seen.items() if marks[1].search(text)] == []
    label = f"Reviewer {code_of(world.reviewer.pk, world.second)}"
    assert any(label in text for text in seen.values())


def test_letters_name_nobody(marks):
    BlindWorld()
    mailing.send_waiting()
    assert len(mail.outbox) >= 2
    for letter in mail.outbox:
        text = f"{letter.subject} {letter.body} {letter.alternatives[0].content}"
        to = letter.to[0]
        mark = marks[0] if to.startswith(REVIEWER[2]) else marks[1]
        assert not mark.search(text.replace(to, "")), to


def test_a_lead_reads_names_and_the_file_as_it_was_handed_in():
    world = BlindWorld()
    client = Client()
    client.force_login(world.people["lead"])
    page = client.get(reverse("projects:review", args=[world.second.uid]))
    assert STUDENT[0] in page.content.decode()
    place = [world.second.uid, "notebook.ipynb"]
    assert PATH in client.get(reverse("projects:download", args=place)).content.decode()


def test_a_lead_of_another_cohort_is_a_reviewer_like_others():
    world = BlindWorld()
    world.reviewer.is_lead, world.reviewer.leads_all_cohorts = True, False
    world.reviewer.save()
    client = Client()
    client.force_login(world.reviewer)
    world.worker.step = world.second.runs.create(number=1).steps.create(kind="examine")
    world.worker.save()
    assert client.get(reverse("projects:workers")).status_code == 404  # the site's
    for name in ("review", "submission", "queue", "audits"):
        args = [world.second.uid] if name in ("review", "submission") else []
        page = client.get(reverse(f"projects:{name}", args=args))
        assert page.status_code == 200
        assert STUDENT[0] not in page.content.decode(), name


def test_codes_are_one_s_own_and_differ_between_cohorts():
    world = BlindWorld()
    mine = code_of(world.student.pk, world.first)
    assert mine == code_of(world.student.pk, world.second)
    assert mine != code_of(world.reviewer.pk, world.second)
    assert mine != code_of(world.student.pk, factories.submission())


def test_a_notebook_that_bears_its_author_s_name_is_stored_without():
    cohort = factories.cohort(blind=True)
    project, student = factories.project(), factories.student(cohort)
    files = {"zyxmaruko.ipynb": factories.NOTEBOOK, "mine.py": b"a = 1"}
    made = submissions.submit(
        by=student,
        cohort=cohort,
        project=project,
        intake=HandIn("zyxmaruko.ipynb", files, "only", ()),
        honour_code=True,
    )
    assert made.notebook_name == "notebook.ipynb"
    assert {one.name for one in made.files.all()} == {"notebook.ipynb", "mine.py"}
    assert made.files.get(name="notebook.ipynb").blob.read() == factories.NOTEBOOK


def test_remarks_name_nobody_either():
    world = BlindWorld()
    values = Target(world.second).values(world.reviewer)
    assert (values["student"], values["reviewer"]) == ("", "")
    assert Remark.objects.count() == 1


def test_a_download_is_a_notebook_without_its_author():
    world = BlindWorld()
    client = Client()
    client.force_login(world.reviewer)
    place = [world.second.uid, "notebook.ipynb"]
    taken = json.loads(
        client.get(reverse("projects:download", args=place)).content.decode()
    )
    assert taken["cells"][0]["source"] == "class NeuralNetwork:\n    a = 2\n"
    assert "/home/user/p1/a.py" in json.dumps(taken)


def test_pictures_tell_a_reviewer_nothing_by_any_address():
    """Also once somebody who knows the student has opened the page, which is kept."""
    world = BlindWorld()
    bytes_of = {
        f"data/a.{kind}": picturing.ALL[kind]() for kind in ("png", "jpeg", "gif")
    }
    for name, data in bytes_of.items():
        assert picturing.WHO.encode() in data
        world.second.files.create(name=name, blob=keep(data))
    inside = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"image/png": b64encode(picturing.png()).decode()},
    }
    shown = "".join(f"<img src='{name}'>" for name in bytes_of)
    notebook_of = document(words(shown), code("a = 2", inside))
    world.second.files.filter(name="notebook.ipynb").update(blob=keep(notebook_of))
    for who in ("lead", "assigned"):
        client, seen = Client(), []
        client.force_login(world.people[who])
        for name in ("notebook.ipynb", *bytes_of):
            address = reverse("projects:notebook", args=[world.second.uid, name])
            page = client.get(address).content.decode()
            seen += sorted(set(re.findall(r'src="(/pictures/[^"]+)', page)))
        for digest in {address.split("/")[2] for address in seen}:
            rendered.forget(digest)  # as when room is made: they are drawn anew
        pictures = [client.get(address) for address in set(seen)]
        assert len(pictures) == 4
        assert {one.status_code for one in pictures} == {200}
        assert not any(picturing.WHO.encode() in one.content for one in pictures)
    for name in bytes_of:
        place = reverse("projects:download", args=[world.second.uid, name])
        assert picturing.WHO.encode() not in b"".join(client.get(place))


def test_the_upload_form_says_what_is_hidden_and_what_is_not():
    cohort = factories.cohort(blind=True)
    project, client = factories.project(), Client()
    client.force_login(factories.student(cohort))
    address = reverse("projects:project", args=[project.slug])
    words = "Leave your name out of cells, notes and names of files"
    assert words in client.get(address).content.decode()
    type(cohort).objects.update(blind=False)
    assert words not in client.get(address).content.decode()


# Read only by leads of the cohort, who know names.
FOR_LEADS = (
    *("cohorts/", "messages/", "people/", "regrades/", "review/held.html"),
    "certificates/listing.html",
)


def test_no_other_template_writes_a_student_s_name_by_itself():
    folder = ROOT / "templates"
    written = re.compile(
        r"\{\{[^}]*\.student(?:\.\w+)? *[|}]|with [^%]*=[\w.]*\.student\b"
    )
    found = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.html")
        if written.search(path.read_text("utf-8"))
    }
    assert {name for name in found if not name.startswith(FOR_LEADS)} <= {
        "gallery.html"
    }
