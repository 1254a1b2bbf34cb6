"""One check's result, as templates write it: kept where it passed and says no more."""

from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

TAG = "{% check_item outcome=outcome title=title hint=hint evidence=evidence %}"


def drawn(outcome="passed", title="Weights & more", hint="", evidence=""):
    told = {"outcome": outcome, "title": title, "hint": hint, "evidence": evidence}
    return Template("{% load checks %}" + TAG).render(Context(told))


def test_it_is_the_component_whatever_is_told():
    for told in (
        {"outcome": "passed", "title": "a < b", "hint": "Not shown.", "evidence": ""},
        {"outcome": "failed", "title": "a", "hint": "See `x`.", "evidence": ""},
        {"outcome": "passed", "title": "a", "hint": "", "evidence": "3.5 < 4"},
    ):
        component = {**told, "notebook_url": ""}
        assert drawn(**told) == render_to_string(
            "components/check_item.html", component
        )


def test_what_passed_is_told_in_the_language_of_each_reader():
    english = drawn()
    with translation.override("ja"):
        japanese = drawn()
    assert english != japanese
    assert drawn() == english


def test_evidence_of_one_work_is_not_kept_for_another():
    assert "secret" in drawn(evidence="secret")
    assert "secret" not in drawn()


def test_how_long_it_took_is_told():
    tag = "{% load checks %}{% check_item outcome='passed' title='a' seconds=s %}"
    assert "2 s" in Template(tag).render(Context({"s": 2.0}))
