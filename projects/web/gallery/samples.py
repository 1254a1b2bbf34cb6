"""What the gallery shows: made up, and as unruly as real content gets."""

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from notebooks.html import Html
from notebooks.pages import Writer
from notebooks.reading import read_notebook
from notebooks.rendering import render
from projects.enums import CommentTag, State, UnableReason
from projects.web.gallery.curves import charts
from projects.web.gallery.rubric import rubric, todo
from projects.web.parts.document_labels import labels
from projects.web.parts.environment import EnvironmentRow, StepEnvironment

Sample = dict[str, Any]
NOTEBOOK = Path(__file__).with_name("notebook.json")
LONG_NAME = (
    "Bartholomew Alexander Featherstonehaugh-Cholmondeley von und zu "
    "Hohenlohe-Schillingsfürst"
)
NAMES = ("Mika Tanaka", "田中 美香", LONG_NAME, "Jo", "José Álvarez", "Ada Lovelace")


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class _HandIn(forms.Form):
    work = forms.FileField(label="Your work", widget=_ManyFiles())
    notes = forms.CharField(
        label="Notes to the reviewer",
        widget=forms.Textarea,
        required=False,
        help_text="What was hard, where you would like advice.",
    )
    email = forms.EmailField(label="E-mail")
    reason = forms.ChoiceField(label="Reason", choices=UnableReason.choices)
    honour = forms.BooleanField(
        label="This is my own work; where I used somebody else's, I say so."
    )


def everything() -> Sample:
    stops = _stops()
    return {
        "now": timezone.now() - timedelta(hours=5),
        "crumbs": [
            {"label": "My projects", "url": "#"},
            {"label": "Your First Neural Network", "url": "#"},
            {"label": "Attempt 2"},
        ],
        "whose_turn": ["yours", "ours", "reviewer", "done"],
        "states": State.choices,
        "tags": CommentTag.choices,
        "names": NAMES,
        "marks": _marks(),
        "tabs": [
            {"label": "Result", "url": "#", "current": True},
            {"label": "Notebook", "url": "#", "count": 4},
            {"label": "History", "url": "#", "count": 2},
        ],
        "steps": _steps(),
        "environments": [
            StepEnvironment(
                "",
                [EnvironmentRow("Python", "3.11.7"), EnvironmentRow("Device", "CPU")],
                ["six 1.17.0"],
            )
        ],
        **charts(),
        "todo": todo(),
        "tones": ["info", "success", "warning", "error"],
        "log": "\n".join(
            f"iteration {i * 250}: training loss 0.{900 - i}" for i in range(40)
        ),
        "rubric": rubric(),
        "cells": _cells(),
        "form": _form(),
        "stops": stops,
        "events": _events(),
        "queue": _queue(),
        "claim": _claim(),
        "page": Paginator(range(10_000), 25).page(3),
        "board": _board(len(stops)),
    }


def _ago(**span: int) -> Any:
    return timezone.now() - timedelta(**span)


def _marks() -> list[str]:
    sprite = Path(settings.BASE_DIR) / "static" / "img" / "icons.svg"
    return re.findall(r'<symbol id="([\w-]+)"', sprite.read_text())


def _cells() -> list[list[tuple[Html, list[Sample]]]]:
    """With comments on the second."""
    cells = render(read_notebook(NOTEBOOK.read_bytes()))
    shown = [Writer(labels()).cell(cell).html for cell in cells]
    return [[(html, _comments() if at == 1 else [])] for at, html in enumerate(shown)]


def _form() -> forms.Form:
    form = _HandIn(data={"email": "not-an-address", "notes": "初めての提出です。"})
    form.add_error(None, "Tick the honour code to hand this in.")
    return form


def _steps() -> list[Sample]:
    rows = (
        ("Hidden checks", "passed", "Passed", "14 s"),
        ("Training", "running", "Running", "about 40 s left"),
        ("Report", "pending", "Not started", ""),
    )
    keys = ("label", "state", "state_label", "detail")
    return [dict(zip(keys, row, strict=True)) for row in rows]


def _comments() -> list[Sample]:
    said: Sequence[tuple[CommentTag, str, Sample]] = (
        (
            CommentTag.REQUIRED,
            "Divide by n_records: without it the step grows with the batch.",
            {"line_url": "#cell-2-line-7", "line_label": "line 7"},
        ),
        (CommentTag.SUGGESTION, "変数名をもう少し具体的に。", {"draft": True}),
        (CommentTag.AWESOME, "Beautifully short.", {}),
    )
    return [
        {
            "tag": tag.value,
            "get_tag_display": tag.label,
            "body": body,
            "author": "Ada Lovelace",
            "created_at": _ago(minutes=12),
            **more,
        }
        for tag, body, more in said
    ]


def _stops() -> list[Sample]:
    soon = {"state_label": "Opens soon", "closed": True}
    return [
        {
            "number": 1,
            "title": "Your First Neural Network",
            "url": "#",
            "state": State.APPROVED.value,
            "state_label": State.APPROVED.label,
            "due_at": _ago(days=20),
        },
        {
            "number": 2,
            "title": "Image Classification",
            "url": "#",
            "summary": "Teach a network to tell ten kinds of pictures apart.",
            "state": State.CHANGES_REQUESTED.value,
            "state_label": State.CHANGES_REQUESTED.label,
            "due_at": _ago(days=-2),
            "next": True,
            "action": "Answer the required changes",
        },
        {"number": 3, "title": "テレビ脚本の生成", "due_at": _ago(days=-40), **soon},
        {"number": 4, "title": "Translation", **soon},
        {"number": 5, "title": "Faces", **soon},
    ]


def _events() -> list[Sample]:
    told = (
        ("Submitted", State.CHECKING, 300, ""),
        ("Checks passed", State.AWAITING_REVIEW, 299, ""),
        ("Requires changes", State.CHANGES_REQUESTED, 12, "Nearly there.\nThree left."),
    )
    return [
        {
            "get_kind_display": kind,
            "to_state": state.value,
            "created_at": _ago(minutes=minutes),
            "actor": "Mika Tanaka",
            "body": body,
        }
        for kind, state, minutes, body in told
    ]


def _queue() -> list[Sample]:
    return [
        {
            "title": "Your First Neural Network",
            "student": "Mika Tanaka",
            "attempt": 1,
            "since": _ago(hours=3),
            "state": State.AWAITING_REVIEW.value,
            "state_label": State.AWAITING_REVIEW.label,
        },
        {
            "title": "Your First Neural Network, under an unusually long title",
            "student": LONG_NAME,
            "attempt": 12,
            "since": _ago(days=3),
            "state": State.DISPUTED.value,
            "state_label": State.DISPUTED.label,
            "note": "Disputed",
        },
    ]


def _claim() -> SafeString:
    return render_to_string(
        "components/button.html",
        {"label": "Claim", "kind": "primary", "size": "small", "key": "c"},
    )


def _board(columns: int) -> list[Sample]:
    cells: list[Sample] = [
        {"state": state.value, "label": state.label, "url": "#", "attempt": i % 4 + 1}
        for i, state in enumerate(State)
    ]
    cells += [{"label": "Not started"}, {"label": "Not started", "late": True}]
    return [
        {
            "name": name,
            "email": "someone.with.a.long.address@students.example.ac.jp",
            "cells": [cells[(row * columns + i) % len(cells)] for i in range(columns)],
        }
        for row, name in enumerate(NAMES)
    ]
