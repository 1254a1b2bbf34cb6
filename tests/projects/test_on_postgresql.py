from tests.on_postgresql import passes


def test_the_domain_holds_on_postgresql_too(postgres_url, record_property):
    apart = ["test_races.py", "test_migrations.py"]
    passes("tests/projects", postgres_url, record_property, apart=apart, more_than=600)
