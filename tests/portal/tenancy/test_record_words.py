"""The record is read by people: every fact of every deed has words."""

import pytest

from oboro.portal.audit.models import AuditEvent
from oboro.portal.tenancy.record_words import FACTS, thing, told

pytestmark = pytest.mark.django_db


def test_values_are_told_as_an_office_writes_them():
    facts = {"on": "2026-06-01", "conforms": True, "sha256": "ab" * 32, "moved": [], "reports": 4}
    assert told(facts) == [
        ("日付", "令和8年6月1日"),
        ("基準に適合", "はい"),
        ("ハッシュ値", "abababababab…"),
        ("動いた期限", "なし"),
        ("報告の回数", "4"),
    ]


def test_a_fact_without_words_is_shown_as_it_is():
    assert told({"strange": {"a": False}}) == [("strange", "a：いいえ")]


def test_what_a_deed_was_done_to_is_named_by_words():
    assert (thing("proposal:R8-003"), thing("strange:1"), thing("—")) == ("提案 R8-003", "strange 1", "—")


@pytest.mark.usefixtures("world")
def test_every_fact_of_a_body_with_one_of_everything_has_words():
    found = {name for facts in AuditEvent.objects.values_list("facts", flat=True) for name in facts}
    assert len(found) > 60
    assert found - set(FACTS) == set()
    subjects = {subject.partition(":")[0] for subject in AuditEvent.objects.values_list("subject", flat=True)}
    assert {one for one in subjects if thing(f"{one}:1").startswith(one)} == set()


@pytest.mark.parametrize("number", ["20260401", "2026W011", "2026-W01-1", "2026-13-01"])
def test_the_number_of_a_document_is_never_told_as_a_day(number):
    assert told({"document_number": number}) == [("文書番号", number)]
