import base64
import re
import zlib
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange import sealed_samples as samples
from oboro.exchange import archive, bundle, schemas, signing
from oboro.exchange.archive import Span
from oboro.kernel.canonical import canonical_json
from oboro.kernel.errors import (
    BundleDamaged,
    BundleRefused,
    CaseMismatch,
    FormatUnknown,
    OutputError,
    SignatureWrong,
    SourceUnreadable,
    UsageError,
)

TRUST = [samples.KEY.public]
PLACE = re.compile(r"\d+バイト|\.json|\.csv|\.zip|\.toml")


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    """One bundle of each format, as bytes."""
    folder = tmp_path_factory.mktemp("sealed")
    for name, seal in samples.SEALS.items():
        seal(folder / name)
    return {name: (folder / name).read_bytes() for name in samples.SEALS}


@pytest.fixture
def opening(tmp_path):
    """Opens bytes as a bundle."""

    def attempt(content, *, form=None, trusted=TRUST, case=None):
        path = tmp_path / "received.zip"
        path.write_bytes(content)
        return bundle.open_bundle(path, format=form, trusted=trusted, case=case)

    return attempt


def repacked(content, tmp_path, *, drop=(), add=None, key=samples.KEY, **changes):
    """The bundle with its manifest changed and everything sealed anew: what a signer, not an accident, could make."""
    path = tmp_path / "original.zip"
    path.write_bytes(content)
    opened = bundle.open_bundle(path, format=None, trusted=TRUST)
    members = {name: opened.read(name) for name in opened.spans if name not in drop} | (add or {})
    measured = [archive.measure(name, members[name]) for name in sorted(members)]
    manifest = opened.manifest.as_json() | {
        "signer": key.id,
        "members": {item.name: {"sha256": item.sha256, "size": item.size} for item in measured},
    }
    text = canonical_json(manifest | changes)
    signature = base64.b64encode(signing.sign(text, key=key)).decode()
    sealing = canonical_json({"algorithm": "ed25519", "key": key.id, "signature": signature})
    head = [archive.measure("manifest.json", text), archive.measure("signature.json", sealing)]
    with path.open("wb") as stream:
        archive.write(stream, head + measured)
    return path.read_bytes()


def with_member_rewritten(content, tmp_path, name, change):
    """The same zip with one member's bytes changed and every zip checksum right again, but not signed anew."""
    path = tmp_path / "original.zip"
    path.write_bytes(content)
    entries = archive.scan(Span(path, 0, len(content))).entries
    texts = {entry.name: b"".join(entry.span.blocks()) for entry in entries}
    texts[name] = change(texts[name])
    with path.open("wb") as stream:
        archive.write(stream, [archive.measure(key, value) for key, value in texts.items()])
    return path.read_bytes()


@pytest.mark.parametrize("name", sorted(samples.SEALS))
def test_a_sealed_bundle_opens(name, sealed, opening):
    opened = opening(sealed[name], form=f"oboro/{name}", case=samples.CASE)
    assert (opened.manifest.format, opened.manifest.version) == (f"oboro/{name}", max(schemas.FORMATS[f"oboro/{name}"]))
    assert opened.manifest.signer == samples.KEY.id
    assert set(opened.spans) == set(schemas.FORMATS[f"oboro/{name}"][opened.manifest.version].members)


def test_sealing_answers_the_digest_of_the_file(tmp_path):
    answered = samples.seal_order(tmp_path / "o.zip")
    assert bundle.open_bundle(tmp_path / "o.zip", format=None, trusted=TRUST).sha256 == answered
    assert archive.measure("x", tmp_path / "o.zip").sha256 == answered


@pytest.mark.parametrize("name", sorted(samples.SEALS))
def test_every_byte_of_a_bundle_matters(name, sealed, opening):
    content = sealed[name]
    for position in range(len(content)):
        changed = bytearray(content)
        changed[position] ^= 1 << position % 8
        with pytest.raises(BundleDamaged) as refusal:
            opening(bytes(changed))
        assert PLACE.search(refusal.value.message), position


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data(), name=st.sampled_from(sorted(samples.SEALS)))
def test_any_single_changed_byte_is_refused_with_its_place(data, name, sealed, opening):
    content = sealed[name]
    position = data.draw(st.integers(0, len(content) - 1))
    value = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[position]))
    with pytest.raises(BundleDamaged) as refusal:
        opening(content[:position] + bytes([value]) + content[position + 1 :])
    assert PLACE.search(refusal.value.message)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data(), name=st.sampled_from(sorted(samples.SEALS)))
