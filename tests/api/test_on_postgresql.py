from tests.on_postgresql import passes


def test_the_api_holds_on_postgresql_too(postgres_url, record_property):
    passes("tests/api", postgres_url, record_property, more_than=150)
