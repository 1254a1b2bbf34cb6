"""One form asks why, with the limits that each verb has."""

from projects import text_limits
from projects.web.certificates.forms import reason_form
from projects.web.cohorts.fields import why_field
from projects.web.parts.reasons import ReasonForm, reason_field
from projects.web.people.forms import InviteForm


def errors(form):
    return list(form.errors)


def test_a_reason_is_needed_and_no_longer_than_the_verb_takes():
    assert errors(ReasonForm({"reason": "They asked."})) == []
    assert errors(ReasonForm({"reason": " \n"})) == ["reason"]
    long = {"reason": "a" * (text_limits.CERTIFYING + 1)}
    assert errors(ReasonForm(long)) == []
    assert errors(reason_form(long)) == ["reason"]
    assert errors(ReasonForm(long, field=why_field())) == ["reason"]


def test_another_field_takes_the_place_of_the_usual_one_in_one_form_only():
    assert errors(ReasonForm({}, field=reason_field(needed=False))) == []
    assert errors(ReasonForm({})) == ["reason"]
    assert "Needed where it moves" in str(ReasonForm(field=why_field()))


def test_what_begins_with_it_asks_why_last():
    assert list(InviteForm().fields)[-1] == "reason"
