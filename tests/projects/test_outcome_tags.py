"""Mark and word of an outcome, as templates write them."""

import pytest
from django.template import Context, Template
from django.utils import translation

from projects.enums import Judgement
from projects.templatetags.outcomes import MARKS, WORDS
from protocol.steps import Outcome


def drawn(tag, **context):
    return Template("{% load outcomes %}" + tag).render(Context(context))


@pytest.mark.parametrize("outcome", [*Outcome, *Judgement])
def test_whatever_a_check_or_a_reviewer_says_has_a_word_of_its_own(outcome):
    html = drawn("{% outcome_word outcome %}", outcome=outcome)
    assert html == f'<span class="outcome__word">{WORDS[outcome.value]}</span>'


@pytest.mark.parametrize(
    ("outcome", "mark"), [*MARKS.items(), ("unjudged", "dots"), ("none", "dots")]
)
def test_marks(outcome, mark):
    html = drawn("{% outcome_mark outcome %}", outcome=outcome)
    assert html.startswith('<span class="outcome__mark"><svg class="icon icon--small"')
    assert f"#{mark}" in html
    assert 'aria-hidden="true"' in html


@pytest.mark.parametrize("outcome", ["none", "", None, "unheard of"])
def test_what_nobody_judged_says_so(outcome):
    assert "Not judged yet" in drawn("{% outcome_word outcome %}", outcome=outcome)
    assert "#dots" in drawn("{% outcome_mark outcome %}", outcome=outcome)


def test_a_word_may_be_pointed_to_and_be_read_out_only():
    html = drawn("{% outcome_word 'none' id=id unseen=True %}", id='a"b')
    assert html.startswith('<span class="outcome__word sr-only" id="a&quot;b">')


def test_words_are_the_reader_s():
    english = drawn("{% outcome_word 'passed' %}")
    with translation.override("ja"):
        japanese = drawn("{% outcome_word 'passed' %}")
    assert "Passed" in english
    assert "Passed" not in japanese
    assert drawn("{% outcome_word 'passed' %}") == english
