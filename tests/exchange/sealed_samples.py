"""Bundles of every format from one fixed key, so that their bytes are the same on every machine and in every year."""

from datetime import date
from pathlib import Path

from oboro.exchange import signing
from oboro.exchange.delivery import Delivery, StandardMet
from oboro.exchange.order import Order, OrderItem, Organisation, Persons, RegisterEntry
from oboro.exchange.provision import Item, Provision

# A key for tests only: everybody can read its seed here.
SEED = bytes(range(32))
KEY = signing.from_seed(SEED)
STRANGER = signing.from_seed(bytes(32))
CASE = "R8-003"
TABLE = "年齢,性別\n20-29,男\n20-29,男\n30-39,女\n30-39,女\n".encode()
ITEMS = (Item("年齢", "10歳ごと"), Item("性別", "男・女"))
CODEBOOK = {
    "file": "data.csv",
    "encoding": "utf-8",
    "delimiter": ",",
    "line_end": "LF",
    "header": True,
    "records": 4,
    "items": [
        {"name": "年齢", "description": "10歳ごと", "distinct_values": 2},
        {"name": "性別", "description": "男・女", "distinct_values": 2},
    ],
}


def order(**changes):
    facts = {
        "case": CASE,
        "scheme": "appi",
        "body": "municipality",
        "law_on": date(2026, 6, 1),
        "issued_on": date(2026, 8, 20),
        "organisation": Organisation("999999", "練習市"),
        "register_entry": RegisterEntry("12", "住民記録ファイル"),
        "kind": "new",
        "persons": Persons(minimum=1000, wanted=5000, in_file=150000),
        "items": (OrderItem("年齢", wanted=True, granularity="10歳ごと"), OrderItem("氏名", wanted=False)),
        "extraction": "全部",
        "objections": (3, 7),
        "provision_method": "媒体",
        "due_on": date(2026, 10, 30),
    }
    return Order(**(facts | changes))


def provision(**changes):
    facts = {"case": CASE, "persons": 4, "records": 4, "items": ITEMS, "terms": ("本人を識別しないこと。",)}
    return Provision(**(facts | changes))


def delivery(**changes):
    facts = {
        "case": CASE,
        "order_sha256": "a" * 64,
        "scheme": "appi",
        "law_on": date(2026, 6, 1),
        "made_on": date(2026, 9, 15),
        "persons": 4,
        "records": 4,
        "items": ITEMS,
        "minutes": 620,
        "made_by": "加工担当",
        "checkers": ("確認者",),
        "standards": (StandardMet("codes", "個人番号", done=True, step="項目削除", proof="出力に列がない"),),
        "recipe_sha256": "b" * 64,
        "source_sha256": "c" * 64,
    }
    return Delivery(**(facts | changes))


def seal_order(path: Path, **changes) -> str:
    return order(**changes).to_bundle(path, KEY)


def seal_provision(path: Path, table: bytes = TABLE, key=KEY, **changes) -> str:
    source = path.with_name(f"{path.stem}-table.csv")
    source.write_bytes(table)
    try:
        return provision(**changes).to_bundle(path, key, made_on=date(2026, 9, 15), table=source, codebook=CODEBOOK)
    finally:
        source.unlink()


def seal_delivery(path: Path, inner_key=KEY, inner=None, **changes) -> str:
    inside = path.with_name(f"{path.stem}-inside.zip")
    seal_provision(inside, key=inner_key, **(inner or {}))
    try:
        return delivery(**changes).to_bundle(
            path, KEY, report=b'{"loss": 0.25}', recipe=b"[source]\n", provision=inside
        )
    finally:
        inside.unlink()


SEALS = {"order": seal_order, "delivery": seal_delivery, "provision": seal_provision}
