import os
import stat
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from oboro.exchange import signing
from oboro.files import UNFINISHED
from oboro.kernel.errors import UsageError

# RFC 8032, 7.1, test 1: the seed and the public key that belongs to it.
RFC_SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
RFC_PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")


def raw(public):
    return public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def test_the_key_of_a_seed_is_the_one_of_rfc_8032():
    assert raw(signing.from_seed(RFC_SEED).public) == RFC_PUBLIC


def test_a_key_id_is_the_beginning_of_the_digest_of_the_raw_public_key():
    # printf of the 32 bytes above | sha256sum
    assert signing.key_id(signing.from_seed(RFC_SEED).public) == "21fe31dfa154a261626bf854046fd227"
    assert signing.spoken("21fe31dfa154a261626bf854046fd227") == "21fe 31df a154 a261 626b f854 046f d227"


def test_two_generated_keys_differ():
    assert signing.generate().id != signing.generate().id


def test_a_signature_holds_for_its_content_and_key_only():
    pair, other = signing.generate(), signing.generate()
    signature = signing.sign(b"content", key=pair)
    assert signing.holds(b"content", signature, public=pair.public)
    assert not signing.holds(b"Content", signature, public=pair.public)
    assert not signing.holds(b"content", signature, public=other.public)
    assert not signing.holds(b"content", signature[:-1], public=pair.public)


def test_a_signature_on_a_bundle_is_none_on_the_bare_bytes():
    pair = signing.generate()
    assert not signing.holds(b"content", pair.private.sign(b"content"), public=pair.public)


def test_saved_keys_come_back_the_same(tmp_path):
    pair = signing.generate()
    private, public = signing.save(pair, folder=tmp_path / "keys", name="office")
    assert (private.name, public.name) == ("office.key", "office.pub")
    assert signing.load_private(private).id == pair.id
    assert signing.key_id(signing.load_public(public)) == pair.id


@pytest.mark.skipif(os.name != "posix", reason="permission bits are POSIX")
def test_a_private_key_is_readable_by_its_owner_only(tmp_path):
    private, _ = signing.save(signing.generate(), folder=tmp_path, name="office")
    assert stat.S_IMODE(private.stat().st_mode) == 0o600


@pytest.mark.skipif(os.name != "posix", reason="permission bits are POSIX")
def test_a_private_key_that_others_can_read_is_refused(tmp_path):
    private, _ = signing.save(signing.generate(), folder=tmp_path, name="office")
    private.chmod(0o640)
    with pytest.raises(UsageError, match="持ち主以外にも読める"):
        signing.load_private(private)


@pytest.mark.parametrize("existing", ["office.key", "office.pub"])
def test_a_key_file_is_never_overwritten(existing, tmp_path):
    (tmp_path / existing).write_text("before")
    with pytest.raises(UsageError, match="上書きしません"):
        signing.save(signing.generate(), folder=tmp_path, name="office")
    assert [path.name for path in tmp_path.iterdir()] == [existing]
    assert (tmp_path / existing).read_text() == "before"


@pytest.mark.parametrize("name", ["../office", "a/b", "", ".."])
def test_a_key_name_that_leaves_the_folder_is_refused(name, tmp_path):
    with pytest.raises(UsageError, match="名前"):
        signing.save(signing.generate(), folder=tmp_path, name=name)


def test_a_private_key_given_for_a_public_one_is_refused(tmp_path):
    private, public = signing.save(signing.generate(), folder=tmp_path, name="office")
    with pytest.raises(UsageError, match="公開鍵ではありません"):
        signing.load_public(private)
    public.chmod(0o600)
    with pytest.raises(UsageError, match="秘密鍵ではありません"):
        signing.load_private(public)


def test_a_key_of_another_kind_is_refused():
    pem = (
        rsa.generate_private_key(65537, 2048)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    with pytest.raises(UsageError, match="Ed25519"):
        signing.parse_public(pem)


def test_a_missing_key_file_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"nowhere\.pub"):
        signing.load_public(tmp_path / "nowhere.pub")


def test_a_pair_does_not_show_its_secret_when_printed():
    pair = signing.from_seed(RFC_SEED)
    assert repr(pair) == "KeyPair(21fe31dfa154a261626bf854046fd227)"


@pytest.mark.skipif(os.name != "posix", reason="files are linked into place on POSIX")
def test_a_crash_between_the_halves_leaves_the_private_one_from_which_the_public_one_is_made(tmp_path):
    code = textwrap.dedent("""
        import os, sys
        from pathlib import Path
        from oboro.exchange import signing
        real = os.link
        def link(source, target):
            real(source, target)
            os._exit(9)
        os.link = link
        signing.save(signing.generate(), folder=Path(sys.argv[1]), name="office")
    """)
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False).returncode == 9
    assert [path.name for path in tmp_path.iterdir() if path.suffix != UNFINISHED] == ["office.key"]
    pair = signing.kept(folder=tmp_path, name="office")
    assert signing.load_private(tmp_path / "office.key").id == pair.id
    assert signing.key_id(signing.load_public(tmp_path / "office.pub")) == pair.id


def test_a_public_half_alone_gives_way_to_a_new_pair(tmp_path):
    (tmp_path / "office.pub").write_text(signing.public_pem(signing.generate().public)[:40])
    pair = signing.kept(folder=tmp_path, name="office")
    assert signing.key_id(signing.load_public(tmp_path / "office.pub")) == pair.id
    assert signing.kept(folder=tmp_path, name="office").id == pair.id


def test_many_who_ask_at_once_for_the_first_time_get_one_key(tmp_path):
    with ThreadPoolExecutor(8) as together:
        found = list(together.map(lambda _: signing.kept(folder=tmp_path / "keys", name="office").id, range(8)))
    assert len(set(found)) == 1
    assert signing.id_in(tmp_path / "keys" / "office.pub") == found[0]


@pytest.mark.parametrize("load", [signing.load_private, signing.load_public])
def test_no_error_about_a_key_tells_where_it_lies(load, tmp_path):
    with pytest.raises(UsageError) as told:
        load(tmp_path / "nowhere.key")
    assert "nowhere.key" in str(told.value)
    assert str(tmp_path) not in str(told.value)


@pytest.mark.skipif(os.name != "posix", reason="permission bits are POSIX")
def test_no_advice_about_a_key_tells_where_it_lies(tmp_path):
    private, _ = signing.save(signing.generate(), folder=tmp_path, name="office")
    private.chmod(0o640)
    with pytest.raises(UsageError, match=r"chmod 600 office\.key") as told:
        signing.load_private(private)
    assert str(tmp_path) not in str(told.value)
