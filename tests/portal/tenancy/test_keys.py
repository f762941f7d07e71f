"""The signing key of a body, and the secret of the site: whole after a crash, one of each, never told where."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from oboro.exchange import signing
from oboro.kernel.errors import CheckFailed
from oboro.portal.tenancy.keys import own_key, public_key

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
TELL = "from oboro.portal import settings; print(settings.SECRET_KEY)"


def half(body, ending):
    return settings.KEYS / f"{body.code}.{ending}"


def test_a_public_half_that_a_crash_left_alone_does_not_stop_the_office(city_a):
    settings.KEYS.mkdir(parents=True)
    half(city_a, "pub").write_text(signing.public_pem(signing.generate().public))
    key = own_key(city_a, by="a")
    assert signing.key_id(public_key(city_a.code)) == key.id
    assert own_key(city_a, by="a").id == key.id


def test_a_public_half_that_is_missing_is_made_from_the_private_one(city_a):
    key = own_key(city_a, by="a")
    half(city_a, "pub").unlink()
    assert own_key(city_a, by="a").id == key.id
    assert signing.key_id(public_key(city_a.code)) == key.id


def test_a_public_half_that_the_record_tells_of_is_never_replaced(city_a, coordinator, signed_in):
    own_key(city_a, by="a")
    half(city_a, "key").unlink()
    before = half(city_a, "pub").read_bytes()
    with pytest.raises(CheckFailed, match=f"{city_a.code}.key"):
        own_key(city_a, by="a")
    page = signed_in(coordinator).get("/provisions/keys/")
    assert page.status_code == 422
    assert "控えから秘密鍵を戻す" in page.content.decode()
    assert str(settings.KEYS) not in page.content.decode()
    assert half(city_a, "pub").read_bytes() == before
    assert not half(city_a, "key").exists()


def test_a_start_that_was_cut_off_leaves_no_site_without_a_secret(tmp_path):
    (tmp_path / "secret").touch()
    assert len(secret_of(tmp_path)) > 40
    assert secret_of(tmp_path) == secret_of(tmp_path)


def test_two_first_starts_at_once_share_one_secret(tmp_path):
    starts = [start(tmp_path / "home") for _ in range(3)]
    found = {one.communicate()[0].strip() for one in starts}
    assert len(found) == 1
    assert len(found.pop()) > 40


def start(home):
    environment = {**os.environ, "OBORO_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-c", TELL]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def secret_of(home):
    return start(home).communicate()[0].strip()
