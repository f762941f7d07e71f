import json
from pathlib import Path

import pytest

from oboro.cli.main import main
from oboro.engine import reading
from oboro.exchange import signing
from processing import case_files


@pytest.fixture(scope="module")
def command(tmp_path_factory):
    files = case_files.lay_out(tmp_path_factory.mktemp("case") / "desk")
    files.accept()
    files.run()
    files.check()
    files.check_out()
    key = files.folder / "data-wing.key"
    key.write_bytes(signing.private_pem(case_files.DATA_WING))
    key.chmod(0o600)
    people = ["--made-by", "加工担当", "--made-on", "2026-09-15", "--minutes", "620"]
    return ["seal", "--workspace", str(files.workspace), "--key", str(key), *people]


@pytest.fixture
def delivery(command):
    """Where the delivery will lie; nothing lies there before and after a test."""
    path = Path(command[2]).resolve() / "delivery.zip"
    yield path
    path.unlink(missing_ok=True)


def test_seal_answers_as_json(command, delivery, capsys):
    assert main([*command, "--json"]) == 0
    out, err = capsys.readouterr()
    answer = json.loads(out)
    assert set(answer) == {"path", "sha256", "provision_sha256", "k", "delivery"}
    assert (answer["path"], answer["sha256"]) == (str(delivery), reading.fingerprint(delivery))
    assert set(answer["delivery"]) == {
        "case",
        "order_sha256",
        "scheme",
        "law_on",
        "made_on",
        "persons",
        "records",
        "items",
        "minutes",
        "made_by",
        "checkers",
        "standards",
        "recipe_sha256",
        "source_sha256",
    }
    assert (answer["delivery"]["minutes"], answer["delivery"]["made_on"]) == (620, "2026-09-15")
    assert err == ""


def test_seal_tells_what_the_office_will_ask_for(command, delivery, capsys):
    assert main(command) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("　")[0] for line in lines] == [
        "封をしました：事件 R8-003",
        "加工の基準",
        "納品の包み",
        "包みのハッシュ値",
        "署名した鍵",
    ]
    assert lines[3].endswith(reading.fingerprint(delivery))
    assert lines[4].endswith(signing.spoken(case_files.DATA_WING.id))


def test_seal_refuses_a_maker_who_checks(command, delivery, capsys):
    assert main([*command, "--made-by", "確認者"]) == 7
    assert "作った人が、確認者の一人になっています" in capsys.readouterr().err
    assert not delivery.exists()
