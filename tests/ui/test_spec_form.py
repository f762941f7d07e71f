"""A spec of law becomes a form whose answers come back as plain JSON values, key by key."""

import json
from datetime import date

import pytest

from oboro.law.forms import forms as law_forms
from oboro.law.regime import BodyKind, Scheme, regime
from oboro.law.register import items
from oboro.ui.forms import spec_form

REGIMES = [
    regime(Scheme.GYOKOHO_2017, body=BodyKind.NATIONAL_ORGAN, on=date(2019, 6, 3)),
    regime(Scheme.APPI, body=BodyKind.MUNICIPALITY, on=date(2026, 6, 1)),
]


@pytest.mark.parametrize("law", REGIMES, ids=lambda law: law.scheme)
def test_every_form_of_the_law_becomes_a_screen(law):
    for spec in law_forms(law):
        form = spec_form(spec.fields, draft=False, initial={}, items=["氏名"])
        assert list(form.fields) == [field.key for field in spec.fields]
        assert [form.fields[f.key].label for f in spec.fields] == [f.label for f in spec.fields]
        assert form.as_p()


@pytest.mark.parametrize("law", REGIMES, ids=lambda law: law.scheme)
def test_every_register_item_becomes_a_field_with_its_place(law):
    form = spec_form(items(law), draft=False, initial={})
    for item in items(law):
        assert form.fields[item.key].citation == item.citation
        assert form.fields[item.key].required == (item.obligation == "always")


@pytest.mark.parametrize("law", REGIMES, ids=lambda law: law.scheme)
def test_an_empty_draft_is_accepted(law):
    form = spec_form(items(law), draft=True, initial={}, data={})
    assert form.is_valid()
    assert form.answers() == {}


def test_answers_survive_storing_and_showing_again():
    law = REGIMES[1]
    sent = {
        "name": "台帳", "record_items": "氏名\n性別", "sensitive": "no", "kind": "manual", "desk_name": "課", "desk_address": "町",
    }  # fmt: skip
    first = spec_form(items(law), draft=True, initial={}, data=sent)
    assert first.is_valid()
    stored = json.loads(json.dumps(first.answers()))
    assert stored == {
        "name": "台帳",
        "record_items": ["氏名", "性別"],
        "sensitive": False,
        "kind": "manual",
        "desk": {"name": "課", "address": "町"},
    }
    shown = spec_form(items(law), draft=True, initial=stored)
    assert "氏名\n性別</textarea>" in str(shown["record_items"])
    assert 'value="no" checked' in str(shown["sensitive"])
