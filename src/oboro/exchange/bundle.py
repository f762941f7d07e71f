"""A bundle: one signed file that says what it is, for which case, and the digest of everything in it.

`write` seals, `open_bundle` accepts only a whole, unchanged bundle of a known format, signed with a trusted key.
The layout of the bytes is in `archive`, what must be inside in `schemas`; docs/reference/bundles.md tells both.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from oboro.exchange import archive, schemas, signing
from oboro.exchange.archive import Entry, Scanned, Span
from oboro.exchange.schemas import MANIFEST, SIGNATURE
from oboro.exchange.signing import KeyPair, PublicKey
from oboro.files import replacing
from oboro.kernel.canonical import canonical_json
from oboro.kernel.errors import BundleDamaged, CaseMismatch, FormatUnknown, SignatureWrong, SourceUnreadable, UsageError

MAX_TEXT = 16 << 20  # a JSON or TOML member of more than 16 MiB is no honest one


@dataclass(frozen=True)
class Member:
    """A member as the manifest promises it."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What a bundle says about itself."""

    format: str
    version: int
    case: str
    issued_on: date
    signer: str
    members: Mapping[str, Member]

    def as_json(self) -> dict[str, Any]:
        """The manifest as manifest-v1 JSON."""
        return {
            "format": self.format,
            "version": self.version,
            "case": self.case,
            "issued_on": self.issued_on.isoformat(),
            "signer": self.signer,
            "members": {name: {"sha256": item.sha256, "size": item.size} for name, item in self.members.items()},
        }


@dataclass(frozen=True)
class Bundle:
    """A bundle that was accepted. Members are read from the file again when asked for, and judged again.

    Attributes:
        manifest: what it says about itself.
        sha256: digest of the whole file; another site can be asked for it by telephone.
        spans: where each member lies.
    """

    manifest: Manifest
    sha256: str
    spans: Mapping[str, Span] = field(repr=False)

    def read(self, name: str) -> bytes:
        """A member's bytes; meant for members of text size (BundleDamaged when they changed since opening)."""
        span = self._span(name)
        if span.length > MAX_TEXT:
            raise BundleDamaged(f"{name} が大きすぎます（上限は{MAX_TEXT >> 20}MiB）。")
        content = b"".join(span.blocks())
        self._judge(name, hashlib.sha256(content).hexdigest())
        return content

    def extract(self, name: str, to: Path) -> None:
        """Write a member to a file, in blocks, whole or not at all (BundleDamaged, OutputError)."""
        sha = hashlib.sha256()
        with replacing(to) as stream:
            for block in self._span(name).blocks():
                sha.update(block)
                stream.write(block)
            self._judge(name, sha.hexdigest())

    def inner(self, name: str, *, format: str, trusted: Sequence[PublicKey]) -> "Bundle":  # noqa: A002 the word of the manifest
        """Open a member that is itself a bundle for the same case, where it lies."""
        return _open(self._span(name), wanted=format, trusted=trusted, case=self.manifest.case)

    def json(self, name: str) -> dict[str, Any]:
        """A member with a schema, as the JSON object it holds (FormatUnknown)."""
        schema = schemas.known(self.manifest.format, self.manifest.version).members[name]
        if schema is None:
            raise ValueError(f"{name} has no schema")
        return schemas.parsed(self.read(name), name=name, schema=schema)

    def _span(self, name: str) -> Span:
        if name not in self.spans:
            raise BundleDamaged(f"包みに {name} がありません。")
        return self.spans[name]

    def _judge(self, name: str, sha256: str) -> None:
        if sha256 != self.manifest.members[name].sha256:
            raise BundleDamaged(f"{name} が、包みを確かめた後に変わりました。", hint="媒体からもう一度写してください。")


def write(
    path: Path,
    *,
    format: str,  # noqa: A002 the word of the manifest
    case: str,
    issued_on: date,
    members: Mapping[str, bytes | Path],
    key: KeyPair,
    version: int = 1,
) -> str:
    """Seal the members into a bundle file, whole or not at all; a member given as a path is streamed.

    Returns:
        The SHA-256 of the whole file.

    Raises:
        UsageError: the members are not those of the format, or the case number has a form no bundle takes.
        OutputError: the file cannot be written or would be too large.
    """
    expected = schemas.known(format, version).members
    if set(members) != set(expected):
        raise UsageError(f"{format} の包みの中身は {'、'.join(sorted(expected))} でなければなりません。")
    measured = [archive.measure(name, members[name]) for name in sorted(members)]
    listed = {item.name: Member(item.sha256, item.size) for item in measured}
    manifest = Manifest(format, version, case, issued_on, key.id, listed)
    if problem := schemas.trouble(manifest.as_json(), "manifest-v1"):
        raise UsageError(f"包みの目録が形式に合いません：{problem}。", hint="事件番号に使えるのは英数字と . _ - です。")
    content = canonical_json(manifest.as_json())
    head = [archive.measure(MANIFEST, content), archive.measure(SIGNATURE, _signature(content, key))]
    with replacing(path) as stream:
        return archive.write(stream, head + measured)


