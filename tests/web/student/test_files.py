"""Files as pages and as downloads."""

import base64
import json
import re
import shutil

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from notebooks.isolated.client import Exceeded, Overloaded, Reason
from notebooks.isolated.client import client as isolated
from projects.enums import State
from projects.models import Comment, SubmissionFile
from projects.storage import keep
from tests import factories

pytestmark = pytest.mark.django_db

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def subject(student, cohort):
    return factories.submission(None, student, cohort, State.CHANGES_REQUESTED)


def add(subject, name: str, data: bytes) -> None:
    SubmissionFile.objects.create(submission=subject, name=name, blob=keep(data))


def address(view: str, subject, name: str) -> str:
    return reverse(f"projects:{view}", args=[subject.uid, name])


def page(client, subject, name: str = "notebook.ipynb") -> str:
    return client.get(address("notebook", subject, name)).content.decode()


def test_a_notebook_has_an_anchor_for_every_line(client, subject):
    shown = page(client, subject)
    assert 'id="cell-2-line-3"' in shown
    assert "hello" in shown


def test_published_comments_stand_at_their_cell(client, subject):
    comment = Comment.objects.create(
        review=subject.reviews.get(),
        file_name="notebook.ipynb",
        cell=1,
        line=2,
        body="Fill this in.",
    )
    shown = page(client, subject)
    assert f'id="comment-{comment.pk}"' in shown
    assert 'href="#cell-2-line-2"' in shown
    assert shown.index('id="cell-2"') < shown.index("Fill this in.")


def test_comments_of_a_draft_are_not_shown(client, subject):
    subject.reviews.update(published_at=None, verdict="")
    Comment.objects.create(
        review=subject.reviews.get(), file_name="notebook.ipynb", body="Not yet."
    )
    assert "Not yet." not in page(client, subject)


def test_a_comment_on_a_cell_that_is_not_there_is_shown_above(client, subject):
    Comment.objects.create(
        review=subject.reviews.get(), file_name="notebook.ipynb", cell=99, body="Lost."
    )
    assert "Lost." in page(client, subject)


def test_text_is_shown_as_text(client, subject):
    add(subject, "evil.html", b"<script>alert(1)</script>\nsecond")
    shown = page(client, subject, "evil.html")
    assert "&lt;script&gt;alert(1)" in shown
    assert 'id="file-line-2"' in shown
    assert "<script>alert" not in shown


def test_a_picture_is_shown_as_a_file_and_a_false_one_is_not(client, subject):
    add(subject, "plot.png", PIXEL)
    add(subject, "false.png", b"<svg onload=alert(1)>")
    (address,) = pictures(page(client, subject, "plot.png"))
    answer = client.get(address)
    assert answer.content == PIXEL
    assert answer["Content-Type"] == "image/png"
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert policy.endswith("; sandbox")
    assert "script" not in policy
    assert "immutable" in answer["Cache-Control"]
    shown = page(client, subject, "false.png")
    assert "cannot be shown as a page" in shown
    assert "onload" not in shown


def pictures(shown: str) -> list[str]:
    return re.findall(r'src="(/pictures/[^"]+)"', shown)


def notebook_of(*cells) -> bytes:
    return json.dumps({"nbformat": 4, "cells": cells}).encode()


def test_a_notebook_shows_pictures_that_lie_beside_it(client, subject):
    """By their path, or by their name where it is the only one."""
    add(subject, "images/net.png", PIXEL)
    source = (
        "![by path](./images/net.png) ![elsewhere](/home/me/net.png)"
        " <img src='images/net.png?raw=true'> ![none](other.png)"
    )
    cell = {"cell_type": "markdown", "source": source}
    add(subject, "mine.ipynb", notebook_of(cell))
    addresses = pictures(page(client, subject, "mine.ipynb"))
    assert len(addresses) == 3
    assert {client.get(one).content for one in addresses} == {PIXEL}


