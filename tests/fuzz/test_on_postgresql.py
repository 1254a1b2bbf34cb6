from tests.on_postgresql import passes


def test_what_is_tried_at_random_holds_on_postgresql_too(postgres_url):
    passes("tests/fuzz", postgres_url, more_than=20)
