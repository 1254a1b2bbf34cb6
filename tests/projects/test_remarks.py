"""The library of remarks: who keeps, changes, offers and uses what."""

import pytest
from django.db import IntegrityError, transaction

from projects.enums import State
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import Remark
from projects.operations import remarks
from projects.operations.erasure import erase
from projects.operations.remarks import Target, Words
from projects.queries.personal_messages import remarks_of
from projects.queries.remarks import fitting_for, offered_by_others, usable_by
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return factories.project()


@pytest.fixture
def grace(project):
    return factories.reviewer(project, "Grace")


def kept(by, body="Vectorise this.", language="en", project=None):
    return remarks.keep(Words(body, language, project), by=by)


def of_project(project, body="Vectorise this.", language="en"):
    return Remark.objects.create(project=project, body=body, language=language)


def test_a_remark_is_its_owners_alone(grace, project):
    mine = kept(grace)
    other = factories.reviewer(project)
    assert list(usable_by(grace)) == [mine]
    assert list(usable_by(other)) == []
    for verb in (
        lambda: remarks.change(mine, Words("No.", "en"), by=other),
        lambda: remarks.delete(mine, by=other),
        lambda: remarks.offer(mine, by=other, offered=True),
        lambda: remarks.promote(mine, by=factories.lead()),
        lambda: remarks.use(mine, target(project), by=other),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_students_keep_none():
    with pytest.raises(NotAllowed):
        kept(factories.student(factories.cohort()))


def test_the_projects_are_for_those_who_review_it_and_changed_by_leads(grace, project):
    shared = of_project(project)
    assert list(usable_by(grace)) == [shared]
    assert list(usable_by(factories.reviewer(factories.project()))) == []
    with pytest.raises(NotAllowed):
        remarks.change(shared, Words("No.", "en", project), by=grace)
    lead = factories.lead()
    assert list(usable_by(lead)) == [shared]
    changed = remarks.change(shared, Words("Use NumPy.", "ja", project), by=lead)
    assert (changed.body, changed.language) == ("Use NumPy.", "ja")
    with pytest.raises(Incomplete) as refused:
        remarks.change(shared, Words("For all.", "en"), by=lead)
    assert refused.value.field == "project"


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (Words("  ", "en"), "body"),
        (Words("Dear {sudent}", "en"), "body"),
        (Words("x" * 10_001, "en"), "body"),
        (Words("Fine.", "fr"), "language"),
    ],
)
def test_what_makes_no_remark_is_refused_beside_its_field(grace, words, field):
    with pytest.raises(Incomplete) as refused:
        remarks.keep(words, by=grace)
    assert refused.value.field == field
    assert not Remark.objects.exists()


def test_an_unknown_placeholder_is_named_with_those_there_are(grace):
    with pytest.raises(Incomplete) as refused:
        kept(grace, "Dear {sudent}")
    assert "Unknown placeholder: {sudent}" in str(refused.value)
    assert "{student}, {reviewer}" in str(refused.value)


def test_there_is_a_most(grace, monkeypatch):
    monkeypatch.setattr(remarks, "MOST", 1)
    kept(grace)
    with pytest.raises(WrongState, match="1 remarks, which is the most"):
        kept(grace)


def test_what_is_offered_a_lead_takes_into_the_projects(grace, project):
    mine, lead = kept(grace, project=project), factories.lead()
    assert not offered_by_others(lead).exists()
    remarks.offer(mine, by=grace, offered=True)
    assert list(offered_by_others(lead)) == [mine]
    assert not offered_by_others(factories.reviewer(project)).exists()
    with pytest.raises(NotAllowed):
        remarks.promote(mine, by=grace)
    shared = remarks.promote(mine, by=lead)
    assert (shared.owner, shared.project, shared.body) == (None, project, mine.body)
    assert not offered_by_others(lead).exists()
    assert set(usable_by(grace)) == {mine, shared}


def test_an_offer_is_for_a_project_and_can_be_taken_back(grace, project):
    anywhere = kept(grace)
    with pytest.raises(Incomplete) as refused:
        remarks.offer(anywhere, by=grace, offered=True)
    assert refused.value.field == "project"
    mine = kept(grace, project=project)
    remarks.offer(mine, by=grace, offered=True)
    remarks.offer(mine, by=grace, offered=False)
    remarks.offer(mine, by=grace, offered=True)
    remarks.change(mine, Words("For all.", "en"), by=grace)  # is for no project now
    assert not offered_by_others(factories.lead()).exists()


def test_a_lead_takes_their_own_without_an_offer(project):
    lead = factories.lead()
    assert remarks.promote(kept(lead, project=project), by=lead).owner is None
    with pytest.raises(Incomplete):
        remarks.promote(kept(lead), by=lead)


def test_nobodys_remark_of_no_project_is_none():
    with pytest.raises(IntegrityError), transaction.atomic():
        Remark.objects.create(body="Whose?", language="en")


def target(project, **place):
    student = factories.student(factories.cohort(), "Ada")
    subject = factories.submission(project, student, state=State.AWAITING_REVIEW)
    return Target(subject, **place)


def test_a_use_is_counted_and_told_in_the_remarks_language(grace, project):
    mine = kept(grace, "{student}さん、「{project}」の「{criterion}」", "ja")
    code = project.rubrics.get().criteria.get(slug="code")
    words = remarks.use(mine, target(project, criterion=code), by=grace)
    assert words == f"Adaさん、「{project.title_text['ja']}」の「code」"
    mine.refresh_from_db()
    assert mine.uses == 1


def test_what_fits_is_found_in_the_works_language_first_then_by_use(grace, project):
    subject = target(project).submission
    rare = of_project(project, "Rarely: use NumPy.")
    japanese = of_project(project, "NumPyを使いましょう。", "ja")
    often = kept(grace, "Often: use numpy.")
    Remark.objects.filter(pk__in=[often.pk, japanese.pk]).update(uses=9)
    kept(grace, "NumPy elsewhere", project=factories.project())
    assert list(fitting_for(subject, grace, "numpy")) == [often, rare, japanese]
    assert list(fitting_for(subject, grace, "use rarely")) == [rare]
    assert list(fitting_for(subject, grace, "100%_")) == []


def test_remarks_are_exported_and_go_with_their_owner(grace, project):
    kept(grace, "Mine.", project=project)
    shared = of_project(project)
    told = remarks_of(grace)
    assert [(one["body"], one["project"]) for one in told] == [("Mine.", project.slug)]
    erase(grace, by=grace)
    assert list(Remark.objects.all()) == [shared]
