import json

import pytest

from oboro.cli.main import main
from oboro.exchange import signing
from processing import case_files


@pytest.fixture
def files(tmp_path):
    files = case_files.lay_out(tmp_path / "desk")
    case_files.order(objections=(3, 7)).to_bundle(files.order, case_files.OFFICE)
    (files.folder / "office.pub").write_text(signing.public_pem(case_files.OFFICE.public))
    return files


def command(files, *more):
    return [
        "order",
        str(files.order),
        "--workspace",
        str(files.workspace),
        "--trust",
        str(files.folder / "office.pub"),
        *more,
    ]


def test_order_accepts_and_answers_as_json(files, capsys):
    assert main(command(files, "--case", "R8-003", "--json")) == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == {
        "workspace": str(files.workspace),
        "order": case_files.order(objections=(3, 7)).as_json(),
    }
    assert err == ""


def test_order_tells_what_is_asked(files, capsys):
    assert main(command(files)) == 0
    assert capsys.readouterr().out.splitlines() == [
        "受け入れました：事件 R8-003　練習市「住民記録ファイル」",
        "項目　年齢、性別、職業",
        "本人の数　希望1,200人　ファイルに1,240人　下限1,000人",
        "除く申出　通知2件分",
        "期限　2026-10-30",
        f"次は　oboro run RECIPE --workspace {files.workspace}",
    ]


def test_order_refuses_another_case_with_one_clear_message(files, capsys):
    assert main(command(files, "--case", "R8-999")) == 5
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("oboro order: この包みは別の事件（R8-003）のものです。")
    assert not files.workspace.exists()


def test_order_refuses_a_second_time(files, capsys):
    assert main(command(files)) == 0
    assert main(command(files)) == 7
    assert "もう受け入れてあります" in capsys.readouterr().err
