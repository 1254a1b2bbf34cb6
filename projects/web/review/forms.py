"""The shapes of what a reviewer sends. What is missing for a verdict is the verbs' business."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects import text_limits
from projects.enums import CommentTag, Judgement, UnableReason
from projects.models import Criterion, Review
from projects.operations.drafts import Draft
from projects.queries.grading import CriterionResult
from projects.web.parts.fields import PlainTextarea, WordsField
from protocol.steps import Outcome

UNKNOWN = -1  # the version of a page that does not say which one it was made from
STORED = "stored"
MOST_KEPT = 200_000  # characters of all open comments together
NO_REASON = ("", _("Choose a reason"))


def _text(label: str | Any, rows: int, placeholder: Any = "") -> forms.CharField:
    return WordsField(
        label=label,
        required=False,
        max_length=text_limits.REVIEW,
        rows=rows,
        placeholder=placeholder,
    )


class ReviewForm(forms.Form):
    """A draft: every field may be empty. One judgement and one text per criterion."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        criteria: Sequence[Criterion],
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.criteria = list(criteria)
        self.fields["version"] = _version()
        for criterion in self.criteria:
            self.fields[f"judgement-{criterion.slug}"] = forms.ChoiceField(
                label=criterion.title,
                choices=Judgement,
                required=False,
                widget=forms.RadioSelect,
            )
            field = _text(_("Comment on “%(title)s”") % {"title": criterion.title}, 2)
            self.fields[f"body-{criterion.slug}"] = field
        self.fields["general"] = _text(
            _("To the student"), 5, _("What was good, and what to look at next.")
        )
        self.fields["reason"] = forms.ChoiceField(
            label=_("Why can it not be reviewed?"),
            choices=[NO_REASON, *UnableReason.choices],
            required=False,
        )
        self.fields["unable_body"] = _text(_("What should the student do?"), 3)

    def draft(self) -> Draft:
        """What to keep, in place of what was saved before.

        The latter stays of a field that does not fit (it is too long), that is not on the
        page, or whose stored text the reviewer chose.
        """
        kept = self.cleaned_data
        criteria = {
            criterion.slug: (
                kept[f"judgement-{criterion.slug}"],
                kept[f"body-{criterion.slug}"],
            )
            for criterion in self.criteria
            if f"judgement-{criterion.slug}" in kept
            and f"body-{criterion.slug}" in kept
            and self.brings(f"body-{criterion.slug}", criterion.slug)
        }
        general = kept.get("general") if self.brings("general", "general") else None
        return Draft(general, criteria, version_of(self))

    def brings(self, field: str, choice: str) -> bool:
        """Whether the page that was sent has the field, and wants it to be kept."""
        return field in self.data and self.data.get(f"keep-{choice}") != STORED

    def tell_all(self, field: str, message: str) -> None:
        """Puts a refusal beside each criterion that lacks something, and the first in focus.

        `field` and `message` are the verb's, which names one of them.
        """
        slugs = [criterion.slug for criterion in self.criteria]
        unjudged = [slug for slug in slugs if not self.said("judgement", slug)]
        wordless = [
            slug
            for slug in slugs
            if self.said("judgement", slug) == Judgement.CHANGES
            and not self.said("body", slug)
        ]
        if field in unjudged:
            words, lacking, asked = _("Not judged yet."), unjudged, "judgement"
        elif field in wordless:
            words, lacking, asked = _("Say what to change."), wordless, "body"
        else:
            self.tell(field, message)
            return
        for slug in lacking:
            self.add_error(f"body-{slug}", words)
        self.fields[f"{asked}-{lacking[0]}"].widget.attrs["autofocus"] = True

    def said(self, kind: str, slug: str) -> str:
        """The judgement ("judgement") or the words ("body") that the page brought."""
        name = f"{kind}-{slug}"
        given = self.data.get(name) if name in self.data else self.initial.get(name)
        return str(given or "").strip()

    @property
    def lacking(self) -> int:
        """How many fields have something told beside them."""
        return len(self.errors)

    def tell(self, slug: str, message: str) -> None:
        """Puts a refusal beside what lacks something: a criterion's slug, or a field."""
        names = {"body": "unable_body"}
        name = (
            f"body-{slug}" if f"body-{slug}" in self.fields else names.get(slug, slug)
        )
        self.add_error(name if name in self.fields else None, message)


