import json

import pytest

from exchange import sealed_samples as samples
from oboro.cli.main import main
from oboro.exchange import archive, schemas, signing


@pytest.fixture
def trust(tmp_path):
    path = tmp_path / "office.pub"
    path.write_text(signing.public_pem(samples.KEY.public))
    return ["--trust", str(path)]


@pytest.mark.parametrize("name", sorted(samples.SEALS))
def test_verify_accepts_every_format_and_answers_as_json(name, trust, tmp_path, capsys):
    bundle = tmp_path / "b.zip"
    sha256 = samples.SEALS[name](bundle)
    assert main(["verify", str(bundle), *trust, "--case", samples.CASE, "--json"]) == 0
    out, err = capsys.readouterr()
    answer = json.loads(out)
    members = answer.pop("members")
    issued_on = answer.pop("issued_on")
    assert answer == {
        "holds": True,
        "format": f"oboro/{name}",
        "version": max(schemas.FORMATS[f"oboro/{name}"]),
        "case": "R8-003",
        "signer": samples.KEY.id,
        "sha256": sha256,
    }
    assert set(members) == set(schemas.FORMATS[f"oboro/{name}"][answer["version"]].members)
    assert all(set(member) == {"sha256", "size"} for member in members.values())
    assert issued_on.startswith("2026-")
    assert err == ""


def test_verify_tells_what_it_found(trust, tmp_path, capsys):
    sha256 = samples.seal_provision(tmp_path / "b.zip")
    assert main(["verify", str(tmp_path / "b.zip"), *trust]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "正しい包みです：提供する情報（版1）　事件 R8-003　2026-09-15",
        f"署名した鍵　{signing.spoken(samples.KEY.id)}",
        f"中身　codebook.json　{archive.measure('x', json.dumps(samples.CODEBOOK, ensure_ascii=False, separators=(',', ':')).encode()).size}バイト",
        f"中身　data.csv　{len(samples.TABLE)}バイト",
        f"中身　provision.json　{len(json.dumps(samples.provision().as_json(), ensure_ascii=False, separators=(',', ':')).encode())}バイト",
        f"包みのハッシュ値　{sha256}",
    ]


def test_verify_refuses_a_changed_byte_and_says_where(trust, tmp_path, capsys):
    bundle = tmp_path / "b.zip"
    samples.seal_provision(bundle)
    bundle.write_bytes(bundle.read_bytes().replace(b"20-29", b"21-29", 1))
    assert main(["verify", str(bundle), *trust, "--json"]) == 5
    out, err = capsys.readouterr()
    answer = json.loads(out)
    assert set(answer) == {"holds", "refusal", "message", "hint"}
    assert (answer["holds"], answer["refusal"]) == (False, "BundleDamaged")
    assert answer["message"].startswith("data.csv の中身が、封をしたときと違います")
    assert err == f"oboro verify: {answer['message']}\n{answer['hint']}\n"


def test_verify_refuses_a_wrong_key(tmp_path, capsys):
    samples.seal_order(tmp_path / "b.zip")
    (tmp_path / "other.pub").write_text(signing.public_pem(samples.STRANGER.public))
    assert main(["verify", str(tmp_path / "b.zip"), "--trust", str(tmp_path / "other.pub"), "--json"]) == 5
    assert json.loads(capsys.readouterr().out)["refusal"] == "SignatureWrong"


def test_verify_refuses_another_case(trust, tmp_path, capsys):
    samples.seal_order(tmp_path / "b.zip")
    assert main(["verify", str(tmp_path / "b.zip"), *trust, "--case", "R8-999", "--json"]) == 5
    assert json.loads(capsys.readouterr().out)["refusal"] == "CaseMismatch"


def test_verify_refuses_a_delivery_whose_provision_says_otherwise(trust, tmp_path, capsys):
    samples.seal_delivery(tmp_path / "b.zip", inner={"persons": 9})
    assert main(["verify", str(tmp_path / "b.zip"), *trust, "--json"]) == 5
    assert json.loads(capsys.readouterr().out)["refusal"] == "BundleDamaged"


def test_verify_names_a_file_that_is_missing(trust, tmp_path, capsys):
    assert main(["verify", str(tmp_path / "nowhere.zip"), *trust, "--json"]) == 3
    assert "nowhere.zip" in capsys.readouterr().err
