"""Dated values: the newest that has begun, until it ends."""

from datetime import date

import pytest

from oboro.kernel.errors import LawError
from oboro.law import source


def made(key, since, until=None, **values):
    raw = {"key": key, "cite": "法1", **values}
    raw |= {"from": since} if since else {}
    raw |= {"until": until} if until else {}
    return source.version(raw)


OLD = made("fee", date(2020, 4, 1), yen=1)
NEW = made("fee", date(2022, 4, 1), yen=2)
SHORT = made("stamp", date(2020, 4, 1), date(2021, 4, 1), yen=3)


@pytest.mark.parametrize(
    ("on", "yen"),
    [
        (date(2020, 3, 31), []),
        (date(2020, 4, 1), [1, 3]),
        (date(2021, 3, 31), [1, 3]),
        (date(2021, 4, 1), [1]),
        (date(2022, 3, 31), [1]),
        (date(2022, 4, 1), [2]),
        (date(2099, 1, 1), [2]),
    ],
)
def test_the_version_of_the_day_stands(on, yen):
    assert [one.values["yen"] for one in source.in_force((NEW, OLD, SHORT), on=on)] == yen


def test_an_absent_thing_never_stands():
    gone = source.version({"key": "opinion", "absent": "この制度にはありません。"})
    assert source.in_force((gone,), on=date(2026, 4, 1)) == ()
    assert gone.absent == "この制度にはありません。"


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"key": ""},
        {"key": "fee"},
        {"key": "fee", "from": "2020-04-01", "cite": "法1"},
        {"key": "fee", "from": date(2020, 4, 1)},
    ],
)
def test_an_entry_without_key_date_or_citation_is_refused(raw):
    with pytest.raises(LawError):
        source.version(raw)


def test_a_file_that_does_not_exist_is_named():
    with pytest.raises(LawError) as refused:
        source.document("appi", "nothing")
    assert "appi/nothing.toml" in refused.value.message
