"""Fields that are written as Django would, but without its templates."""

import pytest
from django import forms
from django.test.html import parse_html

from projects.web.parts.fields import (
    LongSelect,
    PlainTextarea,
    TimeZoneField,
    WordsField,
)

CHOICES = [
    ("", "As the cohort"),
    ("Asia/Tokyo", "Asia/Tokyo"),
    ("<b>", "Bold & <b>"),
    ('"', 'a "quoted" one'),
]


def form(widget, *, required=True):
    class Form(forms.Form):
        zone = forms.ChoiceField(
            choices=CHOICES,
            required=required,
            help_text="Yours.",
            widget=widget(attrs={"class": "wide", "data-x": '"'}),
        )

    return Form


@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize("data", [None, {}, *({"zone": key} for key, _ in CHOICES)])
def test_it_is_written_as_django_would(data, required):
    ours, djangos = (
        str(form(widget, required=required)(data)["zone"])
        for widget in (LongSelect, forms.Select)
    )
    assert parse_html(ours) == parse_html(djangos)


def test_an_initial_value_is_chosen():
    shown = str(form(LongSelect)(initial={"zone": "Asia/Tokyo"})["zone"])
    assert '<option value="Asia/Tokyo" selected>' in shown
    assert shown.count(" selected") == 1


def test_a_value_that_is_no_option_chooses_none():
    field = form(LongSelect)({"zone": "Mars/Olympus"})
    assert not field.is_valid()
    assert " selected" not in str(field["zone"])


class NoTemplates:
    def render(self, template_name, context, request=None):
        raise AssertionError(f"{template_name} is rendered")


def test_zones_are_written_without_a_template():
    field = TimeZoneField(empty_label="As the cohort")
    shown = field.widget.render("zone", "Asia/Tokyo", {}, NoTemplates())
    assert shown.count("<option ") > 400
    with pytest.raises(AssertionError, match="is rendered"):
        forms.Select().render("zone", "", {}, NoTemplates())


TEXTS = [
    "",
    "One line",
    "\nBegins with a line",
    "<b>&\"'</b>",
    "</textarea><script>",
    "漢字",
]


def text_form(widget, **attributes):
    class Form(forms.Form):
        words = forms.CharField(
            required=True, max_length=50, widget=widget(attrs={"rows": 3, **attributes})
        )

    return Form


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("attributes", [{}, {"autofocus": True, "disabled": False}])
def test_a_textarea_is_written_as_django_would(text, attributes):
    for of_form in (
        lambda form: form(initial={"words": text}),
        lambda form: form({"words": text}),
        lambda form: form(),
    ):
        ours, djangos = (
            str(of_form(text_form(widget, **attributes))["words"])
            for widget in (PlainTextarea, forms.Textarea)
        )
        assert parse_html(ours) == parse_html(djangos)
        # Attributes may come in another order; what lies between the tags may not differ.
        assert ours.partition(">")[2] == djangos.partition(">")[2]


def test_fields_for_words_have_that_textarea():
    field = WordsField(max_length=9, rows=2, placeholder="Say it")
    assert isinstance(field.widget, PlainTextarea)
    wanted = {"rows": 2, "placeholder": "Say it", "maxlength": "9"}
    assert wanted.items() <= field.widget.attrs.items()
