import json

import pytest

from oboro.cli.main import main
from processing import case_files


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return case_files.lay_out(tmp_path_factory.mktemp("menu") / "desk")


def told(capsys, files, *more):
    assert main(["menu", str(files.recipe), "--name", "練習用ファイル", "--json", *more]) == 0
    return json.loads(capsys.readouterr().out)["menu"]


def test_the_menu_says_what_is_feasible_for_each_k_and_limit(files, capsys):
    lines = told(capsys, files, "--k", "2,5,50,2000", "--limits", "0,0.1")
    assert [(line["k"], line["limit"]) for line in lines] == [
        (2, 0.0), (5, 0.0), (50, 0.0), (2000, 0.0), (2, 0.1), (5, 0.1), (50, 0.1), (2000, 0.1),
    ]  # fmt: skip
    assert [line["feasible"] for line in lines] == [True, True, True, False] * 2
    assert {line["persons"] for line in lines if line["feasible"]} <= {1100, 1200}
    assert lines[0]["items"] == {"年齢": [0, 2], "性別": [0, 1]}
    assert lines[2]["items"]["年齢"][0] > 0


def test_no_value_of_the_file_stands_on_the_menu(files, capsys, tmp_path):
    lines = json.dumps(told(capsys, files, "--out", str(tmp_path / "menu.html")), ensure_ascii=False)
    text = lines + (tmp_path / "menu.html").read_text(encoding="utf-8")
    for number in range(1, 200):
        row = case_files.row(number)
        assert not [name for name in ("氏名", "個人番号", "宛名番号", "備考", "職業") if row[name] in text]
    assert ">1,200人以上<" in text


@pytest.mark.parametrize("said", [["--k", "x"], ["--k", "1"], ["--limits", "2"], ["--limits", "1/0"]])
def test_a_menu_of_nothing_is_refused(files, said, capsys):
    assert main(["menu", str(files.recipe), "--name", "x", *said]) == 2


@pytest.mark.parametrize("name", ["source.csv", "recipe.toml"])
def test_a_menu_never_takes_the_place_of_what_it_is_made_from(files, name, capsys):
    before = (files.folder / name).read_bytes()
    assert main(["menu", str(files.recipe), "--name", "練習用ファイル", "--out", str(files.folder / name)]) == 2
    assert "別の名前" in capsys.readouterr().err
    assert (files.folder / name).read_bytes() == before
