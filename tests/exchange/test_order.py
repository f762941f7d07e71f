from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange import sealed_samples as samples
from oboro.exchange import bundle
from oboro.exchange.order import Order, OrderItem, read_order
from oboro.kernel.canonical import canonical_json
from oboro.kernel.errors import CaseMismatch, FormatUnknown, UsageError

TRUST = [samples.KEY.public]
words = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=20)


@settings(max_examples=40)
@given(
    items=st.lists(
        st.builds(OrderItem, words, st.booleans(), words), min_size=1, max_size=6, unique_by=lambda i: i.name
    ),
    objections=st.lists(st.integers(1, 10**6), unique=True, max_size=5),
    due_on=st.none() | st.dates(date(2017, 1, 1)),
)
def test_an_order_comes_back_as_it_was_sealed(tmp_path_factory, items, objections, due_on):
    order = samples.order(items=tuple(items), objections=tuple(objections), due_on=due_on)
    path = tmp_path_factory.mktemp("order") / "o.zip"
    order.to_bundle(path, samples.KEY)
    assert read_order(path, TRUST, samples.CASE) == order


def test_the_wanted_items_are_those_marked():
    assert samples.order().wanted == ("年齢",)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"objections": (0,)}, r"\$\.objections\[0\]"),
        ({"objections": (3, 3)}, r"\$\.objections"),
        ({"items": ()}, r"\$\.items"),
        ({"case": "R8 003"}, r"\$\.case"),
        ({"kind": ""}, r"\$\.kind"),
        ({"persons": replace(samples.order().persons, minimum=-1)}, r"\$\.persons\.minimum"),
    ],
)
def test_an_order_that_breaks_the_format_cannot_be_made(change, place):
    with pytest.raises(UsageError, match=place):
        samples.order(**change)


def test_an_item_cannot_be_wanted_twice():
    with pytest.raises(UsageError, match="同じ名前"):
        samples.order(items=(OrderItem("年齢", wanted=True), OrderItem("年齢", wanted=True)))


def sealed_text(path, value, case=samples.CASE):
    bundle.write(
        path,
        format="oboro/order",
        case=case,
        issued_on=date(2026, 8, 20),
        members={"order.json": canonical_json(value)},
        key=samples.KEY,
    )


def test_an_order_with_a_member_the_format_does_not_know_is_refused_naming_no_value(tmp_path):
    sealed_text(tmp_path / "o.zip", samples.order().as_json() | {"remark": "canary"})
    with pytest.raises(FormatUnknown, match=r"order\.json が形式 order-v1 に合いません：\$") as refusal:
        read_order(tmp_path / "o.zip", TRUST)
    assert "canary" not in str(refusal.value)


def test_an_order_for_another_case_than_its_manifest_is_refused(tmp_path):
    sealed_text(tmp_path / "o.zip", samples.order().as_json(), case="R8-004")
    with pytest.raises(CaseMismatch):
        read_order(tmp_path / "o.zip", TRUST)


def test_an_order_with_an_item_wanted_twice_is_refused_when_opened(tmp_path):
    value = samples.order().as_json()
    sealed_text(tmp_path / "o.zip", value | {"items": [value["items"][0]] * 2})
    with pytest.raises(FormatUnknown, match="同じ名前"):
        read_order(tmp_path / "o.zip", TRUST)


def test_the_json_of_an_order_has_the_published_shape():
    assert samples.order().as_json() == {
        "case": "R8-003",
        "scheme": "appi",
        "body": "municipality",
        "law_on": "2026-06-01",
        "issued_on": "2026-08-20",
        "organisation": {"code": "999999", "name": "練習市"},
        "register_entry": {"number": "12", "name": "住民記録ファイル"},
        "kind": "new",
        "persons": {"minimum": 1000, "wanted": 5000, "in_file": 150000},
        "items": [
            {"name": "年齢", "wanted": True, "granularity": "10歳ごと"},
            {"name": "氏名", "wanted": False, "granularity": ""},
        ],
        "extraction": "全部",
        "objections": [3, 7],
        "provision_method": "媒体",
        "due_on": "2026-10-30",
    }
    assert Order.from_json(samples.order().as_json()) == samples.order()
