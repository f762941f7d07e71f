"""The data wing's side, played with the real formats: a key, a provision, a delivery sealed for an order."""

import dataclasses
import json

from oboro.exchange import signing
from oboro.exchange.bundle import open_bundle
from oboro.exchange.delivery import Delivery, StandardMet
from oboro.exchange.order import FORMAT, Order
from oboro.exchange.provision import Item, Provision
from oboro.law.regime import BodyKind, Scheme, regime
from oboro.law.standards import standards
from oboro.portal.contracts.queries import case_of
from oboro.portal.provision import preparing
from oboro.portal.provision.preparing import Plan
from oboro.portal.tenancy import actions as tenancy
from oboro.portal.tenancy.queries import today

REPORT = json.dumps({"measured": {"k": 12}, "excluded": {"records": 1}}).encode()
TABLE = b"\xe4\xbd\x8f\xe6\x89\x80\n" + "東京都\n".encode() * 1200


class Workshop:
    """Those who make the information: they have a key, and answer an order with a delivery."""

    def __init__(self, folder):
        self.folder = folder
        self.key = signing.generate()

    def introduce(self, organisation, by):
        """Give the office the public key."""
        tenancy.register_workshop_key(
            organisation=organisation, pem=signing.public_pem(self.key.public), key_id=self.key.id, by=by
        )
        organisation.refresh_from_db()

    def read(self, content, office_key):
        """Open an order as it came on its medium."""
        path = self.folder / "order.zip"
        path.write_bytes(content)
        opened = open_bundle(path, format=FORMAT, trusted=[office_key])
        return Order.from_bundle(opened), opened.sha256

    def deliver(self, order, sha256, *, key=None, persons=1200, name="delivery.zip", report=REPORT, **changes):
        """The path of a delivery sealed for an order; changes replace fields of what it says."""
        law = regime(Scheme(order.scheme), body=BodyKind(order.body), on=order.law_on)
        items = changes.pop("items", tuple(Item(wanted, "都道府県") for wanted in order.wanted))
        told = Delivery(
            case=order.case,
            order_sha256=sha256,
            scheme=order.scheme,
            law_on=order.law_on,
            made_on=order.issued_on,
            persons=persons,
            records=persons,
            items=items,
            minutes=620,
            made_by="加工担当",
            checkers=("検査担当", "審査会の委員"),
            standards=tuple(StandardMet(one.key, "", True, "秘密の手順", "秘密の証拠") for one in standards(law)),
            recipe_sha256="a" * 64,
            source_sha256="b" * 64,
        )
        told = dataclasses.replace(told, **changes)
        return self._seal(told, key or self.key, name, report)

    def _seal(self, told, key, name, report):
        table, inner, path = self.folder / "data.csv", self.folder / "provision.zip", self.folder / name
        table.write_bytes(TABLE)
        codebook = {
            "file": "data.csv",
            "encoding": "utf-8",
            "delimiter": ",",
            "line_end": "LF",
            "header": True,
            "records": told.records,
            "items": [{"name": i.name, "description": i.description, "distinct_values": 1} for i in told.items],
        }
        given = Provision(told.case, told.persons, told.records, told.items)
        given.to_bundle(inner, key, made_on=told.made_on, table=table, codebook=codebook)
        told.to_bundle(path, key, report=report, recipe="# 秘密のレシピ".encode(), provision=inner)
        return path


def plan(body, **changes):
    """Two people of the body itself, no contractor."""
    told = {
        "workshop": body,
        "contractor": "",
        "month": None,
        "minutes": 620,
        "passed_on_to": "",
        "approval_number": "",
        "approved_on": None,
        "people": (("情報 太郎", "加工"), ("情報 花子", "確認")),
    }
    return Plan(**{**told, **changes})


def prepare(proposal, cast, *, on=None, **changes):
    """What must be on record before the order: people, and the sealed list where the case has one."""
    case, on = case_of(proposal.contract), on or today(cast.body)
    preparing.prepare(case=case, plan=plan(cast.body, **changes), by=cast.coordinator, on=on)
    if preparing.exclusion(case) is not None:
        preparing.seal_exclusion(case=case, by=cast.coordinator, on=on)