def initial_of(
    review: Review | None, found: Sequence[CriterionResult]
) -> dict[str, str]:
    """What was saved; for what only the machine judges and nobody has yet, its answer."""
    initial = {"general": review.general if review else ""}
    said = {row.criterion_id: row for row in review.criteria.all()} if review else {}
    suggested: Mapping[str, str] = {
        Outcome.PASSED: Judgement.MEETS.value,
        Outcome.FAILED: Judgement.CHANGES.value,
    }
    for result in found:
        criterion = result.criterion
        row = said.get(criterion.pk)
        judgement = row.judgement if row else ""
        if not judgement and not criterion.human:
            judgement = suggested.get(result.outcome, "")
        initial[f"judgement-{criterion.slug}"] = judgement
        initial[f"body-{criterion.slug}"] = row.body if row else ""
    return initial


def _version() -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)


def version_of(form: forms.Form) -> int:
    """Of what the page was made from. Pages that do not say are taken for stale."""
    version = form.cleaned_data.get("version")
    return UNKNOWN if version is None else int(version)


PREFIX = r"(?:new|edit)-[0-9]{0,9}"
OPEN_COMMENT = re.compile(rf"({PREFIX})-body")


class CommentForm(forms.Form):
    """A comment that is being written. Its fields belong to the page's one form, the draft's.

    So whatever button is pressed, what was typed arrives here, without script too. `prefix`
    tells the fields of several open comments apart: "new-3" in cell 3, "edit-17" of comment 17.
    """

    # An empty comment must not keep browsers from sending the draft.
    use_required_attribute = False
    version = _version()  # of the comment that is edited; a new one has none
    tag = forms.ChoiceField(
        label=_("Kind"),
        choices=CommentTag,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a kind of comment.")},
    )
    body = WordsField(
        label=_("Comment"),
        max_length=text_limits.REVIEW,
        rows=3,
        widget=PlainTextarea(attrs={"rows": 3, "autofocus": True}),
        error_messages={"required": _("Write a few words.")},
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for field in self.fields.values():
            field.widget.attrs["form"] = "draft"  # that form's id

    def full_clean(self) -> None:
        """A refusal leads to what is missing: to the kind, where none was chosen."""
        super().full_clean()
        if self.has_error("tag"):
            self.fields["tag"].widget.attrs["autofocus"] = True
            self.fields["body"].widget.attrs.pop("autofocus", None)


def open_comments(data: Mapping[str, Any]) -> dict[str, str]:
    """The comments that were open on the page with something typed: prefix and text."""
    found = ((OPEN_COMMENT.fullmatch(name), text) for name, text in data.items())
    return {name[1]: str(text) for name, text in found if name and str(text).strip()}


def kept_comments(data: Mapping[str, Any]) -> dict[str, Any] | None:
    """The open comments as the script keeps them; None from a page that sends none that fit."""
    text = str(data.get("open_comments", ""))
    if not text or len(text) > MOST_KEPT:
        return None
    try:
        kept = json.loads(text)
    except ValueError:
        return None
    return kept if isinstance(kept, dict) else None


class DeleteForm(forms.Form):
    version = _version()


class PlaceForm(forms.Form):
    """Where a comment stands: cells are counted from 1 here, as people read them."""

    file_name = forms.CharField(max_length=255)
    cell = forms.IntegerField(required=False, min_value=1)
    line = forms.IntegerField(required=False, min_value=1)
    end_line = forms.IntegerField(required=False, min_value=1)
    output = forms.IntegerField(required=False, min_value=1)


class ReferForm(forms.Form):
    reason = WordsField(
        label=_("Why?"),
        max_length=text_limits.REASON,
        rows=3,
        help_text=_("The reviewer reads it, together with what was never measured."),
        error_messages={"required": _("Say why.")},
    )


class AskForm(forms.Form):
    reason = WordsField(
        label=_("Why do you ask?"),
        max_length=text_limits.REASON,
        rows=3,
        help_text=_("For the lead who decides. The student does not read it."),
        error_messages={"required": _("Say why, for the lead who decides.")},
    )
    question = WordsField(
        label=_("A question of your own to the student"),
        required=False,
        max_length=text_limits.REASON,
        rows=3,
        help_text=_(
            "The student reads it, beside what everybody is asked: how the code came about. "
            "Name nobody, and quote no other work."
        ),
    )


class DecisionForm(forms.Form):
    reason = WordsField(
        label=_("Your message to the student"),
        max_length=text_limits.REASON,
        rows=4,
        error_messages={"required": _("Say why: the student reads it.")},
    )


class ReopenForm(forms.Form):
    reason = WordsField(
        label=_("Why?"),
        max_length=text_limits.REASON,
        rows=3,
        help_text=_(
            "The student and the former reviewer are told. "
            "The review is then in your hands."
        ),
        error_messages={"required": _("Say why.")},
    )
