import json

from oboro.cli.main import main
from oboro.exchange import signing


def test_keygen_makes_a_pair_and_answers_as_json(tmp_path, capsys):
    assert main(["keygen", "--out", str(tmp_path / "keys"), "--name", "office", "--json"]) == 0
    out, err = capsys.readouterr()
    private, public = tmp_path / "keys" / "office.key", tmp_path / "keys" / "office.pub"
    assert json.loads(out) == {
        "key_id": signing.load_private(private).id,
        "private": str(private),
        "public": str(public),
    }
    assert signing.key_id(signing.load_public(public)) == signing.load_private(private).id
    assert err == ""


def test_keygen_tells_the_key_id_for_reading_aloud_and_never_the_key(tmp_path, capsys):
    assert main(["keygen", "--out", str(tmp_path), "--name", "office"]) == 0
    out, _ = capsys.readouterr()
    pair = signing.load_private(tmp_path / "office.key")
    assert signing.spoken(pair.id) in out
    assert "PRIVATE" not in out
    assert (tmp_path / "office.key").read_text().splitlines()[1] not in out


def test_keygen_never_overwrites(tmp_path, capsys):
    arguments = ["keygen", "--out", str(tmp_path), "--name", "office"]
    assert main(arguments) == 0
    before = (tmp_path / "office.key").read_bytes()
    assert main(arguments) == 2
    assert "上書きしません" in capsys.readouterr().err
    assert (tmp_path / "office.key").read_bytes() == before
