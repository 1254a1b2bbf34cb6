"""The proxy's settings, as far as they can be read without it."""

import re

from django.conf import settings

from tests.tooling.compose import ROOT, told
from tests.tooling.test_compose import SECRETS, SERVICES

FOLDER = ROOT / "deploy" / "proxy"
CADDYFILE = (FOLDER / "Caddyfile").read_text()


def test_every_variable_is_told_by_the_compose_file():
    used = set(re.findall(r"\{\$(\w+)", CADDYFILE))
    assert used == {
        name
        for name in told(SERVICES["proxy"], SECRETS)
        if name.startswith("REVIEWHUB_")
    }


def test_it_waits_for_whole_requests_and_not_for_ever():
    buffering = told(SERVICES["proxy"], SECRETS)["REVIEWHUB_PROXY_BUFFERING"]
    assert buffering == "request_buffers 30MB"
    assert re.search(r"read_header \d+s", CADDYFILE)
    assert re.search(r"read_body \d+s", CADDYFILE)


def test_it_takes_what_the_web_takes():
    megabytes = int(re.search(r"max_size (\d+)MB", CADDYFILE)[1])
    assert f"> {megabytes * 1_000_000}" in CADDYFILE
    assert megabytes > 25  # of files, and the form around them
    assert megabytes * 1_000_000 > settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def test_its_pages_are_there_in_both_languages():
    pages = re.findall(r"rewrite @\w+ /(\S+)", CADDYFILE)
    assert sorted(pages) == ["away.html", "too-large.html"]
    for page in pages:
        text = (FOLDER / "pages" / page).read_text()
        assert 'lang="en"' in text
        assert 'lang="ja"' in text
