"""The forms as specs: one spec must be enough to draw a screen and a paper."""

from datetime import date

import pytest

from oboro.kernel.errors import LawError
from oboro.law import forms
from oboro.law.criteria import ProposalKind
from oboro.law.regime import BodyKind, regime_on

OLD = regime_on(body=BodyKind.NATIONAL_ORGAN, on=date(2018, 4, 1))
NEW = regime_on(body=BodyKind.NATIONAL_ORGAN, on=date(2026, 4, 1))
KEYS = [
    "proposal", "pledge", "accept", "application", "reject", "proposal_existing", "accept_existing", "reject_existing",
]  # fmt: skip
KINDS = {"text", "long_text", "int", "date", "choice", "grid", "bool", "period"}


@pytest.mark.parametrize("law", [OLD, NEW], ids=["2017", "today"])
def test_every_form_has_fields_a_place_and_an_unseen_layout(law):
    assert [form.key for form in forms.forms(law)] == KEYS
    for form in forms.forms(law):
        assert form.fields
        assert form.layout_seen is False
        assert {field.kind for field in form.fields} <= KINDS
        assert {field.obligation for field in form.fields} <= {"required", "optional", "if"}
        assert all(field.help for field in form.fields)


def test_a_proposal_asks_for_the_eight_statutory_items():
    fields = forms.form(NEW, "proposal").fields
    assert [field.key for field in fields] == [
        "proposer_name", "proposer_address", "proposer_representative", "file_name", "persons", "method",
        "purpose", "use", "business", "use_period", "safety", "provision_method", "contact",
    ]  # fmt: skip
    assert [field.citation.item for field in fields[:-1]] == [
        "1",
        "1",
        "1",
        "2",
        "3",
        "4",
        "5",
        "5",
        "5",
        "6",
        "7",
        "8",
    ]


def test_a_proposal_on_existing_information_names_it_instead_of_the_file_and_its_processing():
    keys = {field.key for field in forms.proposal_form(NEW, ProposalKind.EXISTING).fields}
    assert "information" in keys
    assert keys.isdisjoint({"file_name", "persons", "method"})


def test_both_schemes_ask_for_the_same_fields():
    for key in KEYS:
        old, new = ([field.key for field in forms.form(law, key).fields] for law in (OLD, NEW))
        assert old == new


def test_the_notice_states_what_the_rule_asks_for():
    keys = [field.key for field in forms.form(NEW, "accept").fields]
    assert keys == ["contractable", "fee_amount", "fee_method", "fee_due", "provision"]


def test_a_refusal_gives_reasons():
    assert [field.key for field in forms.form(NEW, "reject").fields] == ["reason"]


def test_a_form_that_does_not_exist_is_refused():
    with pytest.raises(LawError):
        forms.form(NEW, "order")


def test_a_certificate_may_be_six_months_old():
    found = forms.attachments(NEW, kind=ProposalKind.NEW, individual=False, agent=False)
    assert {one.key: one.max_age_months for one in found} == {
        "pledge": None, "benefit": None, "identity_body": 6, "identity_other": None, "other": None,
    }  # fmt: skip


def test_a_kind_that_is_no_kind_is_refused():
    with pytest.raises(LawError):
        forms.attachments(NEW, kind="newer", individual=True, agent=False)


def test_a_template_that_places_every_field_may_take_our_place():
    spec = forms.form(NEW, "accept")
    text = "{{date}} {{addressee}} {{contractable}} {{ fee_amount }} {{fee_method}} {{fee_due}} {{#provision}}{{/provision}}"
    assert forms.template_problems(spec, forms.placeholders(text)) == ()


def test_a_template_without_a_required_field_is_refused_with_the_provision():
    problems = forms.template_problems(
        forms.form(NEW, "accept"), ("contractable", "fee_amount", "fee_method", "provision")
    )
    assert [problem.citation.short for problem in problems] == ["規則第59条第2項第3号"]
    assert "{{fee_due}}" in problems[0].message


def test_a_template_may_leave_out_what_is_optional_but_not_invent():
    spec = forms.form(NEW, "proposal")
    needed = [field.key for field in spec.fields if field.obligation != "optional"]
    assert "contact" not in needed
    assert forms.template_problems(spec, needed) == ()
    assert "telephone" in forms.template_problems(spec, [*needed, "telephone"])[0].message