def open_bundle(
    path: Path,
    *,
    format: str | None,  # noqa: A002 the word of the manifest
    trusted: Sequence[PublicKey],
    case: str | None = None,
) -> Bundle:
    """Accept a bundle file, or refuse it with the reason.

    Args:
        path: the file.
        format: the format it must have; None accepts any that is known.
        trusted: the public keys that may have signed it.
        case: the case it must be for; None accepts any.

    Raises:
        BundleDamaged: not a bundle, cut short, a byte changed, a member missing or one too many; says where.
        FormatUnknown: another format, or a version newer than this program.
        SignatureWrong: signed with a key that is not trusted here, or not signed truly.
        CaseMismatch: sealed for another case.
        SourceUnreadable: the file cannot be read.
    """
    try:
        return _open(Span(path, 0, path.stat().st_size), wanted=format, trusted=trusted, case=case)
    except OSError as error:
        raise SourceUnreadable(f"包み {path.name} を読めません（{error.strerror}）。") from error


# ---------------------------------------------------------------------------------------------------------------


def _open(span: Span, *, wanted: str | None, trusted: Sequence[PublicKey], case: str | None) -> Bundle:
    scanned = archive.scan(span)
    content, signature = _head(scanned)
    manifest = _manifest(content, wanted=wanted)
    _check_signature(content, signature, signer=manifest.signer, trusted=trusted)
    found = scanned.entries[2:]
    _check_members(manifest, found)
    if case is not None and manifest.case != case:
        raise CaseMismatch(
            f"この包みは別の事件（{manifest.case}）のものです。ここで扱っているのは {case} です。",
            hint="媒体と送付票の事件番号を確かめてください。",
        )
    return Bundle(manifest=manifest, sha256=scanned.sha256, spans={entry.name: entry.span for entry in found})


def _head(scanned: Scanned) -> tuple[bytes, bytes]:
    names = [entry.name for entry in scanned.entries[:2]]
    if names != [MANIFEST, SIGNATURE]:
        raise BundleDamaged(
            f"包みの初めに {MANIFEST} と {SIGNATURE} がありません。", hint="oboro の包みかどうか確かめてください。"
        )
    for entry in scanned.entries[:2]:
        if entry.span.length > MAX_TEXT:
            raise BundleDamaged(f"{entry.name} が大きすぎます。")
    first, second = (b"".join(entry.span.blocks()) for entry in scanned.entries[:2])
    return first, second


def _manifest(content: bytes, *, wanted: str | None) -> Manifest:
    value = schemas.parsed(content, name=MANIFEST, schema="manifest-v1")
    kind = schemas.known(value["format"], value["version"])
    if wanted is not None and value["format"] != wanted:
        raise FormatUnknown(f"これは{kind.label}の包みです。ここで要るのは{schemas.known(wanted, 1).label}の包みです。")
    members = {name: Member(item["sha256"], item["size"]) for name, item in value["members"].items()}
    return Manifest(
        format=value["format"],
        version=value["version"],
        case=value["case"],
        issued_on=day(value["issued_on"], where=MANIFEST),
        signer=value["signer"],
        members=members,
    )


def day(text: str, *, where: str) -> date:
    """A date of the calendar from its ISO text (FormatUnknown names the member it stands in)."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FormatUnknown(f"{where} に、暦にない日付があります。") from None


def _signature(content: bytes, key: KeyPair) -> bytes:
    value = base64.b64encode(signing.sign(content, key=key)).decode("ascii")
    return canonical_json({"algorithm": "ed25519", "key": key.id, "signature": value})


def _check_signature(content: bytes, signature: bytes, *, signer: str, trusted: Sequence[PublicKey]) -> None:
    value = schemas.parsed(signature, name=SIGNATURE, schema="signature-v1")
    if value["key"] != signer:
        raise SignatureWrong(f"{SIGNATURE} と {MANIFEST} が別の署名者を名のっています。", hint=_ASK_SENDER)
    public = next((key for key in trusted if signing.key_id(key) == signer), None)
    if public is None:
        raise SignatureWrong(
            f"この包みは、信頼する鍵で署名されていません（署名した鍵：{signing.spoken(signer)}）。", hint=_ASK_SENDER
        )
    if not signing.holds(content, base64.b64decode(value["signature"]), public=public):
        raise SignatureWrong(
            f"{SIGNATURE} の署名が {MANIFEST} に合いません。封をした後に書き換えられています。", hint=_ASK_SENDER
        )


def _check_members(manifest: Manifest, found: Sequence[Entry]) -> None:
    expected = sorted(schemas.known(manifest.format, manifest.version).members)
    promised, present = sorted(manifest.members), [entry.name for entry in found]
    for name in expected:
        if name not in promised or name not in present:
            raise BundleDamaged(f"包みに {name} がありません。", hint=_ASK_SENDER)
    for name in [*promised, *present]:
        if name not in expected:
            raise BundleDamaged(f"包みに余分なもの（{name}）が入っています。", hint=_ASK_SENDER)
    if present != expected:
        raise BundleDamaged("包みの中身の並びが決まりと違うか、同じ名前が二つあります。", hint=_ASK_SENDER)
    for entry in found:
        if Member(entry.sha256, entry.span.length) != manifest.members[entry.name]:
            raise BundleDamaged(f"{entry.name} のハッシュ値が {MANIFEST} と違います。", hint=_ASK_SENDER)


_ASK_SENDER = "開かずに、送り主へ鍵の番号と包みのハッシュ値を電話などで確かめてください。"
