from tests.on_postgresql import passes


def test_every_page_holds_on_postgresql_too(postgres_url):
    apart = ["review/test_two_tabs_in_chromium.py"]
    passes("tests/web", postgres_url, apart=apart, more_than=700)
