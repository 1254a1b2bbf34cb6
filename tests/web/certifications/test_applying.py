"""The pages of an application: the form, its state, withdrawing it; what the lead and the inbox show."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.enums import CertificationState, Judgement, State
from projects.models import Certification, Letter, LetterPreference, Notification
from projects.operations import applications, certification
from projects.operations.letters.composing import compose
from tests import factories

pytestmark = pytest.mark.django_db
MINE = "projects:my_certifications"
APPLY = "projects:certification_apply"


@pytest.fixture
def project():
    return factories.project()


@pytest.fixture
def ada(project):
    return factories.submission(project, state=State.APPROVED).student


def client_of(person):
    made = Client()
    made.force_login(person)
    return made


def page_of(person, name=MINE):
    return client_of(person).get(reverse(name)).content.decode()


def apply(person, to, **more):
    data = {
        "project": to.slug,
        "languages": ["ja"],
        "reason": "I *teach* it.",
        **more,
    }
    return client_of(person).post(reverse(APPLY), data, follow=True)


def decide(row, state, reason="Because."):
    certification.decide(
        row, by=factories.lead("Lena"), state=CertificationState(state), reason=reason
    )


def test_who_has_met_the_specifications_applies(project, ada):
    page = page_of(ada)
    assert "You review nothing yet" in page
    assert project.title in page
    answer = apply(ada, project).content.decode()
    assert "You have applied. A lead decides." in answer
    assert "<em>teach</em>" in answer
    assert "A lead reads it and tells you." in answer
    row = ada.certifications.get()
    assert (row.language, row.state) == ("ja", "applied")


def test_who_has_not_finds_no_form_and_is_refused(project):
    stranger = factories.submission(project, state=State.RETURNED).student
    assert reverse(APPLY) not in page_of(stranger)
    assert apply(stranger, project).status_code == 422
    assert not Certification.objects.filter(user=stranger).exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"languages": []}, "Choose at least one language."),
        ({"languages": ["xx"]}, "Select a valid choice"),
        ({"reason": " "}, "Say what you bring."),
        ({"reason": "x" * 1001}, "This is too long"),
        ({"project": "no-such"}, "Select a valid choice"),
    ],
)
def test_bad_input_is_told_beside_its_field(project, ada, data, words):
    answer = apply(ada, project, **data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ada.certifications.exists()


def test_a_language_that_is_held_is_told_and_nothing_is_stored(project, ada):
    apply(ada, project)
    answer = apply(ada, project, languages=["en", "ja"])
    assert answer.status_code == 422
    assert "You cannot apply for 日本語 now" in answer.content.decode()
    assert ada.certifications.count() == 1


def test_an_application_is_withdrawn(project, ada):
    apply(ada, project)
    row = ada.certifications.get()
    url = reverse("projects:certification_withdraw", args=[row.pk])
    assert url in page_of(ada)
    answer = client_of(ada).post(url, follow=True).content.decode()
    assert "Withdrawn. You may apply again at any time." in answer
    assert url not in answer
    assert reverse(APPLY) in answer


def test_a_refusal_is_read_with_its_reason_and_when_to_try_again(project, ada):
    apply(ada, project, languages=["en", "ja"])
    for row in ada.certifications.all():
        decide(row, "declined", "Review for a month first.")
    page = page_of(ada)
    assert "Review for a month first." in page
    assert "You may apply again" in page
    assert reverse(APPLY) not in page
    ada.certifications.update(since=timezone.now() - timedelta(days=31))
    page = page_of(ada)
    assert "You may apply again" not in page
    assert reverse(APPLY) in page


def test_the_lead_reads_what_they_bring_and_chooses(project, ada):
    apply(ada, project)
    row = ada.certifications.get()
    url = reverse("projects:certification", args=[row.pk])
    lead = client_of(factories.lead())
    page = lead.get(url).content.decode()
    assert "What they bring" in page
    assert "<em>teach</em>" in page
    for label in ("Accept into training", "Certify", "Decline", "Block"):
        assert label in page
    assert 'value="applied"' not in page
    assert 'value="paused"' not in page
    lead.post(url, {"state": "training", "reason": "Welcome."})
    row.refresh_from_db()
    assert row.state == CertificationState.TRAINING
    assert "Ask for more training" in lead.get(url).content.decode()


@pytest.mark.parametrize("state", ["applied", "withdrawn", ""])
def test_a_lead_chooses_nothing_that_is_the_applicant_s(project, ada, state):
    apply(ada, project)
    row = ada.certifications.get()
    url = reverse("projects:certification", args=[row.pk])
    answer = client_of(factories.lead()).post(url, {"state": state, "reason": "So."})
    assert answer.status_code == 422


def test_the_applicant_is_told_in_the_inbox_until_it_is_read(project, ada):
    apply(ada, project)
    decide(ada.certifications.get(), "training", "Welcome, *Ada*.")
    page = page_of(ada, "projects:inbox")
    assert "Your certification: In training" in page
    assert "<em>Ada</em>" in page
    assert "Lena" not in page
    assert "Your certification: In training" in page_of(ada, "projects:home")
    told = Notification.objects.get(certification_change__isnull=False)
    assert told.read_at is None
    page_of(ada)
    told.refresh_from_db()
    assert told.read_at is not None


def test_letters_about_it_can_be_chosen_by_whoever_applied(project, ada):
    label = "My applications and training as a reviewer"
    assert label not in page_of(ada, "projects:letters")
    apply(ada, project)
    assert label in page_of(ada, "projects:letters")


def test_the_list_shows_agreement_and_who_looks_ready(project, settings):
    settings.TRAINING_SAMPLES = 1
    sample = factories.sample(
        factories.submission(project, state=State.APPROVED).reviews.get()
    )
    ready = factories.trainee(factories.user("Ready"), project)
    far = factories.trainee(factories.user("Far"), project)
    factories.attempt(sample, ready)
    factories.attempt(sample, far, Judgement.CHANGES, Judgement.MEETS)
    lead = client_of(factories.lead())
    page = lead.get(reverse("projects:certifications")).content.decode()
    assert page.count("Looks ready") == 1
    assert "2 of 2" in page
    assert "1 of 2" in page
    url = reverse("projects:certification", args=[far.pk])
    one = lead.get(url).content.decode()
    assert reverse("projects:training_attempt", args=[far.attempts.get().pk]) in one
    assert "Looks ready" not in one
    assert "50 %" in one


def test_as_many_queries_for_many_as_for_few(
    project, ada, django_assert_max_num_queries
):
    sample = factories.sample(
        factories.submission(project, state=State.APPROVED).reviews.get()
    )
    for _ in range(6):
        factories.attempt(sample, factories.trainee(factories.user(), project))
        factories.trainee(ada, factories.project())
    lead, own = client_of(factories.lead()), client_of(ada)
    with django_assert_max_num_queries(14):
        lead.get(reverse("projects:certifications"))
    with django_assert_max_num_queries(14):
        own.get(reverse(MINE))


def test_those_who_decide_are_told_once_however_many_languages(project, ada):
    lead, admin = factories.lead(), factories.admin()
    some = factories.lead(leads_all_cohorts=False)
    apply(ada, project, languages=["en", "ja"])
    told = Notification.objects.exclude(recipient=ada)
    assert {one.recipient for one in told} == {lead, admin}
    assert told.count() == 2
    assert f"{ada.name} applies to become a reviewer" not in page_of(
        some, "projects:inbox"
    )
    page = page_of(lead, "projects:inbox")
    assert f"{ada.name} applies to become a reviewer" in page
    assert "<em>teach</em>" in page
    here = reverse(
        "projects:certification", args=[told[0].certification_change.certification_id]
    )
    assert here in page
    client_of(lead).get(here)
    assert not lead.notifications.filter(read_at=None).exists()
    assert admin.notifications.filter(read_at=None).exists()


def test_a_lead_who_studies_reads_of_it_at_home_and_is_not_told_of_their_own(project):
    cohort = factories.cohort()
    lead = factories.lead("Lena")
    factories.submission(project, lead, cohort, State.APPROVED)
    cohort.enrolments.get_or_create(student=lead)
    other = factories.submission(project, state=State.APPROVED).student
    apply(lead, project)
    assert not lead.notifications.exists()
    apply(other, project)
    home = page_of(lead, "projects:home")
    assert f"{other.name} applies to become a reviewer" in home


def test_the_letter_to_a_lead_says_why_and_ends_when_it_is_decided(project, ada):
    lead = factories.lead()
    LetterPreference.objects.create(person=lead, topic="applicants", delivery="at_once")
    apply(ada, project)
    letter = Letter.objects.get(recipient=lead)
    written = compose(letter)
    assert written.subject == f"{ada.name} applies to review {project.title}"
    assert "I *teach* it." in written.body
    assert "Applications to become a reviewer" in written.body  # what its link ends
    applications.withdraw(ada.certifications.get(), by=ada)
    assert compose(Letter.objects.get(pk=letter.pk)) is None


def test_by_letter_once_a_day_unless_a_lead_chose_otherwise(project, ada):
    lead = factories.lead()
    apply(ada, project)
    digest = Letter.objects.get(recipient=lead)
    assert f"{ada.name} applies to review" in compose(digest).body
    decide(ada.certifications.get(), "declined")
    assert f"{ada.name} applies" not in compose(digest).body
    assert "Applications to become a reviewer" in page_of(lead, "projects:letters")