def test_any_cut_or_inserted_stretch_is_refused(data, name, sealed, opening):
    content = sealed[name]
    start = data.draw(st.integers(0, len(content)))
    stop = data.draw(st.integers(start, len(content)))
    stuffing = data.draw(st.binary(max_size=40).filter(lambda new: new != content[start:stop]))
    with pytest.raises(BundleRefused):
        opening(content[:start] + stuffing + content[stop:])


def test_the_place_of_a_changed_byte_is_told_exactly(sealed, opening, tmp_path):
    content = bytearray(sealed["provision"])
    at = content.index(b"20-29")
    content[at] = ord("9")
    path = tmp_path / "whole.zip"
    path.write_bytes(sealed["provision"])
    span = bundle.open_bundle(path, format=None, trusted=TRUST).spans["data.csv"]
    with pytest.raises(BundleDamaged) as refusal:
        opening(bytes(content))
    expected = (
        f"data.csv の中身が、封をしたときと違います（{span.start + 1}〜{span.start + span.length}バイト目のどこか）。"
    )
    assert refusal.value.message == expected
    assert span.start <= at < span.start + span.length


def test_a_cut_file_says_where_it_ends(sealed, opening):
    with pytest.raises(BundleDamaged, match="切れています（700バイトで終わり）"):
        opening(sealed["order"][:700])


def test_a_key_that_is_not_trusted_is_refused_and_named(sealed, opening):
    with pytest.raises(SignatureWrong, match=signing.spoken(samples.KEY.id)):
        opening(sealed["order"], trusted=[samples.STRANGER.public])
    with pytest.raises(SignatureWrong):
        opening(sealed["order"], trusted=[])


def test_any_of_several_trusted_keys_will_do(sealed, opening):
    assert opening(sealed["order"], trusted=[samples.STRANGER.public, *TRUST]).manifest.case == samples.CASE


@pytest.mark.parametrize("name", ["manifest.json", "signature.json"])
def test_a_forged_head_with_right_checksums_is_refused_by_the_signature(name, sealed, opening, tmp_path):
    def forge(text):
        if name == "manifest.json":
            return text.replace(b"R8-003", b"R8-004")
        first = text.index(b'"signature":"') + 13
        return text[:first] + (b"B" if text[first : first + 1] == b"A" else b"A") + text[first + 1 :]

    with pytest.raises(SignatureWrong, match=r"signature\.json.*manifest\.json"):
        opening(with_member_rewritten(sealed["order"], tmp_path, name, forge))


def test_a_forged_member_with_right_checksums_is_refused_by_its_digest(sealed, opening, tmp_path):
    forged = with_member_rewritten(sealed["provision"], tmp_path, "data.csv", lambda text: text.replace(b"20", b"21"))
    with pytest.raises(BundleDamaged, match=r"data\.csv のハッシュ値が manifest\.json と違います"):
        opening(forged)


def test_a_signature_of_a_stranger_under_a_trusted_name_is_refused(sealed, opening, tmp_path):
    forged = repacked(sealed["order"], tmp_path, key=samples.STRANGER, signer=samples.KEY.id)
    with pytest.raises(SignatureWrong, match="別の署名者"):
        opening(forged)


def test_another_case_is_refused_naming_both(sealed, opening):
    with pytest.raises(CaseMismatch, match=r"R8-003.*R8-999"):
        opening(sealed["order"], case="R8-999")


def test_another_format_than_wanted_is_refused_naming_both(sealed, opening):
    with pytest.raises(FormatUnknown, match=r"納品の包みです.*加工の指示の包み"):
        opening(sealed["delivery"], form="oboro/order")


def test_a_format_nobody_knows_is_refused(sealed, opening, tmp_path):
    with pytest.raises(FormatUnknown, match="種類"):
        opening(repacked(sealed["order"], tmp_path, format="oboro/else"))


def test_a_version_from_the_future_is_refused_with_what_is_known(sealed, opening, tmp_path):
    with pytest.raises(FormatUnknown, match="版2を知りません（このプログラムは版1まで）"):
        opening(repacked(sealed["order"], tmp_path, version=2))


