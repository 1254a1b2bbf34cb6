"""The page of limits says what the product says."""

from tests import limits_page


def test_the_page_is_up_to_date():
    assert limits_page.PAGE.read_text() == limits_page.text(), (
        "run: python -m tests.limits_page"
    )


def test_every_limit_has_its_sentence_in_both_languages():
    text = limits_page.text()
    assert text.count("\n| ") == 3 + len(limits_page.UPLOADS) + 2 + 4 + 4
