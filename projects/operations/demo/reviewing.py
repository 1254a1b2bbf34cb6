"""What the demo's reviewers write: read from `reviews.toml`, put into drafts."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from projects.enums import Judgement
from projects.models import Submission, User
from projects.operations import drafts
from projects.operations.demo.places import place_of

REVIEWS = Path(__file__).parent / "reviews.toml"


@dataclass(frozen=True)
class Words:
    """One review. Criteria that it does not name meet specifications, without a word.

    A review that is `open` leaves those unjudged: it is still being written.
    """

    work: str  # the record that it speaks of
    general: str
    open: bool = False
    meets: Mapping[str, str] = field(default_factory=dict)  # body by criterion
    changes: Mapping[str, str] = field(default_factory=dict)
    comments: tuple[Mapping[str, str], ...] = ()  # at (words of a line), tag, body


@cache
def all_words() -> dict[str, Words]:
    data: dict[str, Any] = tomllib.loads(REVIEWS.read_text("utf-8"))
    return {
        name: Words(**{**review, "comments": tuple(review.get("comments", ()))})
        for name, review in data.items()
    }


def write(
    submission: Submission, name: str, files: Mapping[str, bytes], *, by: User
) -> None:
    """Into the draft of whoever has the submission in hand."""
    words = all_words()[name]
    drafts.save_draft(
        submission,
        drafts.Draft(
            general=words.general.strip(), criteria=_criteria(words, submission)
        ),
        by=by,
    )
    for comment in words.comments:
        place = place_of(comment["at"], files)
        drafts.comment(
            submission,
            by=by,
            file_name=place.file_name,
            cell=place.cell,
            line=place.line,
            tag=comment["tag"],
            body=comment["body"].strip(),
        )


def _criteria(words: Words, submission: Submission) -> dict[str, tuple[str, str]]:
    judged = {
        criterion.slug: ("" if words.open else Judgement.MEETS.value, "")
        for criterion in submission.rubric.criteria.all()
    }
    for judgement, bodies in (
        (Judgement.MEETS, words.meets),
        (Judgement.CHANGES, words.changes),
    ):
        judged |= {slug: (judgement.value, body) for slug, body in bodies.items()}
    return judged
