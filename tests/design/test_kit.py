from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import gettext_lazy

from projects.templatetags import kit


def shown(source, **context):
    return Template("{% load kit %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (None, ""),
        (0.2, "under 1 s"),
        (40, "40 s"),
        (200, "3 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=2, minutes=5), "2 h 5 min"),
        (timedelta(days=1, hours=5), "1 day"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_a_duration_is_said_as_a_person_would(span, words):
    assert kit.duration(span) == words


@pytest.mark.parametrize(
    ("span", "words"),
    [(None, ""), (0, "1 s"), (timedelta(milliseconds=20), "1 s"), (40, "40 s")],
)
def test_nothing_is_estimated_to_take_about_under_a_second(span, words):
    assert kit.estimated(span) == words


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ada Lovelace", "AL"),
        ("jo", "J"),
        ("田中 美香", "田"),
        ("José Álvarez", "JÁ"),
        ("Ada King Lovelace", "AL"),
        ("", "?"),
        ("Tomás Ferreira", "TF"),
        ("Éva Kovács", "ÉK"),
    ],
)
def test_initials(name, letters):
    assert kit.initials(name) == letters


def test_the_same_name_always_has_the_same_colour():
    assert kit.avatar_colour("田中 美香") == kit.avatar_colour("田中 美香")
    colours = {kit.avatar_colour(f"name {i}") for i in range(100)}
    assert colours == set(range(kit.AVATAR_COLOURS))


def test_a_time_carries_its_exact_moment():
    moment = datetime(2017, 3, 4, 5, 6, tzinfo=UTC)
    html = shown("{% when moment %}", moment=moment)
    assert 'datetime="2017-03-04T05:06:00+00:00"' in html
    assert "2017-03-04 05:06 UTC" in html
    assert shown("{% when moment %}", moment=None) == ""


def test_an_icon_is_silent_unless_it_has_a_label():
    assert 'aria-hidden="true"' in shown('{% icon "check" %}')
    labelled = shown('{% icon "check" label=words %}', words='"Passed" & more')
    assert 'role="img"' in labelled
    assert "&quot;Passed&quot; &amp; more" in labelled


def test_names_between_backticks_are_code_and_the_rest_is_only_text():
    assert kit.codes("`run(x)` is <b>off</b>, `") == (
        "<code>run(x)</code> is &lt;b&gt;off&lt;/b&gt;, `"
    )
    assert kit.codes("`<script>`") == "<code>&lt;script&gt;</code>"


def test_a_mark_that_is_kept_is_in_the_language_of_its_page():
    label = gettext_lazy("Dismiss")
    with translation.override("en"):
        english = kit.icon("close", label)
    with translation.override("ja"):
        japanese = kit.icon("close", label)
    assert 'aria-label="Dismiss"' in english
    assert english != japanese