def test_an_output_that_is_not_shown_can_be_downloaded(client, subject):
    chart = {"application/vnd.plotly.v1+json": {"data": [1, 2]}}
    output = {"output_type": "display_data", "data": chart, "metadata": {}}
    cell = {"cell_type": "code", "source": "f()", "outputs": [output]}
    add(subject, "mine.ipynb", notebook_of(cell))
    shown = page(client, subject, "mine.ipynb")
    assert "An interactive chart (16 B) cannot be drawn here." in shown
    (address,) = re.findall(r'href="(/pictures/[^"]+)"', shown)
    answer = client.get(address)
    assert json.loads(answer.content) == {"data": [1, 2]}
    assert answer["Content-Disposition"] == 'attachment; filename="output.json"'
    assert answer["Content-Type"] == "application/octet-stream"


def test_a_drawing_is_sent_under_a_policy_of_its_own(client, subject):
    drawing = "<svg xmlns='http://www.w3.org/2000/svg' onload='f()'><g/></svg>"
    output = {"output_type": "display_data", "data": {"image/svg+xml": drawing}}
    cell = {"cell_type": "code", "source": "f()", "outputs": [output]}
    add(subject, "mine.ipynb", notebook_of(cell))
    (address,) = pictures(page(client, subject, "mine.ipynb"))
    answer = client.get(address)
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Security-Policy"].endswith("; sandbox")
    assert b"onload" not in answer.content


def test_characters_that_nobody_sees_are_told_above_the_notebook(client, subject):
    cells = [
        {"cell_type": "code", "source": f"x = '{c}'", "outputs": []} for c in "a\u202e"
    ]
    add(subject, "mine.ipynb", notebook_of(*cells))
    shown = page(client, subject, "mine.ipynb")
    assert "Cell 2 holds characters that nobody sees." in shown
    assert 'data-control="U+202E"' in shown
    assert "\u202e" not in shown


def test_a_picture_is_for_those_who_may_read_the_file(client, subject):
    add(subject, "plot.png", PIXEL)
    (address,) = pictures(page(client, subject, "plot.png"))
    stranger = Client()
    assert stranger.get(address).status_code == 302
    stranger.force_login(factories.user("stranger"))
    assert stranger.get(address).status_code == 404


def test_a_picture_that_was_dropped_to_make_room_is_made_again(client, subject):
    add(subject, "plot.png", PIXEL)
    (address,) = pictures(page(client, subject, "plot.png"))
    shutil.rmtree(settings.RENDERED_DIR)
    assert client.get(address).content == PIXEL


def test_a_file_is_rendered_once_for_each_language(client, subject, monkeypatch):
    page(client, subject)
    monkeypatch.setattr(isolated, "run", never)
    assert "hello" in page(client, subject)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ja"
    subject.student.language = "ja"
    subject.student.save()
    with pytest.raises(AssertionError, match="rendered"):
        page(client, subject)


def never(*arguments):
    raise AssertionError("rendered")


def test_a_file_that_takes_too_much_says_so_and_is_not_tried_again(
    client, subject, monkeypatch
):
    add(subject, "long.txt", b"x")
    monkeypatch.setattr(isolated, "run", raises(Exceeded(Reason.TIME)))
    shown = page(client, subject, "long.txt")
    assert "Making a page of this file was given up: it takes too long." in shown
    monkeypatch.setattr(isolated, "run", never)
    assert "was given up" in page(client, subject, "long.txt")


def test_when_too_many_files_are_opened_one_is_asked_to_come_back(
    client, subject, monkeypatch
):
    add(subject, "a.txt", b"x")
    with monkeypatch.context() as busy:
        busy.setattr(isolated, "run", raises(Overloaded()))
        answer = client.get(address("notebook", subject, "a.txt"))
    assert answer.status_code == 503
    assert "Try again in a few seconds" in answer.content.decode()
    assert "file-line-1" in page(client, subject, "a.txt")


