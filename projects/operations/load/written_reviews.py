"""The reviews of the recorded works: written for them, or in words that fit any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from projects.enums import Judgement, State
from projects.models import Criterion
from projects.operations.demo.places import place_of
from projects.operations.demo.reviewing import Words, all_words
from projects.operations.load.works import Work, Works

GENERAL = {
    State.APPROVED: "Well done: this meets every specification. Keep the habit of looking at the curve before you stop.",
    State.CHANGES_REQUESTED: "A good start, and close. Please look at the criteria that are marked, then hand in again.",
    State.UNREVIEWABLE: "The notebook that I see belongs to another project. Please check which file you chose.",
}
CHANGE = (
    "This is nearly there: say in a sentence how you chose this value, and try one that is smaller.",
    "The result depends on the order of the cells. Please restart the kernel and run everything once.",
    "Please use the function that you were asked to write here, so that its tests say something.",
)
COMMENT = "This is the place that I mean above."


@dataclass(frozen=True)
class Said:
    """One review of a work: judgement and words by criterion, and comments."""

    general: str
    judged: Sequence[tuple[Criterion, str, str]]
    comments: Sequence[Mapping[str, object]]  # fields of Comment


def said_of(works: Works, work: Work, verdict: State, variant: int) -> Said:
    """Words that were written for this very work where there are some."""
    if verdict == State.UNREVIEWABLE:
        return Said(GENERAL[verdict], (), ())
    fitting = [
        words
        for words in all_words().values()
        if words.work == work.name
        and not words.open
        and words.general.isascii()
        and bool(words.changes) == (verdict == State.CHANGES_REQUESTED)
    ]
    if fitting:
        return _written(works, work, fitting[variant % len(fitting)])
    return _plain(works, work, verdict, variant)


def _written(works: Works, work: Work, words: Words) -> Said:
    judged = [
        (
            one,
            Judgement.CHANGES if one.slug in words.changes else Judgement.MEETS,
            words.changes.get(one.slug) or words.meets.get(one.slug, ""),
        )
        for one in works.criteria
    ]
    comments = []
    for comment in words.comments:
        place = place_of(comment["at"], work.record.files)
        fields = {
            "file_name": place.file_name,
            "cell": place.cell,
            "line": place.line,
            "tag": comment["tag"],
            "body": comment["body"].strip(),
        }
        comments.append(fields)
    return Said(words.general.strip(), judged, comments)


def _plain(works: Works, work: Work, verdict: State, variant: int) -> Said:
    """One criterion has to change, another one in each variant."""
    human = [one for one in works.criteria if one.human] or list(works.criteria)
    wrong = human[variant % len(human)] if verdict != State.APPROVED else None
    body = CHANGE[variant % len(CHANGE)]
    judged = [
        (one, Judgement.CHANGES, body) if one == wrong else (one, Judgement.MEETS, "")
        for one in works.criteria
    ]
    comment = {"file_name": work.notebook(), "cell": 2, "line": 1, "body": COMMENT}
    return Said(GENERAL[verdict], judged, (comment,) if wrong else ())
