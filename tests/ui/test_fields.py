"""Fields that Japanese offices need, with what people really type."""

from datetime import date

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from oboro.kernel.dates import era_year
from oboro.ui.fields import (
    GridField,
    LinesField,
    OrganisationField,
    PeriodField,
    WarekiDateField,
    YesNoField,
    parse_parts,
)

DAY = date(2026, 5, 1)


class Everything(forms.Form):
    on = WarekiDateField(label="日")
    to = WarekiDateField(label="終わり", required=False)
    desk = OrganisationField(label="組織", required=False)
    period = PeriodField(label="期間", required=False)
    items = LinesField(label="項目", required=False)
    held = YesNoField(label="有無", required=False)
    grid = GridField(label="方法", items=["氏名", "性別"], required=False)


def sent(text):
    return Everything(QueryDict(text))


def cleaned(name, text):
    form = sent(f"on_year=2026&on_month=5&on_day=1&{text}")
    assert form.is_valid(), form.errors
    return form.cleaned_data[name]


def refused(name, text):
    form = sent(f"on_year=2026&on_month=5&on_day=1&{text}")
    assert not form.is_valid()
    return list(form.errors[name])


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        ("2026", "5", "1"),
        ("２０２６", "５", "１"),
        ("令和8", "05", "01"),
        ("令和８年", "5", "1"),
        ("R8", "5", "1"),
        (" 2026 ", " 5", "1 "),
    ],
)
def test_a_day_is_read_however_it_is_typed(year, month, day):
    form = Everything(QueryDict(mutable=True) | {"on_year": year, "on_month": month, "on_day": day})
    assert form.is_valid()
    assert form.cleaned_data["on"] == DAY


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_every_day_is_read_from_both_calendars(day):
    month, number = str(day.month), str(day.day)
    assert parse_parts([str(day.year), month, number]) == day
    assert parse_parts([era_year(day), month, number]) == day


@pytest.mark.parametrize(
    "parts", [("2026", "2", "30"), ("平成40", "1", "1"), ("来年", "1", "1"), ("2026", "十", "1"), ("0", "1", "1")]
)
def test_a_day_that_does_not_exist_is_refused(parts):
    form = Everything({"on_year": parts[0], "on_month": parts[1], "on_day": parts[2]})
    assert not form.is_valid()
    assert "実在する日付" in form.errors["on"][0]


def test_half_a_day_is_refused():
    assert refused("to", "to_year=2026&to_month=5&to_day=") == ["年・月・日をすべて入れてください。"]


def test_no_day_is_no_day():
    assert cleaned("to", "to_year=&to_month=&to_day=") is None


def test_the_other_calendar_is_echoed():
    assert "（令和8年5月1日）" in str(Everything({"on_year": "2026", "on_month": "5", "on_day": "1"})["on"])
    assert "（" not in str(Everything({"on_year": "2026", "on_month": "13", "on_day": "1"})["on"])


def test_an_organisation_has_name_and_address():
    assert cleaned("desk", "desk_name=総務課&desk_address=本町") == {"name": "総務課", "address": "本町"}
    assert refused("desk", "desk_name=総務課&desk_address=") == ["名称と所在地の両方を入れてください。"]
    assert cleaned("desk", "") is None


def test_a_period_runs_forward():
    forward = "period_from_year=2026&period_from_month=5&period_from_day=1&period_to_year=令和9&period_to_month=4&period_to_day=30"
    assert cleaned("period", forward) == {"from": "2026-05-01", "to": "2027-04-30"}
    assert refused("period", forward.replace("令和9", "2025")) == ["終わりの日が始まりの日より前です。"]


def test_a_list_is_one_a_line_without_empty_ones():
    assert cleaned("items", "items=氏名%0D%0A%0D%0A 性別 ") == ["氏名", "性別"]


def test_no_answer_is_not_no():
    assert cleaned("held", "held=yes") is True
    assert cleaned("held", "held=no") is False
    assert cleaned("held", "") is None


def test_a_grid_keeps_item_choice_and_granularity():
    value = cleaned(
        "grid", "grid-0-granularity=&grid-1-wanted=yes&grid-1-granularity=男女別&grid-extraction=平成生まれ"
    )
    assert value == {
        "items": [
            {"name": "氏名", "wanted": False, "granularity": ""},
            {"name": "性別", "wanted": True, "granularity": "男女別"},
        ],
        "extraction": "平成生まれ",
    }
    again = str(Everything(initial={"grid": value})["grid"])
    assert 'id="id_grid-1-wanted" value="yes" checked' in again
    assert 'value="男女別"' in again


def test_markup_in_an_answer_stays_text():
    shown = str(Everything(initial={"desk": {"name": '"><script>', "address": "x"}})["desk"])
    assert "<script>" not in shown


@pytest.mark.parametrize("parts", [("9" * 30, "1", "1"), ("2026", "9" * 30, "1"), ("令和8", "1", "9" * 30)])
def test_a_number_that_no_calendar_has_is_an_ordinary_error(parts):
    form = Everything(dict(zip(("on_year", "on_month", "on_day"), parts, strict=True)))
    assert not form.is_valid()
    assert "実在する日付" in form.errors["on"][0]
    assert "（" not in str(form["on"])


@pytest.mark.parametrize("year", ["1872", "2200", "9999"])
def test_a_day_that_cannot_be_written_or_counted_from_is_refused(year):
    assert refused("to", f"to_year={year}&to_month=12&to_day=31") == ["明治6年から2199年までの日付を入れてください。"]


def test_a_period_with_a_number_that_no_calendar_has_is_shown_as_it_was_typed():
    form = sent("period_from_year=99999999999&period_from_month=1&period_from_day=1")
    assert not form.is_valid()
    assert 'value="99999999999"' in str(form["period"])


@pytest.mark.parametrize(
    "text", ["items=a%0D%0Ab%00c", "grid-0-granularity=%00", "grid-extraction=a%00", "desk_name=%00"]
)
def test_what_no_database_can_hold_is_refused_in_every_field(text):
    assert refused(text.partition("=")[0].split("-")[0].split("_")[0], text)
