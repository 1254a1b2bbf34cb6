from tests.on_postgresql import passes


def test_the_domain_holds_on_postgresql_too(postgres_url):
    passes("tests/projects", postgres_url, apart=["test_races.py"], more_than=600)
