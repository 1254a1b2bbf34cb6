"""The library of remarks: kept, changed, offered to the leads, taken into a project's, used."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from projects.enums import Language
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import Criterion, Project, Remark, Submission, User
from projects.placeholders import PLACEHOLDERS, rendered, unknown_in
from projects.rules import (
    is_review_staff,
    leads_site,
    may_change_remark,
    may_use_remark,
)
from projects.text_limits import REVIEW, fitting

MOST = 1000  # of one person


@dataclass(frozen=True)
class Words:
    """What a remark says. Without a project it fits all of them."""

    body: str
    language: str
    project: Project | None = None


@transaction.atomic
def keep(words: Words, *, by: User) -> Remark:
    """A new remark of one's own."""
    if not is_review_staff(by):
        raise NotAllowed(_("Remarks are for those who review."))
    if by.remarks.count() >= MOST:
        raise WrongState(
            _("You keep %(most)s remarks, which is the most. Delete some first.")
            % {"most": MOST}
        )
    return Remark.objects.create(
        owner=by,
        body=_checked(words.body),
        language=_known(words.language),
        project=words.project,
    )


@transaction.atomic
def change(remark: Remark, words: Words, *, by: User) -> Remark:
    locked = _locked(remark, by)
    if locked.owner_id is None and words.project is None:
        raise Incomplete(_("A project's remark needs its project."), field="project")
    locked.body, locked.language = _checked(words.body), _known(words.language)
    locked.project = words.project
    locked.is_offered = locked.is_offered and words.project is not None
    locked.save(update_fields=["body", "language", "project", "is_offered"])
    return locked


@transaction.atomic
def delete(remark: Remark, *, by: User) -> None:
    _locked(remark, by).delete()


@transaction.atomic
def offer(remark: Remark, *, by: User, offered: bool) -> Remark:
    """To the leads, who may take it into the project's library; or takes the offer back."""
    locked = _locked(remark, by)
    if locked.owner_id != by.pk:
        raise NotAllowed(_("This is the project's already."))
    if offered and locked.project_id is None:
        raise Incomplete(_("Choose the project that it is for."), field="project")
    locked.is_offered = offered
    locked.save(update_fields=["is_offered"])
    return locked


@transaction.atomic
def promote(remark: Remark, *, by: User) -> Remark:
    """A copy for everybody who reviews the project. Its writer keeps theirs."""
    locked = Remark.objects.select_for_update().get(pk=remark.pk)
    if not leads_site(by) or not (locked.owner_id == by.pk or locked.is_offered):
        raise NotAllowed(_("Leads take what is offered into a project's remarks."))
    if locked.project_id is None:
        raise Incomplete(_("Choose the project that it is for."), field="project")
    locked.is_offered = False
    locked.save(update_fields=["is_offered"])
    return Remark.objects.create(
        project_id=locked.project_id, body=locked.body, language=locked.language
    )


@dataclass(frozen=True)
class Target:
    """Where a remark is inserted. Cells and lines are counted from 1."""

    submission: Submission
    criterion: Criterion | None = None
    file_name: str = ""
    cell: int | None = None
    line: int | None = None

    def values(self, reviewer: User) -> Mapping[str, str]:
        """For the placeholders, in the active language. In a blind cohort nobody is named."""
        is_named = not self.submission.cohort.blind
        return {
            "student": self.submission.student.name if is_named else "",
            "reviewer": reviewer.name if is_named else "",
            "project": self.submission.project.title,
            "attempt": str(self.submission.attempt),
            "criterion": self.criterion.title if self.criterion else "",
            "file": self.file_name,
            "cell": str(self.cell or ""),
            "line": str(self.line or ""),
        }


def words_for(remark: Remark, target: Target, *, reader: User) -> str:
    """Its text in that place, in the remark's language."""
    with translation.override(remark.language):
        return rendered(remark.body, target.values(reader))


def use(remark: Remark, target: Target, *, by: User) -> str:
    """What is inserted; counts it."""
    if not may_use_remark(by, remark):
        raise NotAllowed(_("This remark is somebody else's."))
    Remark.objects.filter(pk=remark.pk).update(uses=F("uses") + 1)
    return words_for(remark, target, reader=by)


def _locked(remark: Remark, by: User) -> Remark:
    locked = Remark.objects.select_for_update().get(pk=remark.pk)
    if not may_change_remark(by, locked):
        raise NotAllowed(_("Only its owner changes a remark, only a lead a project's."))
    return locked


def _checked(body: str) -> str:
    body = fitting(body, REVIEW)
    if not body:
        raise Incomplete(_("Write a few words."), field="body")
    unknown = unknown_in(body)
    if unknown:
        raise Incomplete(
            _(
                "Unknown placeholder: %(unknown)s. The placeholders are "
                "%(known)s; put braces that are meant literally between "
                "backquotes."
            )
            % {"unknown": _braced(unknown), "known": _braced(PLACEHOLDERS)},
            field="body",
        )
    return body


def _braced(names: Mapping[str, object] | list[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def _known(language: str) -> str:
    if language not in Language.values:
        raise Incomplete(_("Choose a language."), field="language")
    return language
