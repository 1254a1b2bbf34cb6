"""Judging work that has been reviewed once more: in an audit, as a key, in a training."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from projects import text_limits
from projects.enums import Judgement
from projects.models import CheckResult, Criterion, Submission
from projects.queries.grading import CriterionResult, by_criterion, newest_run
from projects.web.parts.evidence import evidence_of
from projects.web.parts.exhibits import Address
from projects.web.parts.fields import WordsField
from projects.web.parts.judged_documents import NEUTRAL
from projects.web.parts.rubric_rows import CriterionSection, by_section, criterion_row

Stored = Mapping[str, tuple[str, str]]  # judgement and words, by the criterion's slug


class JudgeForm(forms.Form):
    """One judgement and perhaps a few words per criterion, named as in the workspace."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        criteria: Sequence[Criterion],
        stored: Stored,
    ) -> None:
        initial: dict[str, str] = {}
        for slug, (judgement, body) in stored.items():
            initial[f"judgement-{slug}"] = judgement
            initial[f"body-{slug}"] = body
        super().__init__(data, initial=initial)
        self.criteria = list(criteria)
        for criterion in self.criteria:
            self.fields[f"judgement-{criterion.slug}"] = forms.ChoiceField(
                label=criterion.title,
                choices=Judgement,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"body-{criterion.slug}"] = WordsField(
                label=_("Comment on “%(title)s”") % {"title": criterion.title},
                required=False,
                max_length=text_limits.REASON,
                rows=2,
            )

    def judged(self) -> dict[str, tuple[str, str]]:
        """By slug, without the fields that do not fit: what was saved of them stays."""
        kept = self.cleaned_data
        return {
            one.slug: (kept[f"judgement-{one.slug}"], kept[f"body-{one.slug}"])
            for one in self.criteria
            if f"judgement-{one.slug}" in kept and f"body-{one.slug}" in kept
        }

    def lacking(self) -> list[str]:
        """Tells it at each criterion without a judgement; their slugs."""
        slugs = [
            one.slug
            for one in self.criteria
            if not self[f"judgement-{one.slug}"].value()
        ]
        for slug in slugs:
            self.add_error(f"body-{slug}", _("Not judged yet."))
        return slugs


def sections_to_judge(
    submission: Submission,
    form: JudgeForm,
    *,
    picture: Address | None = None,
    rename: bool = False,
) -> list[CriterionSection]:
    """The rubric as reviewers have it, without what any of them said.

    `picture`: where the training's pictures are, for who may not open the submission.
    `rename`: what the checks say does not tell the notebook's own name.
    """
    run = newest_run(submission)
    found = by_criterion(form.criteria, run)
    if rename:
        found = [_renamed(one, submission.notebook_name) for one in found]
    evidence = evidence_of(submission, run, found, picture)
    return by_section(
        [criterion_row(one, form, evidence, editable=True) for one in found]
    )


def _renamed(found: CriterionResult, name: str) -> CriterionResult:
    return replace(found, results=[_without(one, name) for one in found.results])


def _without(result: CheckResult, name: str) -> CheckResult:
    """A copy for this page; never saved."""
    shown = copy(result)
    shown.evidence = result.evidence.replace(name, NEUTRAL)
    hints: Mapping[str, str] = result.hint_text
    shown.hint_text = {key: hint.replace(name, NEUTRAL) for key, hint in hints.items()}
    return shown


@dataclass(frozen=True)
class Compared:
    """One criterion as two have judged it: the reader, and whoever judged before."""

    criterion: Criterion
    mine: str
    mine_label: str
    words: str
    said: str
    said_label: str
    said_words: str

    @property
    def agrees(self) -> bool:
        return self.mine == self.said

    @property
    def is_lenient(self) -> bool:
        """The reader passed what the other fails."""
        return (self.mine, self.said) == (Judgement.MEETS, Judgement.CHANGES)
