import pytest
from django.test import Client
from django.urls import reverse

from projects.models import User
from tests import factories

pytestmark = pytest.mark.django_db

URL = "/preferences/"
LOGIN = "/login/"


@pytest.fixture
def ada() -> User:
    return factories.user("Ada")


@pytest.fixture
def signed_in(ada) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def test_a_visitor_chooses_a_language_and_keeps_it(client):
    response = client.post(URL, {"language": "ja", "next": LOGIN})
    assert response["Location"] == LOGIN
    cookie = response.cookies["django_language"]
    assert cookie.value == "ja"
    assert cookie["max-age"] > 30 * 24 * 3600
    assert 'lang="ja"' in client.get(LOGIN).content.decode()


def test_a_visitor_chooses_a_theme_and_keeps_it(client):
    client.post(URL, {"theme": "dark", "next": LOGIN})
    assert 'data-theme="dark"' in client.get(LOGIN).content.decode()


def test_after_signing_in_the_choice_is_the_accounts_own(signed_in, ada):
    signed_in.post(URL, {"language": "ja"})
    signed_in.post(URL, {"theme": "dark"})
    ada.refresh_from_db()
    assert (ada.language, ada.theme) == ("ja", "dark")
    elsewhere = Client()
    elsewhere.force_login(ada)
    page = elsewhere.get("/account/").content.decode()
    assert 'lang="ja"' in page
    assert 'data-theme="dark"' in page


def test_the_accounts_language_goes_before_the_browsers(ada):
    ada.language = "ja"
    ada.save()
    client = Client(headers={"accept-language": "en"})
    client.force_login(ada)
    response = client.get("/account/")
    assert response["Content-Language"] == "ja"
    assert "Cookie" in response["Vary"]


def test_one_persons_language_does_not_stay_for_the_next(ada, client):
    ada.language = "ja"
    ada.save()
    reader = Client()
    reader.force_login(ada)
    reader.get("/account/")
    assert client.get(LOGIN)["Content-Language"] == "en"


@pytest.mark.parametrize(
    "next_", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""]
)
def test_the_way_back_leads_to_no_other_site(client, next_):
    response = client.post(URL, {"language": "en", "next": next_})
    assert response["Location"] == reverse("projects:home")


def test_a_way_back_that_is_no_page_is_no_fault_of_ours(client):
    response = client.post(URL, {"language": "en", "next": "login"})
    assert response.status_code == 302
    assert response["Location"] == "login"  # a relative address, never a page's name


@pytest.mark.parametrize("given", [{"language": "xx"}, {"theme": "pink"}, {}])
def test_what_is_no_choice_changes_nothing(signed_in, ada, given):
    response = signed_in.post(URL, given)
    assert response.status_code == 302
    assert not response.cookies.keys() & {"django_language", "theme"}
    ada.refresh_from_db()
    assert (ada.language, ada.theme) == ("en", "system")


def test_preferences_are_not_for_following_links(client):
    assert client.get(URL).status_code == 405


def test_the_account_page_changes_name_language_and_theme(signed_in, ada):
    given = {"name": " Ada King ", "language": "ja", "theme": "dark"}
    assert signed_in.post("/account/", given)["Location"] == "/account/"
    ada.refresh_from_db()
    assert (ada.name, ada.language, ada.theme) == ("Ada King", "ja", "dark")


@pytest.mark.parametrize(
    "wrong", [{"name": "  "}, {"language": "xx"}, {"theme": "pink"}]
)
def test_a_wrong_account_form_is_told_beside_the_field(signed_in, ada, wrong):
    given = {"name": "Ada King", "language": "ja", "theme": "dark", **wrong}
    response = signed_in.post("/account/", given)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == set(wrong)
    ada.refresh_from_db()
    assert (ada.name, ada.language, ada.theme) == ("Ada", "en", "system")


@pytest.mark.parametrize("field", ["email", "is_staff", "is_lead"])
def test_nobody_makes_more_of_themselves(signed_in, ada, field):
    before = getattr(ada, field)
    given = {"name": "Ada", "language": "en", "theme": "system", field: "on"}
    signed_in.post("/account/", given)
    ada.refresh_from_db()
    assert getattr(ada, field) == before


def test_the_account_page_lists_the_cohorts():
    cohort = factories.cohort(title="Spring cohort")
    client = Client()
    client.force_login(factories.student(cohort))
    assert "Spring cohort" in client.get("/account/").content.decode()


def test_a_form_sent_back_offers_the_way_to_its_page_not_to_its_verb(client):
    answer = client.post(
        "/sign-up/", {}, headers={"referer": "http://testserver/sign-up/?a=1"}
    )
    assert answer.status_code == 422
    assert answer.context["here"] == "http://testserver/sign-up/?a=1"
    elsewhere = client.post("/sign-up/", {}, headers={"referer": "http://evil.test/"})
    assert elsewhere.context["here"] == "/"