def test_a_missing_member_is_named(sealed, opening, tmp_path):
    with pytest.raises(BundleDamaged, match=r"report\.json がありません"):
        opening(repacked(sealed["delivery"], tmp_path, drop=["report.json"]))


def test_an_extra_member_is_named(sealed, opening, tmp_path):
    with pytest.raises(BundleDamaged, match=r"余分なもの（more\.txt）"):
        opening(repacked(sealed["delivery"], tmp_path, add={"more.txt": b""}))


def test_members_in_another_order_are_refused(sealed, opening, tmp_path):
    path = tmp_path / "original.zip"
    path.write_bytes(sealed["provision"])
    entries = archive.scan(Span(path, 0, path.stat().st_size)).entries
    texts = [(entry.name, b"".join(entry.span.blocks())) for entry in entries]
    with path.open("wb") as stream:
        archive.write(stream, [archive.measure(*text) for text in [*texts[:2], *reversed(texts[2:])]])
    with pytest.raises(BundleDamaged, match="並び"):
        opening(path.read_bytes())


def test_a_manifest_in_other_than_canonical_bytes_is_refused(sealed, opening, tmp_path):
    spaced = with_member_rewritten(sealed["order"], tmp_path, "manifest.json", lambda text: text.replace(b":", b": "))
    with pytest.raises(FormatUnknown, match=r"manifest\.json が決まった書き方"):
        opening(spaced)


def test_a_manifest_with_a_day_that_does_not_exist_is_refused(sealed, opening, tmp_path):
    with pytest.raises(FormatUnknown, match="暦にない"):
        opening(repacked(sealed["order"], tmp_path, issued_on="2026-02-30"))


def test_a_zip_that_is_no_bundle_is_refused(opening, tmp_path):
    path = tmp_path / "plain.zip"
    with path.open("wb") as stream:
        archive.write(stream, [archive.measure("data.csv", b"x")])
    with pytest.raises(BundleDamaged, match=r"manifest\.json と signature\.json がありません"):
        opening(path.read_bytes())


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SourceUnreadable, match=r"nowhere\.zip"):
        bundle.open_bundle(tmp_path / "nowhere.zip", format=None, trusted=TRUST)


def test_a_member_that_changes_after_opening_is_refused_when_read(sealed, opening, tmp_path):
    opened = opening(sealed["provision"])
    path = tmp_path / "received.zip"
    path.write_bytes(sealed["provision"].replace(b"20-29", b"21-29"))
    with pytest.raises(BundleDamaged, match=r"data\.csv"):
        opened.read("data.csv")
    with pytest.raises(BundleDamaged, match=r"data\.csv"):
        opened.extract("data.csv", tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()
    assert not list(tmp_path.glob(".out.csv*"))


def test_extracting_writes_the_member(sealed, opening, tmp_path):
    opening(sealed["provision"]).extract("data.csv", tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes() == samples.TABLE


@pytest.mark.parametrize("members", [{}, {"order.json": b"{}", "more.txt": b""}])
def test_sealing_other_members_than_the_format_has_is_refused(members, tmp_path):
    with pytest.raises(UsageError, match=r"order\.json"):
        bundle.write(
            tmp_path / "o.zip",
            format="oboro/order",
            case="R8-1",
            issued_on=date(2026, 8, 20),
            members=members,
            key=samples.KEY,
        )
    assert list(tmp_path.iterdir()) == []


def test_a_case_number_no_bundle_takes_is_refused_before_writing(tmp_path):
    with pytest.raises(UsageError, match=r"\$\.case"):
        bundle.write(
            tmp_path / "o.zip",
            format="oboro/order",
            case="../R8",
            issued_on=date(2026, 8, 20),
            members={"order.json": b"{}"},
            key=samples.KEY,
        )
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_missing_leaves_nothing(tmp_path):
    with pytest.raises(OutputError, match=r"o\.zip"):
        samples.seal_order(tmp_path / "nowhere" / "o.zip")


def test_an_existing_bundle_stays_when_its_successor_cannot_be_written(tmp_path):
    samples.seal_order(tmp_path / "o.zip")
    before = (tmp_path / "o.zip").read_bytes()
    huge = archive.Measured("order.json", b"", size=archive.MAX_BYTES, sha256="0" * 64, crc=zlib.crc32(b""))
    with pytest.raises(OutputError), bundle.replacing(tmp_path / "o.zip") as stream:
        archive.write(stream, [huge])
    assert (tmp_path / "o.zip").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["o.zip"]
