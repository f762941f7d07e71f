"""The parser of the command: what argparse says in English, said in Japanese. Exit statuses stay those of argparse."""

import argparse
import re
from typing import Any, NoReturn

_KINDS = {"int": "整数", "float": "数", "Path": "ファイルの場所", "fromisoformat": "日付（2026-04-01の形）"}

_SAID: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(english, re.DOTALL), japanese)
    for english, japanese in (
        (r"the following arguments are required: (.*)", r"次の引数が足りません: \1"),
        (r"unrecognized arguments: (.*)", r"知らない引数があります: \1"),
        (r"invalid choice: (.*?) \(choose from (.*)\)", r"\1は選べません。選べるもの: \2"),
        (r"expected one argument", "値を一つ続けて書いてください"),
        (r"expected at most one argument", "値は一つまでです"),
        (r"expected at least one argument", "値を一つ以上続けて書いてください"),
        (r"expected (\d+) arguments?", r"値を\1個続けて書いてください"),
        (
            r"ambiguous option: (.*?) could match (.*)",
            r"\1だけでは決まりません。略さずに書いてください: \2",
        ),
        (r"not allowed with argument (.*)", r"\1と一緒には書けません"),
        (r"one of the arguments (.*) is required", r"次のどれか一つを書いてください: \1"),
        (r"ignored explicit argument (.*)", r"値は付けられません（\1）"),
        (r"can't open (.*?): .*", r"\1を開けません"),
    )
)
_OF = re.compile(r"argument (.*?): (.*)", re.DOTALL)
_VALUE = re.compile(r"invalid (.*?) value: (.*)", re.DOTALL)


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose usage, headings and errors are Japanese."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As argparse; the formatter is ours unless another is given."""
        kwargs.setdefault("formatter_class", _Formatter)
        super().__init__(*args, **kwargs)
        self._positionals.title, self._optionals.title = "引数", "付けられる引数"
        for action in self._actions:
            if isinstance(action, argparse._HelpAction):  # noqa: SLF001 argparse names it in no other way
                action.help = "この説明を出して終わる"

    def error(self, message: str) -> NoReturn:
        """Say the usage and what is wrong on standard error; exit status 2."""
        self.exit(2, f"{self.format_usage()}{self.prog}: {in_japanese(message)}\n")


class _Formatter(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "使い方: " if prefix is None else prefix)


def in_japanese(message: str) -> str:
    """A message of argparse in Japanese; one that is Japanese already, or unknown, comes back as it is."""
    if of := _OF.fullmatch(message):
        return f"引数 {of[1]}: {in_japanese(of[2])}"
    if value := _VALUE.fullmatch(message):
        if kind := _KINDS.get(value[1]):
            return f"{value[2]}は{kind}として読めません"
        return f"{value[2]}は使えません。書ける値は -h で確かめてください"
    for english, japanese in _SAID:
        if found := english.fullmatch(message):
            return found.expand(japanese)
    return message
