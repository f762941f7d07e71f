"""The provision: what the recipient gets (提供する情報). How it was made must not be in it, so nothing of it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from oboro.exchange import bundle, schemas
from oboro.exchange.bundle import Bundle
from oboro.exchange.signing import KeyPair, PublicKey
from oboro.kernel.canonical import canonical_json
from oboro.kernel.errors import CaseMismatch, UsageError

FORMAT = "oboro/provision"
MEMBER = "provision.json"
TABLE = "data.csv"
CODEBOOK = "codebook.json"


@dataclass(frozen=True)
class Item:
    """An item of information in the table, and what it says."""

    name: str
    description: str = ""


@dataclass(frozen=True)
class Provision:
    """What the recipient is told about the table: how many, which items, under which terms."""

    case: str
    persons: int
    records: int
    items: tuple[Item, ...]
    terms: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if problem := schemas.trouble(self.as_json(), "provision-v1"):
            raise UsageError(f"提供する情報の説明が形式に合いません：{problem}。")

    def as_json(self) -> dict[str, Any]:
        """The provision as provision-v1 JSON."""
        return {
            "case": self.case,
            "persons": self.persons,
            "records": self.records,
            "items": [{"name": item.name, "description": item.description} for item in self.items],
            "terms": list(self.terms),
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Provision":
        """The provision in provision-v1 JSON that the schema accepts."""
        return cls(
            case=value["case"],
            persons=value["persons"],
            records=value["records"],
            items=tuple(Item(**item) for item in value["items"]),
            terms=tuple(value["terms"]),
        )

    @classmethod
    def from_bundle(cls, opened: Bundle) -> "Provision":
        """The provision in an accepted bundle (FormatUnknown, CaseMismatch)."""
        opened.json(CODEBOOK)
        provision = cls.from_json(opened.json(MEMBER))
        if provision.case != opened.manifest.case:
            raise CaseMismatch(f"{MEMBER} と包みの目録が別の事件を名のっています。")
        return provision

    def to_bundle(self, path: Path, key: KeyPair, *, made_on: date, table: Path, codebook: dict[str, Any]) -> str:
        """Seal the table with its codebook (codebook-v1 JSON) into a file; returns the SHA-256 of the file."""
        if problem := schemas.trouble(codebook, "codebook-v1"):
            raise UsageError(f"符号表が形式に合いません：{problem}。")
        return bundle.write(
            path,
            format=FORMAT,
            case=self.case,
            issued_on=made_on,
            members={MEMBER: canonical_json(self.as_json()), CODEBOOK: canonical_json(codebook), TABLE: table},
            key=key,
        )


def read_provision(path: Path, trusted: Sequence[PublicKey], case: str | None = None) -> Provision:
    """Open what was provided; every refusal is one of `open_bundle`'s. `Bundle.extract` gives the table."""
    return Provision.from_bundle(bundle.open_bundle(path, format=FORMAT, trusted=trusted, case=case))
