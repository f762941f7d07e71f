"""The processing order: what the office asks the data wing to make (加工の指示)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from oboro.exchange import bundle, schemas
from oboro.exchange.bundle import Bundle, day
from oboro.exchange.signing import KeyPair, PublicKey
from oboro.kernel.canonical import canonical_json
from oboro.kernel.errors import CaseMismatch, FormatUnknown, UsageError

FORMAT = "oboro/order"
MEMBER = "order.json"


@dataclass(frozen=True)
class Organisation:
    """The public body that orders: its code and name."""

    code: str
    name: str


@dataclass(frozen=True)
class RegisterEntry:
    """The entry of the register of personal information files that the source belongs to."""

    number: str
    name: str


@dataclass(frozen=True)
class Persons:
    """Numbers of persons: the least the law and the contract allow, the wanted, those in the file."""

    minimum: int
    wanted: int
    in_file: int


@dataclass(frozen=True)
class OrderItem:
    """An item of the file: whether the proposer wants it, and how fine."""

    name: str
    wanted: bool
    granularity: str = ""


@dataclass(frozen=True)
class Order:
    """A processing order.

    Attributes:
        case: the case number both sites use.
        scheme: the scheme of law the case was taken in under.
        body: the kind of public body.
        law_on: the day whose law governs the case.
        issued_on: the day the order was sealed.
        kind: the kind of proposal.
        extraction: which records are asked for, in words.
        objections: numbers of the letters (通知番号) whose addressees object; never who they are.
        due_on: the day the delivery is due, if one was set.
    """

    case: str
    scheme: str
    body: str
    law_on: date
    issued_on: date
    organisation: Organisation
    register_entry: RegisterEntry
    kind: str
    persons: Persons
    items: tuple[OrderItem, ...]
    extraction: str = ""
    objections: tuple[int, ...] = ()
    provision_method: str = "媒体"
    due_on: date | None = None

    def __post_init__(self) -> None:
        if problem := schemas.trouble(self.as_json(), "order-v1"):
            raise UsageError(f"加工の指示が形式に合いません：{problem}。")
        if len(self.wanted) != len({item.name for item in self.items if item.wanted}):
            raise UsageError("加工の指示に、同じ名前の項目が二つあります。")

    @property
    def wanted(self) -> tuple[str, ...]:
        """Names of the wanted items, in order."""
        return tuple(item.name for item in self.items if item.wanted)

    def as_json(self) -> dict[str, Any]:
        """The order as order-v1 JSON."""
        return {
            "case": self.case,
            "scheme": str(self.scheme),
            "body": str(self.body),
            "law_on": self.law_on.isoformat(),
            "issued_on": self.issued_on.isoformat(),
            "organisation": {"code": self.organisation.code, "name": self.organisation.name},
            "register_entry": {"number": self.register_entry.number, "name": self.register_entry.name},
            "kind": str(self.kind),
            "persons": {
                "minimum": self.persons.minimum,
                "wanted": self.persons.wanted,
                "in_file": self.persons.in_file,
            },
            "items": [
                {"name": item.name, "wanted": item.wanted, "granularity": item.granularity} for item in self.items
            ],
            "extraction": self.extraction,
            "objections": list(self.objections),
            "provision_method": self.provision_method,
            "due_on": self.due_on.isoformat() if self.due_on else None,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Order":
        """The order in order-v1 JSON that the schema accepts."""
        return cls(
            case=value["case"],
            scheme=value["scheme"],
            body=value["body"],
            law_on=day(value["law_on"], where=MEMBER),
            issued_on=day(value["issued_on"], where=MEMBER),
            organisation=Organisation(**value["organisation"]),
            register_entry=RegisterEntry(**value["register_entry"]),
            kind=value["kind"],
            persons=Persons(**value["persons"]),
            items=tuple(OrderItem(**item) for item in value["items"]),
            extraction=value["extraction"],
            objections=tuple(value["objections"]),
            provision_method=value["provision_method"],
            due_on=day(value["due_on"], where=MEMBER) if value["due_on"] else None,
        )

    @classmethod
    def from_bundle(cls, opened: Bundle) -> "Order":
        """The order in an accepted bundle (FormatUnknown, CaseMismatch)."""
        try:
            order = cls.from_json(opened.json(MEMBER))
        except UsageError as error:
            raise FormatUnknown(error.message, hint="役所に指示を作り直してもらってください。") from error
        if order.case != opened.manifest.case:
            raise CaseMismatch(f"{MEMBER} と包みの目録が別の事件を名のっています。")
        return order

    def to_bundle(self, path: Path, key: KeyPair) -> str:
        """Seal the order into a file; returns the SHA-256 of the file."""
        return bundle.write(
            path,
            format=FORMAT,
            case=self.case,
            issued_on=self.issued_on,
            members={MEMBER: canonical_json(self.as_json())},
            key=key,
        )


def read_order(path: Path, trusted: Sequence[PublicKey], case: str | None = None) -> Order:
    """Open a sealed order; every refusal is one of `open_bundle`'s."""
    return Order.from_bundle(bundle.open_bundle(path, format=FORMAT, trusted=trusted, case=case))
