"""What the command says when it is called wrongly, and what it says of itself: Japanese throughout."""

import re

import pytest

from oboro.cli.main import COMMANDS, main

ENGLISH = re.compile(
    r"\b(usage|error|arguments?|required|invalid|choice|choose|expected|unrecognized|ambiguous|options?|allowed|ignored"
    r"|positional|show this|value)\b"
)


@pytest.mark.parametrize(
    ("called", "told"),
    [
        ([], "次の引数が足りません: 命令"),
        (["surve"], "'surve'は選べません"),
        (["survey"], "次の引数が足りません: file"),
        (["survey", "f.csv", "--skip", "x"], "引数 --skip: 'x'は整数として読めません"),
        (["survey", "f.csv", "--on", "2023"], "引数 --on: '2023'は日付（2026-04-01の形）として読めません"),
        (["survey", "f.csv", "--scheme", "x"], "引数 --scheme: 'x'は使えません。"),
        (["survey", "f.csv", "--format", "x"], "選べるもの: 'csv'"),
        (["survey", "f.csv", "--bogus"], "知らない引数があります: --bogus"),
        (["survey", "f.csv", "--o", "x"], "略さずに書いてください: --on, --ordinance"),
        (["survey", "f.csv", "--json=1"], "引数 --json: 値は付けられません"),
        (["survey", "f.csv", "--query"], "引数 --query: 値を一つ続けて書いてください"),
        (["run", "r.toml"], "次のどれか一つを書いてください: --out --workspace"),
        (["run", "r.toml", "--out", "o", "--workspace", "w"], "引数 --workspace: --outと一緒には書けません"),
        (["law", "foo"], "引数 問い: 'foo'は選べません"),
        (["law", "show", "--on", "x"], "日付は 2026-04-01 か 令和8年4月1日 のように書いてください"),
    ],
    ids=lambda given: " ".join(given) or "nothing" if isinstance(given, list) else "",
)
def test_a_wrong_call_is_told_in_japanese_with_status_two(called, told, capsys):
    with pytest.raises(SystemExit) as ended:
        main(called)
    said = capsys.readouterr()
    assert ended.value.code == 2
    assert said.out == ""
    assert said.err.startswith("使い方: oboro")
    assert told in said.err
    assert not ENGLISH.search(re.sub(r"\[.*\]|--[a-z-]+", "", said.err, flags=re.DOTALL))


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_the_help_of_every_command_has_japanese_headings(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "-h"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert said.startswith("使い方: oboro")
    assert "この説明を出して終わる" in said
    assert not re.search(r"^(usage|options|positional arguments):|show this help", said, re.MULTILINE)
