"""A student's second attempt, for tests of what changed and of what was said before."""

import base64
import json

from django.test import Client
from django.urls import reverse

from projects.enums import CommentTag, State
from projects.models import Comment, Submission, User
from projects.storage import keep
from tests import factories
from tests.notebooks.picturing import chunk


def picture(mark: str) -> bytes:
    """A PNG in form, with the mark in place of pixels, and nothing in it that pages leave out."""
    body = chunk(b"IDAT", mark.encode()) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def notebook(*sources: str, mark: str = "", words: str = "") -> bytes:
    """Cells of code; with `mark` the first has a picture, with `words` a text comes last."""
    data = base64.b64encode(picture(mark)).decode()
    shown = {"output_type": "display_data", "metadata": {}, "data": {"image/png": data}}
    cells = [
        {
            "cell_type": "code",
            "metadata": {},
            "execution_count": 1,
            "source": source,
            "outputs": [shown] if mark and not number else [],
        }
        for number, source in enumerate(sources)
    ]
    if words:
        cells.append({"cell_type": "markdown", "metadata": {}, "source": words})
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "cells": cells}).encode()


OLD = notebook("a = 1", "class Network:\n    rate = 0.1", "print(a)", mark="old")
NEW = notebook("a = 1", "class Network:\n    rate = 0.5", "print(a)", mark="new")


class Story:
    """A first attempt that requires changes, and a second one in a reviewer's hands."""

    def __init__(self, old: bytes = OLD, new: bytes = NEW) -> None:
        self.project = factories.project()
        self.cohort = factories.cohort()
        self.student = factories.student(self.cohort, "Mei")
        self.reviewer = factories.reviewer(self.project, "Grace")
        self.first = self.attempt(State.CHANGES_REQUESTED, old)
        self.second = self.attempt(State.IN_REVIEW, new)

    def attempt(self, state: State, data: bytes) -> Submission:
        made = factories.submission(
            self.project, self.student, self.cohort, state, self.reviewer
        )
        made.files.update(blob=keep(data))
        return made

    def comment(self, **place: object) -> Comment:
        return Comment.objects.create(
            review=self.first.reviews.get(),
            file_name="notebook.ipynb",
            tag=CommentTag.REQUIRED,
            **place,
        )

    def page(self, who: User | None = None, query: str = "", of: int = 2) -> str:
        response = self.answer(who, query, of)
        assert response.status_code == 200
        return response.content.decode()

    def client(self, who: User | None = None) -> Client:
        client = Client()
        client.force_login(who or self.reviewer)
        return client

    def answer(self, who: User | None = None, query: str = "", of: int = 2):
        subject = self.second if of == 2 else self.first
        return self.client(who).get(
            reverse("projects:changes", args=[subject.uid]) + query
        )
