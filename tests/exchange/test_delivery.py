import json

import pytest

from exchange import sealed_samples as samples
from oboro.exchange import bundle
from oboro.exchange.delivery import read_delivery
from oboro.exchange.provision import Item
from oboro.kernel.errors import BundleDamaged, CaseMismatch, SignatureWrong, UsageError

TRUST = [samples.KEY.public]


def test_a_delivery_comes_back_as_it_was_sealed(tmp_path):
    samples.seal_delivery(tmp_path / "d.zip")
    assert read_delivery(tmp_path / "d.zip", TRUST, samples.CASE) == samples.delivery()


def test_the_office_can_take_the_provision_out_byte_for_byte(tmp_path):
    samples.seal_delivery(tmp_path / "d.zip")
    samples.seal_provision(tmp_path / "p.zip")
    opened = bundle.open_bundle(tmp_path / "d.zip", format="oboro/delivery", trusted=TRUST)
    opened.extract("provision.zip", tmp_path / "out.zip")
    assert (tmp_path / "out.zip").read_bytes() == (tmp_path / "p.zip").read_bytes()
    assert json.loads(opened.read("report.json")) == {"loss": 0.25}


def test_a_provision_of_another_case_inside_is_refused(tmp_path):
    samples.seal_delivery(tmp_path / "d.zip", inner={"case": "R8-004"})
    with pytest.raises(CaseMismatch, match="R8-004"):
        read_delivery(tmp_path / "d.zip", TRUST)


def test_a_provision_signed_by_a_stranger_inside_is_refused(tmp_path):
    samples.seal_delivery(tmp_path / "d.zip", inner_key=samples.STRANGER)
    with pytest.raises(SignatureWrong):
        read_delivery(tmp_path / "d.zip", TRUST)


@pytest.mark.parametrize("change", [{"persons": 5}, {"records": 5}, {"items": (Item("年齢"),)}])
def test_a_provision_that_says_otherwise_than_the_delivery_is_refused(change, tmp_path):
    samples.seal_delivery(tmp_path / "d.zip", inner=change)
    with pytest.raises(BundleDamaged, match=r"provision\.zip.*delivery\.json"):
        read_delivery(tmp_path / "d.zip", TRUST)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"minutes": -1}, r"\$\.minutes"),
        ({"made_by": ""}, r"\$\.made_by"),
        ({"standards": ()}, r"\$\.standards"),
        ({"order_sha256": "A" * 64}, r"\$\.order_sha256"),
    ],
)
def test_a_delivery_that_breaks_the_format_cannot_be_made(change, place):
    with pytest.raises(UsageError, match=place):
        samples.delivery(**change)


def test_the_json_of_a_delivery_has_the_published_shape():
    assert samples.delivery().as_json() == {
        "case": "R8-003",
        "order_sha256": "a" * 64,
        "scheme": "appi",
        "law_on": "2026-06-01",
        "made_on": "2026-09-15",
        "persons": 4,
        "records": 4,
        "items": [{"name": "年齢", "description": "10歳ごと"}, {"name": "性別", "description": "男・女"}],
        "minutes": 620,
        "made_by": "加工担当",
        "checkers": ["確認者"],
        "standards": [
            {"standard": "codes", "column": "個人番号", "done": True, "step": "項目削除", "proof": "出力に列がない"}
        ],
        "recipe_sha256": "b" * 64,
        "source_sha256": "c" * 64,
    }
