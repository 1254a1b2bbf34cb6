from pathlib import Path

from tests.on_postgresql import passes

ROOM = Path(__file__).parent


def test_every_page_holds_on_postgresql_too(postgres_url, record_property):
    # Those with a browser start a site of their own, with a database of its own.
    apart = [str(path.relative_to(ROOM)) for path in ROOM.rglob("*_in_chromium.py")]
    # Nor are queries counted twice: they are the same, and it takes a minute.
    apart.append("test_query_counts.py")
    passes("tests/web", postgres_url, record_property, apart=apart, more_than=1000)
