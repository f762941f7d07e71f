"""The delivery: what the data wing sends back (納品): proof for the office, and the provision for the recipient."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from oboro.exchange import bundle, provision, schemas
from oboro.exchange.bundle import Bundle, day
from oboro.exchange.provision import Item, Provision
from oboro.exchange.signing import KeyPair, PublicKey
from oboro.kernel.canonical import canonical_json
from oboro.kernel.errors import BundleDamaged, CaseMismatch, UsageError

FORMAT = "oboro/delivery"
VERSION = 2
MEMBER = "delivery.json"
REPORT = "report.json"
RECIPE = "recipe.toml"
PROVISION = "provision.zip"


@dataclass(frozen=True)
class StandardMet:
    """How one statutory standard of processing was met for one column; column "" is the table as a whole."""

    standard: str
    column: str
    done: bool
    step: str
    proof: str


@dataclass(frozen=True)
class Delivery:
    """What was made for an order.

    Attributes:
        order_sha256: digest of the order bundle that was carried out.
        made_on: the day the work was completed.
        minutes: working time; the fee depends on it.
        made_by: post of the maker.
        checkers: posts of those who checked the output, others than the maker; one in a delivery of version 1.
        recipe_sha256: digest of the recipe that was run.
        source_sha256: digest of the source file.
    """

    case: str
    order_sha256: str
    scheme: str
    law_on: date
    made_on: date
    persons: int
    records: int
    items: tuple[Item, ...]
    minutes: int
    made_by: str
    checkers: tuple[str, ...]
    standards: tuple[StandardMet, ...]
    recipe_sha256: str
    source_sha256: str

    def __post_init__(self) -> None:
        if problem := schemas.trouble(self.as_json(), "delivery-v2"):
            raise UsageError(f"納品の内容が形式に合いません：{problem}。")

    def as_json(self) -> dict[str, Any]:
        """The delivery as delivery-v2 JSON."""
        return {
            "case": self.case,
            "order_sha256": self.order_sha256,
            "scheme": str(self.scheme),
            "law_on": self.law_on.isoformat(),
            "made_on": self.made_on.isoformat(),
            "persons": self.persons,
            "records": self.records,
            "items": [{"name": item.name, "description": item.description} for item in self.items],
            "minutes": self.minutes,
            "made_by": self.made_by,
            "checkers": list(self.checkers),
            "standards": [
                {"standard": met.standard, "column": met.column, "done": met.done, "step": met.step, "proof": met.proof}
                for met in self.standards
            ],
            "recipe_sha256": self.recipe_sha256,
            "source_sha256": self.source_sha256,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Delivery":
        """The delivery in JSON that the schema of its version accepts; version 1 names its checkers in one text."""
        read = {"law_on", "made_on", "items", "standards", "checkers", "checked_by"}
        plain = {key: value[key] for key in value if key not in read}
        return cls(
            checkers=tuple(value["checkers"]) if "checkers" in value else (value["checked_by"],),
            law_on=day(value["law_on"], where=MEMBER),
            made_on=day(value["made_on"], where=MEMBER),
            items=tuple(Item(**item) for item in value["items"]),
            standards=tuple(StandardMet(**met) for met in value["standards"]),
            **plain,
        )

    @classmethod
    def from_bundle(cls, opened: Bundle, trusted: Sequence[PublicKey]) -> "Delivery":
        """The delivery in an accepted bundle, after the provision inside it was opened too and says the same.

        Raises:
            BundleDamaged, FormatUnknown, SignatureWrong, CaseMismatch: the provision inside is refused.
        """
        delivery = cls.from_json(opened.json(MEMBER))
        if delivery.case != opened.manifest.case:
            raise CaseMismatch(f"{MEMBER} と包みの目録が別の事件を名のっています。")
        inside = Provision.from_bundle(opened.inner(PROVISION, format=provision.FORMAT, trusted=trusted))
        if (inside.persons, inside.records, inside.items) != (delivery.persons, delivery.records, delivery.items):
            raise BundleDamaged(
                f"{PROVISION} の本人の数か項目が {MEMBER} と違います。", hint="納品を作り直してもらってください。"
            )
        return delivery

    def to_bundle(self, path: Path, key: KeyPair, *, report: bytes, recipe: bytes, provision: Path) -> str:
        """Seal the delivery into a file; returns the SHA-256 of the file."""
        return bundle.write(
            path,
            format=FORMAT,
            case=self.case,
            issued_on=self.made_on,
            members={
                MEMBER: canonical_json(self.as_json()),
                REPORT: report,
                RECIPE: recipe,
                PROVISION: provision,
            },
            key=key,
            version=VERSION,
        )


def read_delivery(path: Path, trusted: Sequence[PublicKey], case: str | None = None) -> Delivery:
    """Open a sealed delivery and the provision in it. `open_bundle` gives the other members, to read or extract."""
    opened = bundle.open_bundle(path, format=FORMAT, trusted=trusted, case=case)
    return Delivery.from_bundle(opened, trusted)
