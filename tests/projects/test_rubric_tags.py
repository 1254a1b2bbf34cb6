"""Parts of a criterion in the workspace: kept, and yet each reader's and each work's own."""

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test.html import parse_html
from django.utils import translation

from projects.enums import Judgement
from projects.models import CheckResult


class Form(forms.Form):
    mark = forms.ChoiceField(
        choices=Judgement, required=False, widget=forms.RadioSelect
    )


def drawn(field):
    tag = Template("{% load rubric %}{% judgement_choices field %}")
    return tag.render(Context({"field": field}))


def head(**told):
    tag = "{% load rubric %}{% criterion_head slug title shown %}"
    return Template(tag).render(Context(told))


def buttons(html):
    """Each radio button with what it carries, in their order."""
    labels = parse_html(f"<div>{html}</div>").children
    assert all(label.name == "label" for label in labels)
    return [
        dict(part.attributes)
        for label in labels
        for part in label.children
        if getattr(part, "name", "") == "input"
    ]


def djangos(field):
    found = [parse_html(radio.tag()) for radio in field]
    return [dict(one.attributes) for one in found]


@pytest.mark.parametrize("data", [None, {}, {"mark": "meets"}, {"mark": "changes"}])
@pytest.mark.parametrize("initial", [{}, {"mark": "changes"}])
@pytest.mark.parametrize("prefix", [None, "second"])
def test_buttons_carry_what_django_would_write(data, initial, prefix):
    sent = data and {
        f"{prefix}-{name}" if prefix else name: data[name] for name in data
    }
    field = Form(sent, initial=initial, prefix=prefix)["mark"]
    assert buttons(drawn(field)) == djangos(field)


def test_a_refused_choice_is_marked_and_takes_the_focus():
    form = Form({"mark": ""})
    form.add_error("mark", "Not judged yet.")
    form.fields["mark"].widget.attrs["autofocus"] = True
    field = form["mark"]
    assert buttons(drawn(field)) == djangos(field)
    assert all("aria-invalid" in one for one in buttons(drawn(field)))
    assert all("aria-invalid" not in one for one in buttons(drawn(Form({})["mark"])))


def test_each_button_has_its_words_and_its_key():
    html = drawn(Form()["mark"])
    for number, (value, label) in enumerate(Judgement.choices, 1):
        assert f'choice--{value}" for="id_mark_{number - 1}"' in html
        assert f'{label}<kbd aria-hidden="true">{number}</kbd>' in html
    with translation.override("ja"):
        assert drawn(Form()["mark"]) != html
    assert drawn(Form()["mark"]) == html


@pytest.mark.parametrize("shown", ["none", "passed", "changes"])
def test_a_head_is_the_component_in_each_language(shown):
    told = {"slug": "sigmoid", "title": "a < b & c", "shown": shown}
    for language in ("en", "ja"):
        with translation.override(language):
            assert head(**told) == render_to_string("review/criterion_head.html", told)


def checks(results, outcome="passed", url="/notebook/"):
    tag = "{% load rubric %}{% criterion_checks results outcome url %}"
    told = {"results": results, "outcome": outcome, "url": url}
    return Template(tag).render(Context(told))


def result(title="Weights & more", outcome="passed", **told):
    return CheckResult(outcome=outcome, title_text={"en": title}, **told)


@pytest.mark.parametrize("outcome", ["passed", "unjudged"])
@pytest.mark.parametrize(
    "results",
    [
        [result()],
        [result(), result("a < b")],
        [result(hint_text={"en": "Not shown."})],
        [result(evidence="3.5 < 4"), result()],
        [result(), result(outcome="failed", hint_text={"en": "See `cell 2`."})],
    ],
)
def test_checks_are_the_component_whatever_they_say(results, outcome):
    told = {"results": results, "outcome": outcome, "notebook_url": "/notebook/"}
    component = render_to_string("review/criterion_checks.html", told)
    assert parse_html(checks(results, outcome)) == parse_html(component)
    assert parse_html(checks(results, outcome)) == parse_html(component)


def test_what_one_work_shows_is_not_kept_for_another():
    assert "secret" in checks([result(evidence="secret")])
    assert "secret" not in checks([result()])
    one, other = (
        checks([result(outcome="failed", hint_text={"en": words})])
        for words in ("Mine.", "Yours.")
    )
    assert "Mine." in one
    assert "Yours." in other


def test_tips_are_the_component_in_each_language_or_nothing():
    tag = "{% load rubric %}{% criterion_tips tips %}"
    for tips in ("Look at *this*.", "<script>"):
        for language in ("en", "ja"):
            with translation.override(language):
                found = Template(tag).render(Context({"tips": tips}))
                told = {"tips": tips}
                assert found == render_to_string("review/criterion_tips.html", told)
    assert Template(tag).render(Context({"tips": ""})) == ""


def test_heads_of_two_criteria_are_two():
    one = head(slug="one", title="One", shown="none")
    assert one != head(slug="two", title="One", shown="none")
    assert one != head(slug="one", title="Two", shown="none")
    assert one != head(slug="one", title="One", shown="passed")
