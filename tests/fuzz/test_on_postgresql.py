from tests.on_postgresql import passes

FILES = 60
"""Of those that `test_uploads` sends: what differs is how a row is stored, not how a file is read."""


def test_what_is_tried_at_random_holds_on_postgresql_too(
    postgres_url, monkeypatch, record_property
):
    monkeypatch.setenv("REVIEWHUB_FUZZ_FILES", str(FILES))
    apart = ["test_attacking.py"]  # asks for no database
    passes("tests/fuzz", postgres_url, record_property, apart=apart, more_than=20)