def raises(error):
    def run(*arguments):
        raise error

    return run


def test_a_long_notebook_comes_in_pages(client, subject):
    big = "print(1)\n" * 1500
    cells = [
        {"cell_type": "code", "source": f"# number {n}\n{big}", "outputs": []}
        for n in range(1, 5)
    ]
    add(subject, "long.ipynb", json.dumps({"nbformat": 4, "cells": cells}).encode())
    Comment.objects.create(
        review=subject.reviews.get(), file_name="long.ipynb", cell=3, body="Far down."
    )
    first = page(client, subject, "long.ipynb")
    assert "number 1" in first
    assert "number 4" not in first
    assert "Far down." not in first
    assert 'href="?page=2"' in first
    there = client.get(address("notebook", subject, "long.ipynb"), {"cell": "4"})
    assert "number 4" in there.content.decode()
    assert "Far down." in there.content.decode()
    beyond = client.get(address("notebook", subject, "long.ipynb"), {"page": "99"})
    assert beyond.status_code == 404
    zero = client.get(address("notebook", subject, "long.ipynb"), {"page": "0"})
    assert zero.status_code == 404


def test_bytes_that_are_no_text_are_only_for_downloading(client, subject):
    add(subject, "report.pdf", b"%PDF-1.4 \xff\xfe\x00")
    assert "cannot be shown as a page" in page(client, subject, "report.pdf")


def test_names_in_japanese_and_in_folders_have_addresses(client, subject):
    add(subject, "図/結果 1.txt", "結果\n".encode())
    assert "結果" in page(client, subject, "図/結果 1.txt")
    answer = client.get(address("download", subject, "図/結果 1.txt"))
    assert "filename*=utf-8''" in answer["Content-Disposition"]


@pytest.mark.parametrize("name", ["evil.html", "notebook.ipynb", "plot.svg"])
def test_no_browser_acts_on_a_download(client, subject, name):
    if name != "notebook.ipynb":
        add(subject, name, b"<script>alert(1)</script>")
    answer = client.get(address("download", subject, name))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("view", ["notebook", "download"])
@pytest.mark.parametrize("name", ["other.py", "../secret", "..%2f..%2fsecret"])
def test_only_files_of_the_submission_have_an_address(client, subject, view, name):
    assert client.get(address(view, subject, name)).status_code == 404


def test_the_notebook_as_our_machine_ran_it(client, subject):
    url = reverse("projects:executed", args=[subject.uid])
    assert client.get(url).status_code == 404
    for number, printed in ((1, b"an older run"), (2, b"hello of the run")):
        run = subject.runs.create(number=number, state="errored")
        made = factories.NOTEBOOK.replace(b"hello", printed)
        run.artifacts.create(name="executed.ipynb", blob=keep(made))
    shown = client.get(url).content.decode()
    assert "hello of the run" in shown
    assert "an older run" not in shown


def test_an_unreadable_executed_notebook_is_no_error_page(client, subject):
    run = subject.runs.create(number=1, state="errored")
    run.artifacts.create(name="executed.ipynb", blob=keep(b"cut off {"))
    answer = client.get(reverse("projects:executed", args=[subject.uid]))
    assert answer.status_code == 200
    assert "cannot be shown as a page" in answer.content.decode()


def test_the_file_of_an_attempt_that_has_a_successor_asks_for_nothing(client, subject):
    assert "Your turn" in page(client, subject)
    factories.submission(
        subject.project, subject.student, subject.cohort, State.APPROVED
    )
    shown = page(client, subject)
    assert "Your turn" not in shown
    assert "A newer attempt has taken" in shown


def test_a_successor_that_was_withdrawn_takes_no_place(client, subject):
    """As on the page of the attempt: its file says the same of whose turn it is."""
    factories.submission(
        subject.project,
        subject.student,
        subject.cohort,
        State.WITHDRAWN,
        previous=subject,
    )
    assert "A newer attempt has taken" not in page(client, subject)
